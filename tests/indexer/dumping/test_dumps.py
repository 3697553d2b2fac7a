"""A bulk dump has all that is public and nothing else, is whole whenever it is read, and stays the
same where nothing changed."""

from __future__ import annotations

import gzip
import hashlib
import json
import subprocess
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from indexer.analysis import Analyzer
from indexer.archive.creating import create_home
from indexer.archive.publishing import digest_published
from indexer.archive.store import Archive
from indexer.article import Article
from indexer.dumping.job import DumpJob, DumpReport
from indexer.dumping.manifest import CURRENT, read_dump
from indexer.errors import OptionError, VersionDamagedError
from indexer.home.paths import ArchiveHome
from indexer.home.settings import Settings
from indexer.importing.job import ImportJob
from indexer.labels import Labels
from indexer.progress import Progress
from tests.faults.jobs import JobServer

WHEN = datetime(2014, 3, 1, 9, tzinfo=UTC)


def make_article(id_: str, year: int = 2014, **values: object) -> Article:
    article = Article(
        id=id_,
        lang="ru",
        title=f"Мост {id_}",
        body="Открыли мост.",
        published=WHEN.replace(year=year),
        authors=("aslan-tugov",),
        extra={"section": "Город", "desk": f"desk of {id_}"},
    )
    return replace(article, **values)


@pytest.fixture
def own(home: ArchiveHome) -> ArchiveHome:
    """An archive with articles of three years, of which one was corrected and one taken down."""
    with Archive.open(home.database) as archive, archive.transaction():
        for number, year in enumerate((2012, 2013, 2013, 2014, 2014)):
            archive.put(make_article(f"a-{number}", year))
        archive.put(make_article("a-1", 2013, title="Мост закрыт"))
        archive.delete("a-3", "по решению суда")
        archive.store_labels([("author", "aslan-tugov", "ru", "Аслан Тугов")])
    return home


def dump(home: ArchiveHome, folder: Path | None = None, **settings: object) -> DumpReport:
    job = DumpJob(home, replace(Settings(), **settings), folder or home.dumps)
    return job.run(Progress())


def change(home: ArchiveHome, *articles: Article) -> None:
    with Archive.open(home.database) as archive, archive.transaction():
        for article in articles:
            archive.put(article)


def read_lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in gzip.decompress(path.read_bytes()).splitlines()]


def read_files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_dump_has_what_is_public(own: ArchiveHome) -> None:
    report = dump(own, public_fields=("section",))
    assert report.path == (own.dumps / CURRENT).resolve()
    names = ["2012.jsonl.gz", "2013.jsonl.gz", "2014.jsonl.gz"]
    assert [year.name for year in report.manifest.files] == names
    assert [year.articles for year in report.manifest.files] == [1, 2, 1]
    lines = [line for name in names for line in read_lines(report.path / name)]
    articles = {line["id"]: line for line in lines if "id" in line}
    assert articles.keys() == {"a-0", "a-1", "a-2", "a-4"}
    assert articles["a-1"]["title"] == "Мост закрыт"
    assert {str(article["extra"]) for article in articles.values()} == {"{'section': 'Город'}"}
    everything = json.dumps(lines, ensure_ascii=False)
    for private in ("desk", "provenance", "суда", "a-3", "Мост a-1"):
        assert private not in everything


