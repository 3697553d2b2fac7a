"""The manifest of a generation: what it is, written beside it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import msgspec

from indexer.analysis import Analyzer
from indexer.analysis.rings import Ring
from indexer.engines import ENGINES, load_engine
from indexer.errors import (
    IndexDamagedError,
    IndexMismatchError,
)
from indexer.generations.durable import sync_tree, write_durably
from indexer.home.paths import ArchiveHome
from indexer.labels import Labels
from indexer.schema import SCHEMA_VERSION

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a generation is: with what it was built, of what, and that it was checked.

    `build` is the generation whose full build it descends from: its own name, unless it is an
    update. `files` are the engine's files with their checksums; `schema`, `analyzer`, `release` and
    `zone` must be those of the release that serves it; `checks` are the checks that it passed when
    it was built, `rings` the names that stand for one another in its searches, `lexicon` the
    checksum of its word list.
    """

    generation: str
    build: str
    engine: str
    reason: str
    release: str
    schema: int
    analyzer: str
    zone: str
    articles: int
    last_seq: int
    started: datetime
    finished: datetime
    files: dict[str, str]
    checks: tuple[str, ...] = field(default=())
    rings: tuple[Ring, ...] = field(default=())
    lexicon: str = ""


@dataclass(frozen=True, slots=True)
class Tombstone:
    """An article that was taken down when a generation was made: it is told when and why."""

    id: str
    when: datetime
    reason: str


def write_manifest(
    folder: Path, manifest: Manifest, labels: Labels, tombstones: tuple[Tombstone, ...]
) -> None:
    """Write what makes a folder of engine files a generation; all of it is on the disk then."""
    write_durably(folder / "labels.json", msgspec.json.encode(labels))
    write_durably(folder / "deleted.json", msgspec.json.encode(tombstones))
    write_durably(folder / "manifest.json", msgspec.json.encode(manifest))
    sync_tree(folder)


def read_manifest(home: ArchiveHome, name: str) -> Manifest:
    """The manifest of a generation. Raises IndexDamagedError where it is missing or broken."""
    return read_json(home.index / name / "manifest.json", Manifest, name)


def read_labels_of(home: ArchiveHome, name: str) -> Labels:
    """The labels of a generation. Raises IndexDamagedError where they are missing or broken."""
    return read_json(home.index / name / "labels.json", Labels, name)


def read_tombstones(home: ArchiveHome, name: str) -> tuple[Tombstone, ...]:
    """What was taken down when a generation was made, by time. Raises IndexDamagedError."""
    return read_json(home.index / name / "deleted.json", tuple[Tombstone, ...], name)


def check_compatible(manifest: Manifest, analyzer: Analyzer, zone: str) -> None:
    """Refuse a generation that this release would answer wrongly from: IndexMismatchError."""
    if manifest.engine not in ENGINES:
        known = ", ".join(ENGINES)
        raise IndexMismatchError(manifest.generation, "engine", manifest.engine, known)
    parts = (
        ("schema", str(manifest.schema), str(SCHEMA_VERSION)),
        ("analyzer", manifest.analyzer, analyzer.fingerprint),
        ("engine", manifest.release, load_engine(manifest.engine).RELEASE),
        ("time zone", manifest.zone, zone),
    )
    for part, built_with, needed in parts:
        if built_with != needed:
            raise IndexMismatchError(manifest.generation, part, built_with, needed)


def read_json(path: Path, kind: type[T], name: str) -> T:
    try:
        return msgspec.json.decode(path.read_bytes(), type=kind)
    except (OSError, msgspec.DecodeError) as error:
        raise IndexDamagedError(name, f"{path.name}: {error}") from error
