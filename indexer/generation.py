"""Generations: built indexes side by side, one of them current.

    index/CURRENT                     the name of the generation that is served
    index/<name>/manifest.json        what it is and what it was built with
    index/<name>/labels.json          the names of its facet values
    index/<name>/lexicon.bin          its word list (`searcher.lexicon`)
    index/<name>/engine/              the engine's own files
    index/<name>.building/            a build that has not finished, or was killed
    index/<name>.failed/              one that the gate kept aside, with its report.json

A build goes beside the living generation and is switched in by one atomic rename of `CURRENT`. A
reader of the folder sees the old generation or the new one, never half of one. What fails its
checks is kept aside under a name that nothing serves, and may be looked at or accepted.

An update makes a generation too: it begins with hard links to the engine's files of the living one.
Engines never change a file they have finished, they write others; so the living generation stays
as it is, and both share on disk what they have in common.
"""

from __future__ import annotations

import errno
import os
import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import msgspec

from indexer.analysis import Analyzer
from indexer.checksums import NOTHING_TRUSTED, Stamp, check_sums, list_files, sum_file
from indexer.engines import ENGINES, load_engine
from indexer.errors import (
    GenerationNotFoundError,
    IndexDamagedError,
    IndexMismatchError,
    IndexMissingError,
    LetopisError,
)
from indexer.gate import GateReport
from indexer.home import ArchiveHome
from indexer.labels import Labels
from indexer.rings import Ring
from indexer.schema import SCHEMA_VERSION

T = TypeVar("T")

_BUILDING = ".building"
_FAILED = ".failed"
_REPORT = "report.json"


# tantivy opens an index once more in a thread of its own, and locks it: a file may come into a
# folder while it is being removed. How often that is borne.
_MOST_ENTERED = 10

# How many generations stay beside the current one: readers may still be answering from them.
KEPT = 2


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


def name_generation() -> str:
    """A new name: it sorts by time and is never given twice."""
    return f"{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}-{secrets.token_hex(2)}"


def engine_folder(generation: Path) -> Path:
    """Where the engine's own files are."""
    return generation / "engine"


def lexicon_file(generation: Path) -> Path:
    """Where the word list is."""
    return generation / "lexicon.bin"


def create_generation(home: ArchiveHome, name: str) -> Path:
    """The folder in which a new generation is built."""
    folder = home.index / f"{name}{_BUILDING}"
    engine_folder(folder).mkdir(parents=True)
    return folder


def derive_generation(home: ArchiveHome, parent: Manifest, name: str) -> Path:
    """The folder in which a generation is made of the one before it, sharing its files."""
    folder = create_generation(home, name)
    source, target = (engine_folder(path) for path in (home.index / parent.generation, folder))
    try:
        for file in parent.files:
            _share(source / file, target / file, parent)
    except BaseException:
        remove_folder(folder)
        raise
    return folder


def remove_folder(folder: Path) -> None:
    """Remove what was built, or half built."""
    for _ in range(_MOST_ENTERED):
        try:
            shutil.rmtree(folder)
        except OSError as error:
            if error.errno != errno.ENOTEMPTY:
                raise
        else:
            return
    shutil.rmtree(folder)


def _share(source: Path, target: Path, parent: Manifest) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        target.hardlink_to(source)
    except FileNotFoundError as error:
        raise IndexDamagedError(parent.generation, f"{source.name} is missing") from error
    except OSError:
        # Not every file system has hard links.
        shutil.copy2(source, target)


@contextmanager
def blaming_parent(home: ArchiveHome, parent: Manifest) -> Iterator[None]:
    """What fails while a generation is made of another one is told as damage of that one, where
    its files are damaged."""
    try:
        yield
    except LetopisError:
        check_files(home, parent)
        raise


def write_manifest(folder: Path, manifest: Manifest, labels: Labels) -> None:
    """Write what makes a folder of engine files a generation; all of it is on the disk then."""
    _write_durably(folder / "labels.json", msgspec.json.encode(labels))
    _write_durably(folder / "manifest.json", msgspec.json.encode(manifest))
    _sync_tree(folder)


def read_manifest(home: ArchiveHome, name: str) -> Manifest:
    """The manifest of a generation. Raises IndexDamagedError where it is missing or broken."""
    return _read(home.index / name / "manifest.json", Manifest, name)