def test_its_checksums_hold(own: ArchiveHome) -> None:
    report = dump(own)
    done = subprocess.run(
        ["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=report.path, check=False,
        capture_output=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    for year in report.manifest.files:
        packed = (report.path / year.name).read_bytes()
        assert (len(packed), hashlib.sha256(packed).hexdigest()) == (year.bytes, year.sha256)
        content = gzip.decompress(packed)
        assert len(content) == year.content_bytes
        assert hashlib.sha256(content).hexdigest() == year.content_sha256


def test_a_dump_imports_to_an_equal_public_archive(
    own: ArchiveHome, tmp_path: Path, analyzer: Analyzer
) -> None:
    report = dump(own, public_fields=("section",))
    new = create_home(tmp_path / "new")
    done = ImportJob(
        home=new, settings=Settings(), analyzer=analyzer, paths=sorted(report.path.glob("*.gz"))
    ).run(Progress())
    assert not done.rejected
    assert hold(new) == hold(own)
    # What it publishes makes the same dump again.
    again = dump(new, public_fields=("section",))
    assert [year.sha256 for year in again.manifest.files] == [
        year.sha256 for year in report.manifest.files
    ]


def hold(home: ArchiveHome) -> object:
    labels = Labels()
    with Archive.open(home.database) as archive:
        archive.load_labels(labels)
        return (
            {a.id: digest_published(a, ("section",)) for _, a in archive.articles()},
            labels.names,
        )


def test_years_of_which_nothing_changed_stay_the_same_file(own: ArchiveHome) -> None:
    dump(own)
    first = dump(own)
    assert first.written == ()
    change(own, make_article("a-9", 2014))
    second = dump(own)
    assert second.written == ("2014.jsonl.gz",)
    for name in ("2012.jsonl.gz", "2013.jsonl.gz"):
        assert (first.path / name).stat().st_ino == (second.path / name).stat().st_ino
    # Names that a file does not have change nothing of it.
    with Archive.open(own.database) as archive, archive.transaction():
        archive.store_labels([("author", "nobody", "ru", "Никто")])
    assert dump(own).written == ()
    with Archive.open(own.database) as archive, archive.transaction():
        archive.store_labels([("author", "aslan-tugov", "en", "Aslan Tugov")])
    assert len(dump(own).written) == 3


def test_a_year_that_lost_all_has_no_file(own: ArchiveHome) -> None:
    dump(own)
    with Archive.open(own.database) as archive, archive.transaction():
        archive.delete("a-0", "court order")
    report = dump(own)
    assert [year.year for year in report.manifest.files] == [2013, 2014]
    assert not (report.path / "2012.jsonl.gz").exists()


def test_a_file_that_rotted_is_written_anew(own: ArchiveHome) -> None:
    report = dump(own)
    (report.path / "2013.jsonl.gz").write_bytes(b"rotten")
    assert dump(own).written == ("2013.jsonl.gz",)


def test_years_are_those_of_the_archives_zone(own: ArchiveHome) -> None:
    change(own, make_article("night", published=datetime(2015, 12, 31, 23, tzinfo=UTC)))
    years = {year.year for year in dump(own).manifest.files}
    assert years == {2012, 2013, 2014, 2016}
    years = {year.year for year in dump(own, zone="America/New_York").manifest.files}
    assert years == {2012, 2013, 2014, 2015}


def test_who_reads_has_the_former_set_until_the_next_but_one(own: ArchiveHome) -> None:
    first = dump(own)
    before = read_files(first.path)
    change(own, make_article("a-9", 2014))
    second = dump(own)
    assert read_files(first.path) == before
    third = dump(own)
    assert {path.name for path in own.dumps.iterdir()} == {
        second.path.name, third.path.name, CURRENT, "writing.lock",
    }  # fmt: skip


def test_everybody_may_read_it(own: ArchiveHome) -> None:
    report = dump(own)
    assert {path.stat().st_mode & 0o777 for path in report.path.iterdir()} == {0o644}
    assert report.path.stat().st_mode & 0o777 == 0o755


def test_what_is_damaged_is_not_dumped(own: ArchiveHome) -> None:
    dump(own)
    with Archive.open(own.database) as archive, archive.transaction():
        archive._db.execute("UPDATE version SET article = replace(article, 'Мост', 'Дом')")
    with pytest.raises(VersionDamagedError):
        dump(own)
    found = read_dump(own.dumps)
    assert found
    assert found[1].articles == 4
    assert not list(own.dumps.glob("*.partial"))


def test_an_empty_archive_has_an_empty_dump(home: ArchiveHome) -> None:
    assert dump(home).manifest.files == ()


def test_a_file_is_no_folder(own: ArchiveHome, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OptionError):
        dump(own, tmp_path / "file")
    (tmp_path / "copied" / CURRENT).mkdir(parents=True)
    with pytest.raises(OptionError):
        dump(own, tmp_path / "copied")


def test_instants_of_one_second_have_their_order(own: ArchiveHome) -> None:
    same = [
        make_article(f"b-{n}", published=WHEN + timedelta(microseconds=n % 2)) for n in range(4)
    ]
    change(own, *same)
    lines = read_lines(dump(own).path / "2014.jsonl.gz")
    ids = [line["id"] for line in lines if str(line.get("id")).startswith("b-")]
    assert ids == ["b-0", "b-2", "b-1", "b-3"]


PLACES = [
    ("indexer.dumping.writing.write_year", "after"),
    ("indexer.dumping.writing.write_public", "after"),
    ("indexer.dumping.job.sync_tree", "after"),
    ("indexer.dumping.job.DumpJob._switch", "before"),
    ("indexer.dumping.job.DumpJob._switch", "after"),
]


@pytest.mark.parametrize(("where", "moment"), PLACES)
def test_a_killed_dump_leaves_a_whole_one(
    jobs: JobServer, own: ArchiveHome, where: str, moment: str
) -> None:
    assert jobs.run(own, "dump")[0] == 0
    change(own, make_article("a-8", 2012), make_article("a-9", 2014))
    jobs.kill(own, "dump", where=where, moment=moment)
    found = read_dump(own.dumps)
    assert found
    path, manifest = found
    for year in manifest.files:
        assert hashlib.sha256((path / year.name).read_bytes()).hexdigest() == year.sha256
    code, printed = jobs.run(own, "dump")
    assert code == 0, printed
    assert "6 articles" in printed
    assert not list(own.dumps.glob("*.partial"))
