"""The search for garbage in a server: in little at a time.

What an open index and its caches hold is millions of objects, which stay. To look for garbage among
them holds up all answers for half a second. So what survives one look is taken to stay, and not
looked at by the next; a look at all of it comes when another index has taken the place of one, and
after many others, when some of it may be garbage.
"""

from __future__ import annotations

import gc

# Objects made until the youngest are looked at; how often that is done until those that survived
# are looked at again; and how often that until the rest: some 400,000, which takes 40 ms.
_THRESHOLDS = (20_000, 10, 2)
_OLDEST = 2
# How often that, until everything is looked at.
_MOST_LOOKS = 100


class SteadyCollection:
    """The search for garbage in this process, from now on."""

    def __init__(self) -> None:
        self._looks = 0
        gc.set_threshold(*_THRESHOLDS)
        gc.callbacks.append(self._keep_survivors)
        self.settle()

    def settle(self) -> None:
        """Look at everything, and take it that what is there then stays. It takes as long as all
        looks together that it saves the next answers."""
        gc.unfreeze()
        gc.collect()
        gc.freeze()
        self._looks = 0

    def look(self) -> None:
        """Settle where it is time."""
        # How much is kept could be asked, and takes as long as to go through it.
        if self._looks > _MOST_LOOKS:
            self.settle()

    def _keep_survivors(self, phase: str, info: dict[str, int]) -> None:
        if phase == "stop" and info["generation"] == _OLDEST:
            gc.freeze()
            self._looks += 1
