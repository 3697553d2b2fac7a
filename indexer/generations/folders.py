"""Generations: built indexes side by side, one of them current.

    index/CURRENT                     the name of the generation that is served
    index/<name>/manifest.json        what it is and what it was built with
    index/<name>/labels.json          the names of its facet values
    index/<name>/deleted.json         the articles that were taken down
    index/<name>/copies.json          which articles are near copies of which
    index/<name>/lexicon.bin          its word list (`searcher.words.lexicon`)
    index/<name>/rules.json           the tags that queries gave, if any (`searcher.tagging`)
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

import re
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from indexer.engines import load_engine, remove_generation
from indexer.engines.checksums import NOTHING_TRUSTED, Stamp, check_sums
from indexer.engines.folder import engine_folder
from indexer.errors import (
    IndexDamagedError,
    IndexMismatchError,
    IndexMissingError,
    LetopisError,
)
from indexer.generations.manifest import Manifest, read_manifest
from indexer.home.durable import sync_folder, write_durably
from indexer.home.paths import ArchiveHome

BUILDING = ".building"
FAILED = ".failed"

# What may stand in CURRENT. No file system takes a longer name.
_NAME = re.compile(r"[0-9A-Za-z][0-9A-Za-z.-]{0,250}")
# How a name begins: the time.
_TIME = "%Y%m%dT%H%M%S.%fZ"


def name_generation(home: ArchiveHome) -> str:
    """A new name: it sorts by time, behind all that are there even where the clock was set back,
    and is never given twice."""
    moment = datetime.now(UTC)
    for folder in list_folders(home):
        with suppress(ValueError):
            named = datetime.strptime(folder.partition("-")[0], _TIME).replace(tzinfo=UTC)
            moment = max(moment, named + timedelta(microseconds=1))
    return f"{moment:{_TIME}}-{secrets.token_hex(2)}"


def lexicon_file(generation: Path) -> Path:
    """Where the word list is."""
    return generation / "lexicon.bin"


def rules_file(generation: Path) -> Path:
    """Where the tags are that queries gave."""
    return generation / "rules.json"


def create_generation(home: ArchiveHome, name: str) -> Path:
    """The folder in which a new generation is built."""
    folder = home.index / f"{name}{BUILDING}"
    engine_folder(folder).mkdir(parents=True)
    return folder


def derive_generation(home: ArchiveHome, parent: Path, manifest: Manifest, name: str) -> Path:
    """The folder in which a generation is made of another one, which stands in the folder `parent`,
    sharing its files."""
    folder = create_generation(home, name)
    half = load_engine(manifest.engine, home.cluster)
    try:
        half.derive_index(engine_folder(parent), engine_folder(folder), manifest.files)
        if rules_file(parent).exists():
            write_durably(rules_file(folder), rules_file(parent).read_bytes())
    except FileNotFoundError as error:
        remove_generation(folder, home.cluster)
        missing = Path(error.filename).name
        raise IndexDamagedError(manifest.generation, f"{missing} is missing") from error
    except BaseException:
        remove_generation(folder, home.cluster)
        raise
    return folder


@contextmanager
def blaming_parent(home: ArchiveHome, parent: Manifest) -> Iterator[None]:
    """What fails while a generation is made of another one is told as damage of that one, where
    its files are damaged."""
    try:
        yield
    except LetopisError:
        check_files(home, parent)
        raise


def current_generation(home: ArchiveHome) -> str:
    """The name of the generation that is served. Raises IndexMissingError."""
    try:
        name = (home.index / "CURRENT").read_text("ascii").strip()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise IndexMissingError(home.path) from error
    except UnicodeDecodeError as error:
        raise IndexDamagedError("CURRENT", "not a generation's name") from error
    if not _NAME.fullmatch(name) or name.endswith((BUILDING, FAILED)):
        raise IndexDamagedError("CURRENT", "not a generation's name")
    return name


def check_files(
    home: ArchiveHome, manifest: Manifest, trusted: Mapping[Stamp, str] = NOTHING_TRUSTED
) -> None:
    """Refuse a generation whose files are not those that were built: IndexDamagedError.
    For `trusted` see `check_sums`."""
    check_folder(home.index / manifest.generation, manifest, trusted)


def check_folder(
    folder: Path, manifest: Manifest, trusted: Mapping[Stamp, str] = NOTHING_TRUSTED
) -> None:
    check_sums(engine_folder(folder), manifest.files, manifest.generation, trusted)
    check_sums(folder, manifest.attached, manifest.generation, trusted)


def find_damage(home: ArchiveHome) -> IndexDamagedError | IndexMismatchError | None:
    """What is damaged of the current generation, if there is one, or why it cannot be told."""
    try:
        check_files(home, read_manifest(home, current_generation(home)))
    except IndexMissingError:
        return None
    except (IndexDamagedError, IndexMismatchError) as error:
        return error
    return None


def generation_name(folder: Path) -> str:
    """The name of the generation that is built, or kept aside, in a folder."""
    return folder.name.removesuffix(BUILDING).removesuffix(FAILED)


def switch_generation(home: ArchiveHome, folder: Path) -> None:
    """Make a finished build the current generation."""
    name = generation_name(folder)
    folder.rename(home.index / name)
    sync_folder(home.index)
    set_current(home, name)


def replace_generation(home: ArchiveHome, folder: Path, name: str) -> None:
    """Let a folder that was built take the place of a generation that is kept and not served.

    Killed in between, it leaves none under that name: a generation less to go back to.
    """
    doomed = home.index / f"{generation_name(home.index / name)}.replaced{BUILDING}"
    (home.index / name).rename(doomed)
    folder.rename(home.index / name)
    sync_folder(home.index)
    remove_generation(doomed, home.cluster)


def list_generations(home: ArchiveHome) -> list[str]:
    """The finished generations, oldest first. Damaged ones are among them."""
    return [name for name in list_folders(home) if not name.endswith((BUILDING, FAILED))]


def list_failed(home: ArchiveHome) -> list[str]:
    """The generations that were kept aside, oldest first."""
    names = list_folders(home)
    return [name.removesuffix(FAILED) for name in names if name.endswith(FAILED)]


def list_folders(home: ArchiveHome) -> list[str]:
    if not home.index.exists():
        return []
    return sorted(path.name for path in home.index.iterdir() if path.is_dir())


def set_current(home: ArchiveHome, name: str) -> None:
    """Make a finished generation the current one, in one step, with the writing lock held."""
    write_durably(home.index / "CURRENT", f"{name}\n".encode("ascii"))
