"""Reading what tantivy stored, and what becomes of damage that reading comes upon."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import tantivy

from indexer.errors import IndexDamagedError
from searcher.engines import EngineHit


def read_hit(searcher: tantivy.Searcher, address: tantivy.DocAddress, score: float) -> EngineHit:
    """The article at an address."""
    document = searcher.doc(address)
    return EngineHit(document["id"][0], bytes(document["article"][0]), round(score, 4))


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Damage that reading comes upon becomes IndexDamagedError."""
    try:
        yield
    except (ValueError, OSError) as error:
        raise IndexDamagedError(path.parent.name, f"{type(error).__name__}: {error}") from error
    except BaseException as error:
        # A panic of the compiled part: its class cannot be imported.
        if type(error).__name__ != "PanicException":
            raise
        raise IndexDamagedError(path.parent.name, f"panic: {error}") from error
