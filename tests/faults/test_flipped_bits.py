"""Bits that flip anywhere in an archive home: every command says what is wrong or works, and
`verify` passes only what is as it was."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest

from indexer.analysis import Analyzer
from indexer.archive.creating import create_home
from indexer.archive.digest import digest_article
from indexer.archive.store import Archive
from indexer.generations.folders import current_generation
from indexer.home.paths import ArchiveHome
from tests.conftest import index_home, update_home
from tests.engines import LOCAL_ENGINES
from tests.faults.jobs import JobServer, run_import, write_news

# Every code of the table in `web.cli.main` that a command which is not interrupted may end with.
DOCUMENTED = {0, 1, 2, 3, 4, 5, 6}
COPIES = 26
FLIPS = 3
# How many of the other commands are tried with each copy.
SAMPLED = 2

Contents = list[tuple[object, ...]]


@pytest.fixture(scope="module")
def sound_homes(
    tmp_path_factory: pytest.TempPathFactory, analyzer: Analyzer
) -> dict[str, ArchiveHome]:
    return {
        engine: make_home(tmp_path_factory.mktemp(engine), engine, analyzer)
        for engine in LOCAL_ENGINES
    }


def make_home(folder: Path, engine: str, analyzer: Analyzer) -> ArchiveHome:
    """An archive with an old version, a deletion and two generations."""
    home = create_home(folder / "archive")
    home.settings_file.write_text(f'engine = "{engine}"', "utf-8")
    run_import(home, analyzer, write_news(folder / "first.jsonl", 0, 12))
    run_import(home, analyzer, write_news(folder / "first.jsonl", 4, 1, "Tunnel"))
    with Archive.open(home.database) as archive:
        archive.delete("a-2", "court order")
    index_home(home, analyzer)
    run_import(home, analyzer, write_news(folder / "second.jsonl", 12, 3))
    update_home(home, analyzer)
    return home


def read_contents(home: ArchiveHome) -> Contents:
    """The texts of every version that an archive holds."""
    with Archive.open(home.database) as archive:
        ids = {f"a-{n}" for n in range(15)}
        return [
            (v.seq, v.id, v.article and digest_article(v.article), v.deleted)
            for id_ in sorted(ids)
            for v in archive.versions(id_)
        ]


def flip_bits(path: Path, chance: random.Random) -> None:
    """Flip a few bits of a file, rather where something is written than in empty space."""
    content = bytearray(path.read_bytes())
    written = [place for place, byte in enumerate(content) if byte]
    for _ in range(FLIPS):
        place = chance.choice(written) if chance.random() < 0.9 else chance.randrange(len(content))
        content[place] ^= 1 << chance.randrange(8)
    path.write_bytes(content)


def choose_file(home: ArchiveHome, chance: random.Random) -> Path:
    """The archive as often as all files of the index together."""
    folder = home.index / current_generation(home)
    files = [home.index / "CURRENT", *(path for path in folder.rglob("*") if path.is_file())]
    filled = sorted(path for path in files if path.stat().st_size)
    return home.database if chance.random() < 0.5 else chance.choice(filled)


@pytest.mark.parametrize("seed", range(COPIES))
def test_no_flipped_bit_is_a_traceback_or_passes_in_silence(
    sound_homes: dict[str, ArchiveHome], jobs: JobServer, tmp_path: Path, seed: int
) -> None:
    chance = random.Random(seed)
    sound = sound_homes[LOCAL_ENGINES[seed % len(LOCAL_ENGINES)]]
    home = ArchiveHome(tmp_path / "archive")
    shutil.copytree(sound.path, home.path)
    victim = choose_file(home, chance)
    flip_bits(victim, chance)
    news = write_news(tmp_path / "first.jsonl", 0, 15)
    others: list[tuple[str | Path, ...]] = [
        ("status",),
        ("search", "bridge"),
        ("show", f"a-{chance.randrange(15)}"),
        ("generations",),
        ("update",),
        ("gc",),
        ("rollback",),
    ]
    for arguments in (
        ("verify",),
        *chance.sample(others, SAMPLED),
        ("import", news),
        ("index",),
        ("verify",),
    ):
        code, printed = jobs.run(home, *arguments)
        told = f"{victim.relative_to(home.path)}: {arguments[0]}: {code}: {printed}"
        assert code in DOCUMENTED, told
        assert "Traceback" not in printed, told
        if arguments == ("verify",) and code == 0:
            # What passes is what was stored, whatever was done to the space between.
            assert set(read_contents(sound)) <= set(read_contents(home)), told
    if victim != home.database:
        assert code == 0, told


def test_a_text_that_rots_is_named_refused_and_healed(
    sound_homes: dict[str, ArchiveHome], jobs: JobServer, tmp_path: Path
) -> None:
    sound = sound_homes["tantivy"]
    home = ArchiveHome(tmp_path / "archive")
    shutil.copytree(sound.path, home.path)
    content = home.database.read_bytes()
    assert b"Bridge 7" in content
    home.database.write_bytes(content.replace(b"Bridge 7", b"Bridge 6"))
    living = current_generation(home)

    code, printed = jobs.run(home, "verify")
    assert code == 1
    assert "version 8 of 'a-7'" in printed
    assert "first.jsonl" in printed
    for command in (("index",), ("show", "a-7")):
        code, printed = jobs.run(home, *command)
        assert code == 4, printed
        assert "version 8 of 'a-7'" in printed
    assert current_generation(home) == living
    code, printed = jobs.run(home, "search", "bridge")
    assert code == 0, printed

    before = read_contents(sound)
    code, printed = jobs.run(home, "import", write_news(tmp_path / "first.jsonl", 7, 1))
    assert code == 0
    assert "Healed       1 article" in printed
    assert jobs.run(home, "verify")[0] == 0
    assert [row[:2] for row in read_contents(home)] == [row[:2] for row in before]
    code, printed = jobs.run(home, "index")
    assert code == 0, printed
