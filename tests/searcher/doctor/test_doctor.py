"""The doctor: nothing is found in a sound archive, and each thing that is wrong by its name."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from indexer.archive.deleting import delete_article
from indexer.archive.store import Archive
from indexer.backup.job import BackupJob
from indexer.backup.packing import PackJob
from indexer.errors import ArchiveMissingError
from indexer.generations.folders import current_generation
from indexer.home.lock import writing
from indexer.home.paths import ArchiveHome
from indexer.progress import Progress
from searcher.doctor.finding import Finding
from searcher.doctor.job import Depth, DoctorJob
from tests.conftest import rewrite_manifest


def examine(
    home: ArchiveHome, depth: Depth = "quick", now: datetime | None = None
) -> list[Finding]:
    """What is found, but for names without a label: the sample archive lacks some on purpose."""
    job = DoctorJob(path=home.path, depth=depth, now=now or datetime.now(UTC))
    return [found for found in job.run(Progress()) if found.about != "names"]


@pytest.fixture
def kept(sample_home: ArchiveHome, tmp_path: Path) -> ArchiveHome:
    """An archive with an index and a backup."""
    home = ArchiveHome(Path(shutil.copytree(sample_home.path, tmp_path / "archive")))
    BackupJob(home, tmp_path / "backups").run(Progress())
    return home


def test_a_sound_archive_has_nothing(kept: ArchiveHome) -> None:
    assert examine(kept) == []
    before = {path: path.stat().st_mtime_ns for path in kept.path.rglob("*.*") if path.is_file()}
    assert examine(kept, "full") == []
    after = {path: path.stat().st_mtime_ns for path in kept.path.rglob("*.*") if path.is_file()}
    changed = {path.name for path in before.keys() | after if before.get(path) != after.get(path)}
    assert changed <= {"writing.lock", "archive.db-wal", "archive.db-shm"}


def test_where_there_is_no_archive_nothing_is_looked_at(tmp_path: Path) -> None:
    with pytest.raises(ArchiveMissingError):
        examine(ArchiveHome(tmp_path))


def age_backup(home: ArchiveHome) -> None:
    content = home.last_backup.read_text("utf-8")
    home.last_backup.write_text(content.replace('"taken":"20', '"taken":"19'), "utf-8")


def lose_backup(home: ArchiveHome) -> None:
    shutil.rmtree(home.path.parent / "backups")


def forget_backups(home: ArchiveHome) -> None:
    home.last_backup.unlink()


def spoil_note(home: ArchiveHome) -> None:
    home.last_backup.write_text('{"path": "/", "taken": "2026-11-28T03:30:00"}', "utf-8")


def lose_index(home: ArchiveHome) -> None:
    shutil.rmtree(home.index)


def lose_index_file(home: ArchiveHome) -> None:
    folder = home.index / current_generation(home) / "engine"
    max((path for path in folder.rglob("*") if path.is_file()), key=os.path.getsize).unlink()


def age_schema(home: ArchiveHome) -> None:
    rewrite_manifest(home.index / current_generation(home) / "manifest.json", schema=1)


def change_analyzer(home: ArchiveHome) -> None:
    home.exceptions_file.write_text("мосты = мост\n", "utf-8")


def take_down(home: ArchiveHome) -> None:
    with Archive.open(home.database) as archive:
        id_ = next(archive.ids())
    delete_article(home, id_, "order")


def change_tags(home: ArchiveHome) -> None:
    home.tags_file.write_text('bridges = "bridge"\n', "utf-8")


def leave_building(home: ArchiveHome) -> None:
    (home.index / "20200101T000000.000000Z-0000.building").mkdir()


def leave_failed(home: ArchiveHome) -> None:
    (home.index / "20200101T000000.000000Z-0000.failed").mkdir()


def open_to_all(home: ArchiveHome) -> None:
    home.database.chmod(0o666)


def show_key(home: ArchiveHome) -> None:
    home.cursor_key.write_bytes(b"secret")
    home.cursor_key.chmod(0o644)


def damage_pages(home: ArchiveHome) -> None:
    content = bytearray(home.database.read_bytes())
    content[4096 : 4096 * 60] = bytes(4096 * 59)
    home.database.write_bytes(content)


def damage_text(home: ArchiveHome) -> None:
    home.published.unlink(missing_ok=True)
    with closing(sqlite3.connect(home.database)) as db, db:
        # No JSON any more, whichever fields are public.
        db.execute("UPDATE version SET article = x'00' WHERE seq = 1")


@pytest.mark.parametrize(
    ("break_it", "about", "weight", "command"),
    [
        (age_backup, "backup", "due", "letopis backup {parent}/backups"),
        (lose_backup, "backup", "due", "letopis backup {parent}/backups"),
        (forget_backups, "backup", "due", "letopis backup DIR"),
        (spoil_note, "backup", "due", "letopis backup DIR"),
        (lose_index, "index", "due", "letopis index"),
        (lose_index_file, "index", "wrong", "letopis index"),
        (age_schema, "index", "wrong", "letopis index"),
        (change_analyzer, "index", "wrong", "letopis index"),
        (take_down, "index", "due", "letopis update"),
        (change_tags, "tags", "due", "letopis index"),
        (leave_building, "generations", "due", "letopis gc"),
        (leave_failed, "generations", "due", "letopis accept 20200101T000000.000000Z-0000"),
        (open_to_all, "rights", "wrong", "chmod o-w {home}/archive.db"),
        (show_key, "rights", "wrong", "chmod o= {home}/cursor.key"),
        (damage_text, "archive", "wrong", "letopis import PATH…"),
        (damage_pages, "archive", "wrong", "letopis --home NEW backup restore {backup}"),
    ],
)
def test_each_thing_has_its_command(
    kept: ArchiveHome,
    break_it: Callable[[ArchiveHome], None],
    about: str,
    weight: str,
    command: str,
) -> None:
    (backup,) = [path for path in (kept.path.parent / "backups").iterdir() if path.is_dir()]
    break_it(kept)
    (found,) = examine(kept)
    told = command.format(home=kept.path, parent=kept.path.parent, backup=backup)
    assert (found.about, found.weight, found.command) == (about, weight, told)
    assert found.what


def test_a_job_that_runs_has_no_leftovers(kept: ArchiveHome) -> None:
    leave_building(kept)
    with writing(kept):
        assert examine(kept) == []


def test_a_packed_backup_may_be_carried_away(kept: ArchiveHome, tmp_path: Path) -> None:
    file = tmp_path / "carried.tar.zst"
    PackJob(kept, file).run(Progress())
    file.unlink()
    assert examine(kept) == []
    (found,) = examine(kept, now=datetime(2099, 5, 6, tzinfo=UTC))
    assert found.command == f"letopis backup {tmp_path}/2099-05-06.tar.zst"


def test_a_clock_that_is_behind_is_noticed(kept: ArchiveHome) -> None:
    found = examine(kept, now=datetime.now(UTC) - timedelta(days=400))
    assert [one.about for one in found] == ["clock"]


MISTAKES = {
    "letopis.toml": (
        '# A comment\nzone = "Nowhere"\nname = 3\n\nwokers = 2\n',
        [(2, "Nowhere"), (3, "object"), (5, "wokers")],
    ),
    "labels.toml": (
        '[tags.one]\nen = "One"\n\n[tags.two]\nfr = "Deux"\n\n[authors]\nthree = 3\n',
        [(4, "fr"), (8, "labels by language")],
    ),
    "golden.toml": (
        '[[query]]\nq = "bridge"\nexpect = []\n\n[[query]]\nq = ""\nexpect = ["a"]\n',
        [(1, "expect"), (5, "blank")],
    ),
    "tags.toml": (
        'bridges = "bridge"\nempty = ""\nlake = "(lake"\nall = "*"\nfuzzy = "bridg~"\n',
        [(2, "empty"), (4, "all"), (5, "fuzzy")],
    ),
    "alerts.toml": (
        "[one]\nquery = 3\n\n[two]\nquery = 'a'\nhock = ''\n",
        [(1, "text"), (4, "hock")],
    ),
    "countries.toml": (
        'never = ["Gory", "Gory"]\n[places]\nBridgetown = "xx"\nKutais = 3\n[within]\nyy = "RU"\n',
        [(3, "no country"), (4, "expected the id"), (1, "there already"), (6, "'yy'")],
    ),
    "boilerplate.toml": (
        '[[line]]\ntext = "Banner"\nis = "other"\n\n[[line]]\ntext = "Share"\nis = "noise"\n',
        [(2, "other"), (6, "noise")],
    ),
    "rings.txt": (
        "one\nKars / Qars\n- ?\ntwo / !\n",
        [(1, "expected"), (3, "not a name"), (4, "not a name")],
    ),
    "exceptions.txt": (
        "one two three\nкарс = карс\nкарс = карса\na.b.c! = x\n",
        [(1, "expected"), (3, "already"), (4, "not one word")],
    ),
    "profiles/site.toml": (
        'name = "A"\nhosts = "a.example"\ncolor = "red"\n[patterns]\ndrop = "("\nshape = "x"\n',
        [(3, "color"), (6, "shape"), (5, "no regular")],
    ),
}
# No line of what is no TOML is read.
BROKEN = {
    "countries.toml": ("[places\nx = 3\n", [(1, "line 1")]),
    "profiles/site.toml": ("# A comment\nhosts = [\n", [(2, "end of document")]),
}


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [(name, *rest) for files in (MISTAKES, BROKEN) for name, rest in files.items()],
)
def test_mistakes_are_told_with_file_and_line(
    kept: ArchiveHome, name: str, content: str, expected: list[tuple[int, str]]
) -> None:
    path = kept.path / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(content, "utf-8")
    found = [one for one in examine(kept) if one.about == "settings"]
    assert len(found) == len(expected)
    for one, (line, word) in zip(found, expected, strict=True):
        assert one.weight == "wrong"
        assert one.what.startswith(f"{path}:{line}: ")
        assert word in one.what
        assert one.command == f"${{EDITOR:-vi}} +{line} {path}"


def test_a_full_look_finds_what_a_quick_one_does_not(kept: ArchiveHome) -> None:
    (backup,) = [path for path in (kept.path.parent / "backups").iterdir() if path.is_dir()]
    part = next((backup / "parts").iterdir())
    content = bytearray(part.read_bytes())
    content[5000] ^= 1
    part.write_bytes(content)
    folder = kept.index / current_generation(kept) / "engine"
    file = max((path for path in folder.rglob("*") if path.is_file()), key=os.path.getsize)
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    assert examine(kept) == []
    assert {found.about for found in examine(kept, "full")} == {"backup", "index"}
