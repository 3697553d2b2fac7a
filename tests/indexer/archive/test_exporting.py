"""What an export writes imports to an equal archive."""

from __future__ import annotations

import contextlib
import json
import tempfile
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.analysis import Analyzer
from indexer.archive.creating import create_home
from indexer.archive.digest import digest_article
from indexer.archive.exporting import ExportDepth, ExportJob, ExportReport
from indexer.archive.store import Archive
from indexer.article import Article, CountryEvidence, encode_article
from indexer.errors import RecordError
from indexer.home.paths import ArchiveHome
from indexer.home.settings import Settings
from indexer.importing.fields import RecordRules
from indexer.importing.job import ImportJob
from indexer.importing.readers import RawRecord
from indexer.importing.records import ArticleBuilder
from indexer.importing.report import ImportReport
from indexer.importing.restoring import Restorer
from indexer.importing.storing import Storer
from indexer.labels import Labels
from indexer.progress import Progress
from tests.conftest import SAMPLE_CORPUS

MOSCOW = ZoneInfo("Europe/Moscow")
ARTICLE = Article(id="ru-1", lang="ru", title="Мост", published=datetime(2014, 3, 1, tzinfo=UTC))


def export(
    home: ArchiveHome, depth: ExportDepth = "newest", ids: Iterable[str] | None = None
) -> list[dict[str, Any]]:
    lines: list[bytes] = []
    ExportJob(home=home, write=lines.append, depth=depth, ids=ids).run(Progress())
    return [json.loads(line) for line in lines]


def restore(
    home: ArchiveHome, analyzer: Analyzer, records: Iterable[dict[str, Any]], **options: Any
) -> ImportReport:
    path = home.path / "export.jsonl"
    path.write_text("".join(json.dumps(record) + "\n" for record in records), "utf-8")
    return ImportJob(
        home=home, settings=Settings(), analyzer=analyzer, paths=[path], **options
    ).run(Progress())


def history(home: ArchiveHome) -> list[tuple[str, datetime, bytes | None, str | None]]:
    """Everything that an archive holds, deletions without their texts."""
    with Archive.open(home.database) as archive:
        ids = archive._db.execute("SELECT DISTINCT id FROM version").fetchall()
        versions = [version for (id_,) in ids for version in archive.versions(id_)]
        gone = {deletion.id for deletion in archive.deletions()}
    return [
        (v.id, v.first_seen, encode_article(v.article) if v.article else None, v.deleted)
        for v in sorted(versions, key=lambda version: version.seq)
        if v.id not in gone or v.deleted
    ]


def when_stored(home: ArchiveHome) -> dict[str, datetime | None]:
    with Archive.open(home.database) as archive:
        return {id_: archive.first_seen(id_) for id_ in archive.ids()}


@pytest.fixture
def other(tmp_path: Path) -> ArchiveHome:
    return create_home(tmp_path / "other")


def test_the_sample_archive_moves_whole(
    sample_home: ArchiveHome, other: ArchiveHome, analyzer: Analyzer
) -> None:
    records = export(sample_home, "versions")
    report = restore(other, analyzer, records)
    assert not report.rejected
    assert not report.withheld
    assert history(other) == history(sample_home)
    assert when_stored(other) == when_stored(sample_home)
    assert export(other, "versions") == records
    assert restore(other, analyzer, records).outcomes["unchanged"] == 172


def test_the_files_an_archive_was_made_of_change_nothing_after_a_move(
    sample_home: ArchiveHome, other: ArchiveHome, analyzer: Analyzer
) -> None:
    other.labels_file.write_bytes(sample_home.labels_file.read_bytes())
    restore(other, analyzer, export(sample_home))
    job = ImportJob(home=other, settings=Settings(), analyzer=analyzer, paths=[SAMPLE_CORPUS])
    outcomes = job.run(Progress()).outcomes
    assert (outcomes["new"], outcomes["changed"]) == (0, 0)


texts = st.text(st.characters(exclude_categories=("Cs",)), max_size=60)
zones = st.integers(-12 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
times = st.builds(
    lambda seconds, zone: datetime.fromtimestamp(seconds, UTC).astimezone(zone).isoformat(),
    st.integers(-(10**9), 4 * 10**9),
    zones,
)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=5,
)
raw_records = st.fixed_dictionaries(
    {"title": texts, "published": times},
    optional={
        "id": st.sampled_from(("a", "b", "17", "a-en")),
        "lang": st.sampled_from(("ru", "en")),
        "lead": texts,
        "body": texts | st.lists(texts, max_size=4).map("\n\n".join),
        "captions": st.lists(texts, max_size=3),
        "authors": st.lists(texts, max_size=3),
        "source": texts | st.sampled_from(("A", "B")),
        "countries": st.lists(st.sampled_from(("GE", "Дагестан", "Far Land")), max_size=2),
        "tags": st.lists(texts, max_size=3),
        "modified": times,
        "original_published": times,
        "url": st.sampled_from(("https://example.org/a", "https://example.org/b?x=1")),
        "mirrors": st.just(["https://mirror.example/a"]),
        "story": texts,
        "notices": st.lists(texts, max_size=2),
        "extra": json_values,
        "letopis": json_values,
    },
)


class Nowhere:
    """Knows Georgia, and infers it everywhere."""

    def resolve(self, name: str) -> str | None:
        return {"ge": "GE"}.get(name.casefold())

    def infer(self, title: str, text: str) -> tuple[CountryEvidence, ...]:
        return (CountryEvidence("GE", 1.5, (f"title: {title}",)),)


