"""Those who read while something befalls a cluster, and know what they must be told."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field

from indexer.errors import ClusterError

# Seconds after which a reader who met an error asks again, and for which he goes on.
_PAUSE, _PATIENCE = 0.2, 30.0


@dataclass(frozen=True)
class Question:
    """What is asked, and the only answer to it."""

    ask: Callable[[], object]
    answer: object


@dataclass
class Reader:
    """Asks questions in turn until so many were answered; an error of the cluster is noted, and the
    question asked again."""

    questions: Sequence[Question]
    times: int
    answered: int = 0
    errors: list[ClusterError] = field(default_factory=list)

    def read(self) -> None:
        while self.answered < self.times:
            question = self.questions[self.answered % len(self.questions)]
            assert self._ask(question) == question.answer
            self.answered += 1

    def _ask(self, question: Question) -> object:
        end = time.monotonic() + _PATIENCE
        while True:
            try:
                return question.ask()
            except ClusterError as error:
                self.errors.append(error)
                if time.monotonic() > end:
                    raise
                time.sleep(_PAUSE)


@contextmanager
def reading(readers: Sequence[Reader]) -> Iterator[None]:
    """All read from now on, and have read in the end. Raises what one of them met."""
    with ThreadPoolExecutor(len(readers)) as threads:
        under_way = [threads.submit(reader.read) for reader in readers]
        yield
    for reader in under_way:
        reader.result()
