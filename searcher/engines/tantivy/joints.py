"""The joint terms of an index: which of them stand for a lemma, beside the lemma itself.

A large archive has some hundred thousand, and every update opens an index anew: they are read when
they are first needed, those of each field by themselves.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable

import tantivy

from indexer.engines.tantivy import JOINT
from indexer.schema import TEXT_FIELDS

# The fields whose words may be joint terms.
_FIELDS = frozenset(name for field in TEXT_FIELDS.values() for name in (field.lemmas, field.names))

# Between the joint terms of one lemma: no term has a space.
_BETWEEN = " "


class Joints:
    """The joint terms of each field. Safe to share between threads."""

    def __init__(self, searcher: tantivy.Searcher) -> None:
        self._searcher = searcher
        self._known: dict[str, dict[str, str]] = {}
        self._reading = threading.Lock()

    def with_lemma(self, field: str, lemma: str) -> tuple[str, ...]:
        """Those that a lemma is part of."""
        joints = self._of(field).get(lemma)
        return tuple(joints.split(_BETWEEN)) if joints else ()

    def lemmas(self, field: str) -> Iterable[str]:
        """The lemmas that are part of one."""
        return self._of(field).keys()

    def _of(self, field: str) -> dict[str, str]:
        known = self._known.get(field)
        if known is None:
            # Who comes meanwhile waits, and does not read them as well.
            with self._reading:
                known = self._known.get(field)
                if known is None:
                    known = self._known[field] = self._read(field) if field in _FIELDS else {}
        return known

    def _read(self, field: str) -> dict[str, str]:
        # Strings, not lists of them: the search for garbage need not go through these.
        joints: dict[str, str] = {}
        for joint, _ in self._searcher.terms_with_prefix(field, JOINT):
            for lemma in joint[1:].split(JOINT):
                before = joints.get(lemma)
                joints[lemma] = joint if before is None else f"{before}{_BETWEEN}{joint}"
        return joints
