"""The manifest of a generation: what it is, written beside it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import msgspec

from indexer.analysis import Analyzer
from indexer.analysis.ring_lists import Ring
from indexer.engines import ENGINES, load_engine
from indexer.engines.checksums import sum_bytes, sum_file
from indexer.errors import (
    IndexDamagedError,
    IndexMismatchError,
)
from indexer.home.cluster import ClusterSettings
from indexer.home.durable import sync_tree, write_durably
from indexer.home.paths import ArchiveHome
from indexer.labels import Labels
from indexer.schema import SCHEMA_VERSION

T = TypeVar("T")

LABELS = "labels.json"
DELETED = "deleted.json"
COPIES = "copies.json"

# The near copies that a generation knows, group by group: ids, the earliest article first.
Copies = tuple[tuple[str, ...], ...]

# How a sealed file ends: with a checksum of all that stands before, as one field more.
_SEAL = b',"sum":"'

# Generations of an older schema have no seal, and are refused for their schema.
_SEALED_SINCE = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a generation is: with what it was built, of what, and that it was checked.

    `build` is the generation whose full build it descends from: its own name, unless it is an
    update. `files` are the engine's files with their checksums; `schema`, `analyzer`, `release` and
    `zone` must be those of the release that serves it; `checks` are the checks that it passed when
    it was built, `rings` the names that stand for one another in its searches, `attached` the other
    files of its folder with their checksums.
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
    attached: dict[str, str] = field(default_factory=dict)


class _Schema(msgspec.Struct, frozen=True):
    """What manifests of every release tell."""

    schema: int


@dataclass(frozen=True, slots=True)
class Tombstone:
    """An article that was taken down when a generation was made: it is told when and why."""

    id: str
    when: datetime
    reason: str


def write_manifest(
    folder: Path,
    manifest: Manifest,
    labels: Labels,
    tombstones: tuple[Tombstone, ...],
    copies: Copies,
) -> Manifest:
    """Write what makes a folder of engine files a generation; all of it is on the disk then. Every
    file that stands in the folder by now is attached. Gives the manifest that was written."""
    write_durably(folder / LABELS, msgspec.json.encode(labels))
    write_durably(folder / DELETED, msgspec.json.encode(tombstones))
    write_durably(folder / COPIES, msgspec.json.encode(copies))
    files = sorted(path for path in folder.iterdir() if path.is_file())
    manifest = replace(manifest, attached={path.name: sum_file(path) for path in files})
    write_sealed(folder / "manifest.json", manifest)
    sync_tree(folder)
    return manifest


def read_manifest(home: ArchiveHome, name: str) -> Manifest:
    """The manifest of a generation. Raises IndexDamagedError where it is missing or broken, and
    IndexMismatchError where an earlier release wrote it in another shape."""
    path = home.index / name / "manifest.json"
    content = _read(path, name)
    try:
        manifest = _decode(content, Manifest, path, name)
    except IndexDamagedError:
        schema = _decode(content, _Schema, path, name).schema
        if schema >= _SEALED_SINCE or _SEAL in content:
            raise
        raise IndexMismatchError(name, "schema", str(schema), str(SCHEMA_VERSION)) from None
    if manifest.schema >= _SEALED_SINCE or _SEAL in content:
        _check_seal(content, path, name)
    return manifest


def read_labels_of(folder: Path, manifest: Manifest) -> Labels:
    """The labels of the generation in a folder. Raises IndexDamagedError where they are missing or
    broken."""
    return _read_attached(folder / LABELS, manifest, Labels)


def read_tombstones(folder: Path, manifest: Manifest) -> tuple[Tombstone, ...]:
    """What was taken down when the generation in a folder was made, by time. Raises
    IndexDamagedError."""
    return _read_attached(folder / DELETED, manifest, tuple[Tombstone, ...])


def read_copies(folder: Path, manifest: Manifest) -> Copies:
    """The near copies that the generation in a folder knows: one of an earlier release knows of
    none. Raises IndexDamagedError."""
    if COPIES not in manifest.attached:
        return ()
    return _read_attached(folder / COPIES, manifest, Copies)


def _read_attached(path: Path, manifest: Manifest, kind: type[T]) -> T:
    content = _read(path, manifest.generation)
    if sum_bytes(content) != manifest.attached.get(path.name):
        raise IndexDamagedError(manifest.generation, f"{path.name} was changed")
    return _decode(content, kind, path, manifest.generation)


def check_compatible(
    manifest: Manifest, analyzer: Analyzer, zone: str, cluster: ClusterSettings
) -> None:
    """Refuse a generation that this release would answer wrongly from: IndexMismatchError. Raises
    ClusterError where its cluster does not tell its release."""
    if manifest.engine not in ENGINES:
        known = ", ".join(ENGINES)
        raise IndexMismatchError(manifest.generation, "engine", manifest.engine, known)
    parts = (
        ("schema", str(manifest.schema), str(SCHEMA_VERSION)),
        ("analyzer", manifest.analyzer, analyzer.fingerprint),
        ("engine", manifest.release, load_engine(manifest.engine, cluster).release()),
        ("time zone", manifest.zone, zone),
    )
    for part, built_with, needed in parts:
        if built_with != needed:
            raise IndexMismatchError(manifest.generation, part, built_with, needed)


def seal(content: bytes) -> bytes:
    """A JSON object with its checksum as its last field: bits that flip in it are noticed."""
    return content[:-1] + _SEAL + sum_bytes(content).encode() + b'"}'


def write_sealed(path: Path, value: object) -> None:
    """Write a value as a JSON object with a checksum of its own."""
    write_durably(path, seal(msgspec.json.encode(value)))


def read_sealed(path: Path, kind: type[T], name: str) -> T:
    """What `write_sealed` wrote of a generation. Raises IndexDamagedError."""
    content = _read(path, name)
    _check_seal(content, path, name)
    return _decode(content, kind, path, name)


def _check_seal(content: bytes, path: Path, name: str) -> None:
    if seal(content.rpartition(_SEAL)[0] + b"}") != content:
        raise IndexDamagedError(name, f"{path.name} was changed")


def _read(path: Path, name: str) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise IndexDamagedError(name, f"{path.name}: {error}") from error


def _decode(content: bytes, kind: type[T], path: Path, name: str) -> T:
    try:
        return msgspec.json.decode(content, type=kind)
    except (ValueError, msgspec.DecodeError) as error:
        raise IndexDamagedError(name, f"{path.name}: {error}") from error
