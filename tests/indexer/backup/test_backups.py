"""Backups: taken while others write, little where little changed, and refused where damaged."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest

from indexer.archive.deleting import delete_article
from indexer.archive.store import Archive
from indexer.article import Article
from indexer.backup.checking import CheckJob
from indexer.backup.job import BackupJob, read_note
from indexer.backup.manifest import StoredFile, list_names, read_manifest, write_manifest
from indexer.backup.packing import PackJob
from indexer.backup.restoring import RestoreJob, RestoreReport
from indexer.engines.checksums import sum_bytes
from indexer.errors import (
    ArchiveDamagedError,
    ArchiveLockedError,
    BackupDamagedError,
    BackupMissingError,
    JobCancelledError,
    OptionError,
)
from indexer.home.lock import writing
from indexer.home.paths import ArchiveHome
from indexer.progress import Progress, ProgressEvent, StepAdvanced, StepStarted

WHEN = datetime(2014, 3, 1, tzinfo=UTC)


def make_article(number: int, text: str = "Bridge") -> Article:
    # What does not compress, and takes a page.
    body = Random(number).randbytes(1500).hex()
    return Article(id=f"a-{number}", lang="en", title=text, body=body, published=WHEN)


def put(home: ArchiveHome, articles: Iterable[Article]) -> int:
    """Store articles; the newest `seq` then."""
    with Archive.open(home.database) as archive:
        with archive.transaction():
            for article in articles:
                archive.put(article)
        return archive.last_seq()


def take(home: ArchiveHome, folder: Path, keep: int = 30) -> Path:
    return BackupJob(home, folder, keep).run(Progress()).path


def restore(
    backup: Path, path: Path, seq: int | None = None
) -> tuple[dict[str, str | None], RestoreReport]:
    """The titles of the articles of a restored archive, None for those that are taken down."""
    home = ArchiveHome(path)
    report = RestoreJob(home, backup, seq).run(Progress())
    with Archive.open(home.database) as archive:
        assert archive.check().is_sound
        titles: dict[str, str | None] = {
            article.id: article.title for _, article in archive.articles()
        }
        return titles | {gone.id: None for gone in archive.deletions()}, report


def size(folder: Path) -> int:
    """The bytes that a folder takes, what has several names counted once."""
    stats = [path.stat() for path in folder.rglob("*")]
    return sum({stat.st_ino: stat.st_size for stat in stats}.values())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "backups"


def test_a_backup_holds_the_archive_and_what_people_wrote(
    home: ArchiveHome, folder: Path, tmp_path: Path
) -> None:
    put(home, map(make_article, range(10)))
    home.labels_file.write_text('[tags.bridges]\nen = "Bridges"\n', "utf-8")
    home.labels_file.chmod(0o640)
    home.profiles.mkdir()
    (home.profiles / "site.toml").write_text("# invented", "utf-8")
    (home.path / "later.toml").write_text("# of a release to come", "utf-8")
    home.cursor_key.write_bytes(b"secret")
    path = take(home, folder)
    titles, report = restore(path, tmp_path / "new")
    assert titles == {f"a-{n}": "Bridge" for n in range(10)}
    assert report.articles == 10
    new = ArchiveHome(tmp_path / "new")
    assert new.labels_file.read_bytes() == home.labels_file.read_bytes()
    assert new.labels_file.stat().st_mode & 0o777 == 0o640
    assert (new.profiles / "site.toml").exists()
    assert (new.path / "later.toml").exists()
    assert not new.cursor_key.exists()
    assert path.stat().st_mode & 0o077 == folder.stat().st_mode & 0o077 == 0
    note = read_note(home)
    assert note
    assert Path(note.path) == path


def test_passwords_are_not_copied(home: ArchiveHome, folder: Path) -> None:
    secret = home.path / "cluster-secret"
    secret.write_text("invented", "utf-8")
    cluster = replace(home.cluster, password_file=secret.name)
    path = take(replace(home, cluster=cluster), folder)
    assert not list(path.rglob(secret.name))


def test_where_little_changed_a_backup_takes_little(
    home: ArchiveHome, folder: Path, tmp_path: Path
) -> None:
    put(home, map(make_article, range(1000)))
    take(home, folder)
    whole = size(folder)
    unchanged = take(home, folder)
    assert size(folder) - whole < whole / 100
    put(home, (make_article(n) for n in range(1000, 1010)))
    put(home, [make_article(5, "Corrected")])
    changed = take(home, folder)
    assert size(folder) - whole < whole / 10
    # Each stands by itself.
    for path in folder.iterdir():
        if path.is_dir() and path != changed:
            for file in path.rglob("*"):
                if file.is_file():
                    file.unlink()
    titles, _ = restore(changed, tmp_path / "new")
    assert titles["a-5"] == "Corrected"
    assert len(titles) == 1010
    with pytest.raises(BackupDamagedError):
        restore(unchanged, tmp_path / "other")


def test_a_folder_does_not_grow_for_ever(home: ArchiveHome, folder: Path, tmp_path: Path) -> None:
    put(home, map(make_article, range(300)))
    for turn in range(12):
        put(home, (make_article(n, f"Turn {turn}") for n in range(300)))
        take(home, folder, keep=2)
        assert len(list_names(folder)) <= 2
    assert size(folder) < 5 * home.database.stat().st_size
    titles, _ = restore(folder, tmp_path / "new")
    assert set(titles.values()) == {"Turn 11"}


def test_the_oldest_go_and_what_killed_ones_left(home: ArchiveHome, folder: Path) -> None:
    names = [take(home, folder, keep=2).name for _ in range(4)]
    assert names == sorted(set(names))
    assert list_names(folder) == names[-2:]
    (folder / "20200101T000000Z.partial").mkdir()
    report = BackupJob(home, folder, 2).run(Progress())
    assert report.removed == ("20200101T000000Z.partial", names[-2])
    assert len(list_names(folder)) == 2


def test_others_write_while_a_backup_is_taken(
    home: ArchiveHome, folder: Path, tmp_path: Path
) -> None:
    put(home, map(make_article, range(2000)))
    copying: list[str] = []

    def write(event: ProgressEvent) -> None:
        if isinstance(event, StepStarted):
            copying.append(event.step)
        if isinstance(event, StepAdvanced) and copying[-1] == "copy":
            put(home, [make_article(0, f"Change {len(copying)}")])
            copying.append("copy")

    path = BackupJob(home, folder).run(Progress(write)).path
    # It came to its end, although the archive never kept still, and is of one moment.
    assert 3 < copying.count("copy") < 20
    titles, _ = restore(path, tmp_path / "new")
    assert titles == {f"a-{n}": "Bridge" for n in range(2000)}


def damage_part(path: Path) -> None:
    part = max((path / "parts").iterdir())
    content = bytearray(part.read_bytes())
    content[len(content) // 2] ^= 1
    part.unlink()
    part.write_bytes(content)


def cut_part(path: Path) -> None:
    part = max((path / "parts").iterdir())
    content = part.read_bytes()
    part.unlink()
    part.write_bytes(content[:-8000])


def lose_part(path: Path) -> None:
    max((path / "parts").iterdir()).unlink()


def swap_blocks(path: Path) -> None:
    content = (path / "archive.map").read_bytes()
    (path / "archive.map").write_bytes(content[4:8] + content[:4] + content[8:])


def point_nowhere(path: Path) -> None:
    content = (path / "archive.map").read_bytes()
    (path / "archive.map").write_bytes(b"\xff" * 4 + content[4:])


def change_settings(path: Path) -> None:
    (path / "files" / "letopis.toml").write_text("name = 1", "utf-8")


def change_manifest(path: Path) -> None:
    content = (path / "backup.json").read_text("utf-8")
    (path / "backup.json").write_text(content.replace('"damaged":0', '"damaged":1'), "utf-8")


@pytest.mark.parametrize(
    "damage",
    [
        damage_part,
        cut_part,
        lose_part,
        swap_blocks,
        point_nowhere,
        change_settings,
        change_manifest,
    ],
)
def test_a_damaged_backup_is_refused_by_name_and_the_next_is_whole(
    home: ArchiveHome, folder: Path, tmp_path: Path, damage: object
) -> None:
    assert callable(damage)
    put(home, map(make_article, range(20)))
    path = take(home, folder)
    damage(path)
    with pytest.raises(BackupDamagedError) as caught:
        CheckJob(path).run(Progress())
    assert caught.value.path == path
    with pytest.raises(BackupDamagedError, match=path.name):
        restore(path, tmp_path / "new")
    assert not ArchiveHome(tmp_path / "new").database.exists()
    later = take(home, folder)
    CheckJob(later).run(Progress())
    titles, _ = restore(later, tmp_path / "new")
    assert len(titles) == 20


def test_a_damaged_text_is_told_and_keeps_earlier_backups(
    home: ArchiveHome, folder: Path, tmp_path: Path
) -> None:
    put(home, map(make_article, range(5)))
    sound = take(home, folder, keep=1)
    with Archive.open(home.database) as archive:
        archive._db.execute(
            "UPDATE version SET article = replace(article, 'Bridge', 'Budget') WHERE seq = 3"
        )
    report = BackupJob(home, folder, 1).run(Progress())
    assert report.backup.manifest.damaged == 1
    assert sound.name in list_names(folder)
    delete_article(home, "a-4", "order")
    take(home, folder, keep=1)
    new = ArchiveHome(tmp_path / "new")
    assert RestoreJob(new, report.path).run(Progress()).taken_down == 1
    with Archive.open(new.database) as archive:
        assert [version.seq for version in archive.check().versions] == [3]


def test_a_damaged_archive_is_not_taken_for_a_backup(home: ArchiveHome, folder: Path) -> None:
    put(home, map(make_article, range(200)))
    content = bytearray(home.database.read_bytes())
    content[4096 * 20 : 4096 * 60] = bytes(4096 * 40)
    home.database.write_bytes(content)
    with pytest.raises(ArchiveDamagedError):
        take(home, folder)
    assert list_names(folder) == []
    assert [path.name for path in folder.iterdir()] == ["writing.lock"]


def test_a_packed_backup_is_one_file(home: ArchiveHome, tmp_path: Path) -> None:
    put(home, map(make_article, range(20)))
    file = tmp_path / "news.tar.zst"
    report = PackJob(home, file).run(Progress())
    assert report.path == file
    assert file.stat().st_mode & 0o077 == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["archive", "news.tar.zst"]
    titles, _ = restore(file, tmp_path / "new")
    assert len(titles) == 20
    with pytest.raises(OptionError, match="already"):
        PackJob(home, file).run(Progress())
    content = file.read_bytes()
    for cut in (len(content) // 2, len(content) - 3, 0):
        file.write_bytes(content[:cut])
        with pytest.raises(BackupDamagedError, match=r"news\.tar\.zst"):
            restore(file, tmp_path / "other")


@pytest.mark.parametrize("name", ["files/../../evil", "/evil", "files/.."])
def test_a_backup_does_not_choose_where_it_is_written(
    home: ArchiveHome, folder: Path, tmp_path: Path, name: str
) -> None:
    path = take(home, folder)
    manifest = read_manifest(path)
    evil = StoredFile(name, sum_bytes(b""), 0o644)
    write_manifest(path, replace(manifest, files=(*manifest.files, evil)))
    with pytest.raises(BackupDamagedError, match="elsewhere"):
        restore(path, tmp_path / "new")


@pytest.mark.parametrize("name", ["news.zip", "news.tar.gz", "file"])
def test_what_cannot_be_a_folder_is_no_place_for_backups(
    home: ArchiveHome, tmp_path: Path, name: str
) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OptionError, match=r"\.tar\.zst"):
        take(home, tmp_path / name)


def test_two_backups_do_not_disturb_each_other(home: ArchiveHome, folder: Path) -> None:
    folder.mkdir()
    with writing(ArchiveHome(folder)), pytest.raises(ArchiveLockedError):
        take(home, folder)


def test_a_cancelled_backup_leaves_nothing(home: ArchiveHome, folder: Path) -> None:
    put(home, map(make_article, range(5)))
    progress = Progress(lambda event: progress.cancel() if event == STORED else None)
    with pytest.raises(JobCancelledError):
        BackupJob(home, folder).run(progress)
    assert [path.name for path in folder.iterdir()] == ["writing.lock"]


STORED = StepStarted("check", None)


def test_where_there_is_no_backup_none_is_restored(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(BackupMissingError):
            restore(path, tmp_path / "new")


def test_an_archive_is_never_written_over(home: ArchiveHome, folder: Path) -> None:
    path = take(home, folder)
    with pytest.raises(OptionError, match="holds an archive"):
        restore(path, home.path)


def test_files_that_are_there_stay(home: ArchiveHome, folder: Path, tmp_path: Path) -> None:
    path = take(home, folder)
    new = ArchiveHome(tmp_path / "new")
    new.path.mkdir()
    new.settings_file.write_text('zone = "UTC"', "utf-8")
    _, report = restore(path, new.path)
    assert report.kept_files == ("letopis.toml",)
    assert new.settings_file.read_text("utf-8") == 'zone = "UTC"'