@settings(max_examples=60, deadline=None)
@given(records=st.lists(raw_records, max_size=5), depth=st.sampled_from(("newest", "versions")))
def test_whatever_was_imported_is_the_same_after_a_move(
    records: list[dict[str, Any]], depth: ExportDepth
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        home, other = ArchiveHome(Path(folder, "a")), ArchiveHome(Path(folder, "b"))
        fill(home, records)
        report = ImportReport()
        other.path.mkdir()
        with Archive.create(other.database) as archive, archive.transaction():
            restorer = Restorer(archive, Labels(), RecordRules(), MOSCOW, report)
            for number, values in enumerate(export(home, depth), 1):
                restorer.restore(RawRecord(number, values, ""), "export.jsonl")
        assert not report.withheld
        with Archive.open(home.database) as old, Archive.open(other.database) as new:
            before = [article for _, article in old.articles()]
            after = [article for _, article in new.articles()]
        assert after == before
        assert list(map(digest_article, after)) == list(map(digest_article, before))
        if depth == "versions":
            assert history(other) == history(home)


def fill(home: ArchiveHome, records: list[dict[str, Any]]) -> None:
    """Import records one after the other, each from a file of its own."""
    home.path.mkdir()
    labels, report = Labels(), ImportReport()
    builder = ArticleBuilder(MOSCOW, labels, Nowhere(), RecordRules())
    with Archive.create(home.database) as archive, archive.transaction():
        storer = Storer(archive, builder, report)
        for number, values in enumerate(records):
            # By an import of its own.
            archive.journal.clear()
            with contextlib.suppress(RecordError):
                storer.store(RawRecord(1, values, ""), f"{number}.jsonl", "jsonl")


def test_an_id_that_the_archive_made_longer_stays_and_is_found_by_the_one_that_was_given(
    home: ArchiveHome, other: ArchiveHome, analyzer: Analyzer
) -> None:
    raw = [
        {"id": 17, "lang": "ru", "title": "Мост открыт", "date": "2014-05-03"},
        {"id": 17, "lang": "en", "title": "Bridge opens", "date": "2014-05-03"},
    ]
    restore(home, analyzer, raw)
    # The longer id first: each record is told by itself.
    restore(other, analyzer, sorted(export(home), key=lambda record: record["id"], reverse=True))
    assert sorted(version[0] for version in history(other)) == ["17", "17-en"]
    report = restore(other, analyzer, raw)
    assert (report.outcomes["new"], report.outcomes["changed"]) == (0, 0)


def test_an_article_that_is_corrected_while_it_is_exported_is_in_the_export(
    home: ArchiveHome, other: ArchiveHome, analyzer: Analyzer
) -> None:
    many = [replace(ARTICLE, id=f"a-{number}") for number in range(500)]
    with Archive.open(home.database) as archive, archive.transaction():
        for article in many:
            archive.put(article)
    lines: list[bytes] = []

    def write(line: bytes) -> None:
        if not lines:
            with Archive.open(home.database) as archive:
                archive.put(replace(many[400], body="Исправлено."))
        lines.append(line)

    ExportJob(home=home, write=write).run(Progress())
    restore(other, analyzer, map(json.loads, lines))
    with Archive.open(other.database) as archive:
        assert archive.count() == 500
        assert [article.body for _, article in archive.articles()][-1] == "Исправлено."


def test_an_export_is_written_while_it_is_read(home: ArchiveHome) -> None:
    with Archive.open(home.database) as archive, archive.transaction():
        for number in range(1000):
            archive.put(replace(ARTICLE, id=f"a-{number:04}"))

    class FullError(Exception):
        pass

    lines: list[bytes] = []

    def write(line: bytes) -> None:
        lines.append(line)
        if len(lines) == 3:
            raise FullError

    asked: list[str] = []

    def ids() -> Iterable[str]:
        for number in range(1000):
            asked.append(f"a-{number:04}")
            yield asked[-1]

    with pytest.raises(FullError):
        ExportJob(home=home, write=write, ids=ids()).run(Progress())
    assert len(asked) == 3


def test_names_stand_once_before_who_needs_them_and_only_those(
    home: ArchiveHome, other: ArchiveHome, analyzer: Analyzer
) -> None:
    home.labels_file.write_text(
        '[authors]\nanna-orlova = { ru = "Анна Орлова", en = "Anna Orlova" }\n'
        'nobody = { ru = "Никто" }\n',
        "utf-8",
    )
    raw = {"title": "Bridge", "date": "2014-05-03", "authors": ["Анна Орлова"], "tags": ["Roads"]}
    restore(home, analyzer, [{**raw, "id": "a"}, {**raw, "id": "b"}])
    records = export(home)
    names = [record["letopis"] for record in records if record["letopis"]["kind"] == "name"]
    assert [record["letopis"]["kind"] for record in records[-2:]] == ["article", "article"]
    assert [(name["facet"], name["id"]) for name in names] == [
        ("author", "anna-orlova"),
        ("tag", "roads"),
    ]
    restore(other, analyzer, records)
    labels = Labels()
    with Archive.open(other.database) as archive:
        archive.load_labels(labels)
    assert labels.label("author", "anna-orlova", "en") == "Anna Orlova"
    assert labels.label("author", "anna-orlova", "ru") == "Анна Орлова"


def test_what_was_found_but_is_gone_is_counted(home: ArchiveHome) -> None:
    with Archive.open(home.database) as archive:
        archive.put(ARTICLE)
        archive.put(replace(ARTICLE, id="ru-2"))
        archive.delete("ru-2", "court order")
    lines: list[bytes] = []
    report = ExportJob(home=home, write=lines.append, ids=["ru-1", "ru-2"]).run(Progress())
    assert report == ExportReport(versions=1, missing=1)
    assert len(lines) == 1