def read_labels_of(home: ArchiveHome, name: str) -> Labels:
    """The labels of a generation. Raises IndexDamagedError where they are missing or broken."""
    return _read(home.index / name / "labels.json", Labels, name)


def current_generation(home: ArchiveHome) -> str:
    """The name of the generation that is served. Raises IndexMissingError."""
    try:
        name = (home.index / "CURRENT").read_text("ascii").strip()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise IndexMissingError(home.path) from error
    except UnicodeDecodeError as error:
        raise IndexDamagedError("CURRENT", "not a generation's name") from error
    if not name or "/" in name or name.startswith("."):
        raise IndexDamagedError("CURRENT", "not a generation's name")
    return name


def sum_files(generation: Path) -> dict[str, str]:
    """The engine's files of a generation, by their names within its folder, and a checksum of
    each."""
    folder = engine_folder(generation)
    return {file: sum_file(path) for file, path in list_files(folder).items()}


def sum_derived(home: ArchiveHome, generation: Path, parent: Manifest) -> dict[str, str]:
    """What `sum_files` gives of a generation that shares files with its parent: those are not
    read again.

    Files of the parent that are not shared were melted into new ones. Damage of theirs would have
    a right checksum from now on, so they are checked: IndexDamagedError.
    """
    folder = engine_folder(generation)
    source = engine_folder(home.index / parent.generation)
    sums: dict[str, str] = {}
    shared: set[str] = set()
    for name, path in list_files(folder).items():
        if name in parent.files and path.samefile(source / name):
            shared.add(name)
        sums[name] = parent.files[name] if name in shared else sum_file(path)
    for name, digest in parent.files.items():
        if name not in shared and sum_file(source / name) != digest:
            raise IndexDamagedError(parent.generation, f"{name} was changed")
    return sums


def check_files(
    home: ArchiveHome, manifest: Manifest, trusted: Mapping[Stamp, str] = NOTHING_TRUSTED
) -> None:
    """Refuse a generation whose files are not those that were built: IndexDamagedError.
    For `trusted` see `check_sums`."""
    _check_folder(home.index / manifest.generation, manifest, trusted)


def _check_folder(
    folder: Path, manifest: Manifest, trusted: Mapping[Stamp, str] = NOTHING_TRUSTED
) -> None:
    check_sums(engine_folder(folder), manifest.files, manifest.generation, trusted)
    # Generations of older releases have none, and are refused for that.
    lexicon = {lexicon_file(folder).name: manifest.lexicon} if manifest.lexicon else {}
    check_sums(folder, lexicon, manifest.generation, trusted)


def find_damage(home: ArchiveHome) -> IndexDamagedError | None:
    """What is damaged of the current generation, if there is one."""
    try:
        check_files(home, read_manifest(home, current_generation(home)))
    except IndexMissingError:
        return None
    except IndexDamagedError as error:
        return error
    return None


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


def generation_name(folder: Path) -> str:
    """The name of the generation that is built, or kept aside, in a folder."""
    return folder.name.removesuffix(_BUILDING).removesuffix(_FAILED)


def switch_generation(home: ArchiveHome, folder: Path) -> None:
    """Make a finished build the current generation."""
    name = generation_name(folder)
    folder.rename(home.index / name)
    _sync_folder(home.index)
    set_current(home, name)


def set_aside(home: ArchiveHome, folder: Path, report: GateReport) -> None:
    """Keep a build that failed, with the report on it, where nothing serves it."""
    _write_durably(folder / _REPORT, msgspec.json.encode(report))
    folder.rename(home.index / f"{generation_name(folder)}{_FAILED}")
    _sync_folder(home.index)


def bring_back(home: ArchiveHome, name: str, analyzer: Analyzer, zone: str) -> Manifest:
    """Make a generation that was kept aside the current one.

    It is checked as if it were opened. Raises IndexMismatchError and IndexDamagedError; it then
    stays aside.
    """
    folder = home.index / _name_aside(home, name)
    manifest = read_manifest(home, folder.name)
    check_compatible(manifest, analyzer, zone)
    _check_folder(folder, manifest)
    if folder.name != name:
        folder.rename(home.index / name)
        _sync_folder(home.index)
    set_current(home, name)
    return manifest


def read_report(home: ArchiveHome, name: str) -> GateReport:
    """The report on a generation that was kept aside. Raises GenerationNotFoundError where none
    was, and IndexDamagedError where the report cannot be read."""
    aside = _name_aside(home, name)
    return _read(home.index / aside / _REPORT, GateReport, aside)


def _name_aside(home: ArchiveHome, name: str) -> str:
    """The name of the folder of a generation that was kept aside."""
    if name in list_failed(home):
        return f"{name}{_FAILED}"
    # Brought back by a command that was killed before it moved the pointer: only those that were
    # kept aside have a report.
    if name in list_generations(home) and (home.index / name / _REPORT).exists():
        return name
    raise GenerationNotFoundError(name)


def list_generations(home: ArchiveHome) -> list[str]:
    """The finished generations, oldest first. Damaged ones are among them."""
    return [name for name in _list_folders(home) if not name.endswith((_BUILDING, _FAILED))]


def list_failed(home: ArchiveHome) -> list[str]:
    """The generations that were kept aside, oldest first."""
    names = _list_folders(home)
    return [name.removesuffix(_FAILED) for name in names if name.endswith(_FAILED)]


def _list_folders(home: ArchiveHome) -> list[str]:
    if not home.index.exists():
        return []
    return sorted(path.name for path in home.index.iterdir() if path.is_dir())


def set_current(home: ArchiveHome, name: str) -> None:
    """Make a finished generation the current one, in one step, with the writing lock held."""
    _write_durably(home.index / "CURRENT", f"{name}\n".encode("ascii"))


def sweep_generations(home: ArchiveHome, keep: int = KEPT) -> tuple[str, ...]:
    """Remove what killed jobs left, and all generations but the current one, the `keep` newest
    beside it, and the last of each of the `keep` newest full builds; of those kept aside, the
    newest unless `keep` is 0 stays too. Of those that stay, files go that are not theirs. Gives the
    names of what was removed. Call it with the writing lock held."""
    _beside(home.index / "CURRENT").unlink(missing_ok=True)
    kept = _choose_kept(home, keep)
    if keep:
        kept |= {f"{name}{_FAILED}" for name in list_failed(home)[-1:]}
    doomed = [home.index / name for name in _list_folders(home) if name not in kept]
    for path in doomed:
        # Removed halfway, it must not pass for a generation.
        unfinished = path.with_name(generation_name(path) + _BUILDING)
        path.rename(unfinished)
        remove_folder(unfinished)
    strays = [path for name in sorted(kept) for path in _find_strays(home, name)]
    for path in strays:
        path.unlink()
    removed = (*doomed, *strays)
    return tuple(path.relative_to(home.index).as_posix() for path in removed)


def _find_strays(home: ArchiveHome, name: str) -> list[Path]:
    """Files among a generation's engine files that it was not built with."""
    try:
        known = read_manifest(home, name).files
    except IndexDamagedError:
        return []
    files = list_files(engine_folder(home.index / name))
    return [path for file, path in files.items() if file not in known]


def _choose_kept(home: ArchiveHome, keep: int) -> set[str]:
    names = list_generations(home)
    try:
        current = current_generation(home)
        read_manifest(home, current)
    except (IndexMissingError, IndexDamagedError):
        # Which one is served instead cannot be known here: none may go.
        return set(names)
    # A day of updates must not push out the build before: what is rolled back is mostly a build.
    last_of_build: dict[str, str] = {}
    newest: list[str] = []
    for name in [current, *(name for name in reversed(names) if name != current)]:
        try:
            last_of_build.setdefault(read_manifest(home, name).build, name)
        except IndexDamagedError:
            # Nobody can serve it, so it does not take the place of one that somebody can.
            continue
        if name != current:
            newest.append(name)
    builds = [name for name in last_of_build.values() if name != current]
    return {current, *newest[:keep], *builds[:keep]}


def _read(path: Path, kind: type[T], name: str) -> T:
    try:
        return msgspec.json.decode(path.read_bytes(), type=kind)
    except (OSError, msgspec.DecodeError) as error:
        raise IndexDamagedError(name, f"{path.name}: {error}") from error


def _write_durably(path: Path, content: bytes) -> None:
    """Replace a file in one step: after a power cut it is the old one or the new one."""
    beside = _beside(path)
    with beside.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    _sync_folder(path.parent)


def _beside(path: Path) -> Path:
    """Where the next content of a file is written, before it takes its place."""
    return path.with_name(path.name + ".new")


def _sync_tree(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb") as file:
                os.fsync(file.fileno())
        else:
            _sync_folder(path)
    _sync_folder(folder)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
