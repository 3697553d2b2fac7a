"""Imports of exports: what they may change in an archive that has articles, what they refuse."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from indexer.archive.store import Archive
from indexer.errors import VersionDamagedError
from indexer.importing.fields import RecordRules
from indexer.importing.report import ImportReport
from indexer.progress import Progress
from searcher.archive import NewsArchive, create_archive

Record = dict[str, Any]

WORDS = " ".join(f"слово{number}" for number in range(60))
NOTE = {"id": "a", "title": "Мост открыт", "date": "2014-05-03", "text": WORDS, "lang": "ru"}
MARK = {"export": 1, "kind": "article", "first_seen": "2026-01-02T03:04:05Z"}
RECORD = {"letopis": MARK, "id": "a", "lang": "en", "title": "Bridge",
          "published": "2014-05-03T10:00:00+03:00"}  # fmt: skip


@dataclass
class Place:
    """An archive, and a folder for what is fed to it."""

    archive: NewsArchive

    def feed(self, *records: Record, **options: Any) -> ImportReport:
        path = self.archive.home.path / "news.jsonl"
        path.write_text("".join(json.dumps(record) + "\n" for record in records), "utf-8")
        return self.archive.import_job([path], **options).run(Progress())

    def export(self) -> list[Record]:
        lines: list[bytes] = []
        self.archive.export_job(lines.append, depth="versions").run(Progress())
        return [json.loads(line) for line in lines]

    @property
    def store(self) -> Archive:
        return self.archive.open_store()

    @property
    def titles(self) -> list[str]:
        with self.store as store:
            return [article.title for _, article in store.articles()]

    @property
    def down(self) -> list[str]:
        with self.store as store:
            return [deletion.id for deletion in store.deletions()]


@pytest.fixture
def here(tmp_path: Path) -> Place:
    return Place(create_archive(tmp_path / "here"))


@pytest.fixture
def there(tmp_path: Path) -> Place:
    return Place(create_archive(tmp_path / "there"))


# Take-downs


@pytest.mark.parametrize("is_purged", [False, True])
def test_a_take_down_holds_after_a_move(here: Place, there: Place, is_purged: bool) -> None:
    here.feed(NOTE)
    here.archive.delete("a", "court order")
    if is_purged:
        here.archive.purge_job("a").run(Progress())
    records = here.export()
    assert "слово1" not in json.dumps(records, ensure_ascii=False)
    assert there.feed(*records).counts.taken_down == 1
    assert there.down == ["a"]
    # By its id, and by what it says under another.
    for again in (NOTE, NOTE | {"id": "b"}, {k: v for k, v in NOTE.items() if k != "id"}):
        assert [held.id for held in there.feed(again).withheld] == ["a"]
    assert there.titles == []
    assert there.feed(*records).counts.taken_down == 0
    assert there.export() == records


def test_a_take_down_reaches_a_copy_that_was_moved_before(here: Place, there: Place) -> None:
    here.feed(NOTE)
    there.feed(*here.export())
    here.archive.delete("a", "court order")
    assert there.feed(*here.export()).counts.taken_down == 1
    assert there.titles == []


def test_a_take_down_that_was_lifted_here_is_not_laid_down_again(here: Place, there: Place) -> None:
    here.feed(NOTE)
    there.feed(*here.export())
    here.archive.delete("a", "by mistake")
    there.feed(*here.export())
    there.archive.restore("a")
    assert there.feed(*here.export()).counts.taken_down == 0
    assert there.titles == ["Мост открыт"]


def test_a_take_down_does_not_reach_another_article_of_the_same_id(
    here: Place, there: Place
) -> None:
    here.feed(NOTE)
    here.archive.delete("a", "court order")
    there.feed(NOTE | {"title": "Рынок закрыт", "text": "Иначе.", "date": "2009-01-01"})
    (reject,) = there.feed(*here.export()).rejected
    assert (reject.field, there.titles) == ("id", ["Рынок закрыт"])


def test_a_take_down_that_does_not_tell_the_article_takes_none_down(there: Place) -> None:
    there.feed(NOTE)
    mark = {
        "export": 1,
        "kind": "taken-down",
        "id": "a",
        "reason": "",
        "when": "2026-01-02T03:04:05Z",
    }
    (reject,) = there.feed({"letopis": mark}).rejected
    assert (reject.field, there.titles) == ("id", ["Мост открыт"])


def test_an_article_beside_one_that_was_taken_down_is_not_held_back(
    here: Place, there: Place
) -> None:
    # One headline a day, as rubrics have it.
    here.feed(NOTE | {"url": "https://example.org/1"})
    here.feed(NOTE | {"id": "b", "url": "https://example.org/2", "text": "Совсем другое."})
    here.archive.delete("a", "court order")
    here.archive.purge_job("a").run(Progress())
    here.feed(NOTE | {"id": "b", "url": "https://example.org/2", "text": "Исправлено."})
    report = there.feed(*here.export())
    assert not report.withheld
    assert there.export() == here.export()


def test_what_is_down_here_is_not_brought_back_by_an_export(here: Place, there: Place) -> None:
    here.feed(NOTE)
    there.feed(NOTE)
    there.archive.delete("a", "court order")
    assert [held.id for held in there.feed(*here.export()).withheld] == ["a"]
    assert there.titles == []


# Archives that have articles of their own


def test_an_older_export_does_not_take_an_archive_back(here: Place, there: Place) -> None:
    here.feed(NOTE)
    older = here.export()
    here.feed(NOTE | {"title": "Мост закрыт"})
    there.feed(*here.export())
    assert there.feed(*older).outcomes == {"new": 0, "changed": 0, "unchanged": 1}
    assert there.titles == ["Мост закрыт"]
    there.feed(NOTE | {"title": "Мост снесён"})
    there.feed(*here.export())
    assert there.titles == ["Мост снесён"]


def test_a_newer_export_brings_what_changed(here: Place, there: Place) -> None:
    here.feed(NOTE)
    there.feed(*here.export())
    here.feed(NOTE | {"title": "Мост закрыт"})
    assert there.feed(*here.export()).outcomes == {"new": 0, "changed": 1, "unchanged": 1}
    assert there.export() == here.export()


def test_going_back_to_an_earlier_text_is_a_version_there_too(here: Place, there: Place) -> None:
    for title in ("Мост открыт", "Мост закрыт", "Мост открыт"):
        here.feed(NOTE | {"title": title})
    there.feed(*here.export())
    with there.store as store:
        titles = [version.article and version.article.title for version in store.versions("a")]
    assert titles == ["Мост открыт", "Мост закрыт", "Мост открыт"]


def test_versions_of_one_article_under_two_sources_stay_together(here: Place, there: Place) -> None:
    note = {k: v for k, v in NOTE.items() if k != "id"} | {"url": "https://example.org/1"}
    for source in ("Вести", "Вести недели"):
        here.feed(note | {"source": source})
    records = here.export()
    there.feed(*records)
    assert there.export() == records
    # Into the archive it was made of, too.
    here.feed(*records)
    assert here.export() == records


def test_a_text_that_is_older_and_unknown_is_told(here: Place, there: Place) -> None:
    here.feed(NOTE)
    there.feed(NOTE | {"title": "Мост закрыт"})
    (reject,) = there.feed(*here.export()).rejected
    assert "older" in reject.reason
    assert there.titles == ["Мост закрыт"]


def test_an_id_that_another_article_has_here_becomes_a_longer_one_once(
    here: Place, there: Place
) -> None:
    here.feed(NOTE)
    there.feed({"id": "a", "lang": "en", "title": "Harvest", "date": "2009-01-02"})
    for outcome in ("new", "unchanged"):
        assert there.feed(*here.export()).outcomes[outcome] == 1
    assert there.titles == ["Harvest", "Мост открыт"]
    with there.store as store:
        assert list(store.ids()) == ["a", "a-ru"]


# Damage


def test_damaged_texts_are_not_exported_and_an_export_heals_them(here: Place) -> None:
    here.feed(NOTE)
    records = here.export()
    with here.store as store:
        store._db.execute("UPDATE version SET article = replace(article, 'слово7', 'слово9')")
    with pytest.raises(VersionDamagedError):
        here.export()
    assert here.feed(*records).counts.healed == 1
    assert here.export() == records


# What is refused


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": 5}, "title"),
        ({"published": "2014-05-03T10:00:00"}, "published"),
        ({"published": "1000-05-03T10:00:00Z"}, "published"),
        ({"published": "May"}, "published"),
        ({"id": ".."}, "id"),
        ({"id": ""}, "id"),
        ({"lang": "de"}, "lang"),
        ({"url": "javascript:alert(1)"}, "url"),
        ({"mirrors": ["ftp://example.org"]}, "mirrors"),
        ({"authors": "anna"}, "authors"),
        ({"letopis": MARK | {"export": 2}}, "letopis"),
        ({"letopis": {"export": 1, "kind": "article"}}, "letopis"),
        ({"letopis": MARK | {"kind": "other"}}, "kind"),
        ({"letopis": MARK | {"first_seen": "2026-01-02T03:04:05"}}, "first_seen"),
        ({"letopis": MARK | {"first_seen": "0001-01-01T00:00:00+14:00"}}, "first_seen"),
        (
            {"letopis": {"export": 1, "kind": "taken-down", "id": "z", "reason": "",
                         "when": "2026-01-02T03:04:05Z", "keys": ["zz"]}},
            "keys",
        ),
        (
            {"letopis": {"export": 1, "kind": "taken-down", "id": "z", "reason": "",
                         "when": "0001-01-01T00:00:00+14:00"}},
            "when",
        ),
    ],
)  # fmt: skip
def test_a_record_that_was_spoilt_is_rejected_by_its_field(
    here: Place, change: Record, field: str
) -> None:
    report = here.feed(RECORD | change)
    assert [reject.field for reject in report.rejected] == [field]
    assert here.titles == []


def test_control_characters_go_and_fields_that_were_added_are_kept(here: Place) -> None:
    here.feed(RECORD | {"title": "Bri\0dge", "tags": [" ", "a"], "rating": 5, "extra": {"a": None}})
    with here.store as store:
        ((_, article),) = store.articles()
    assert (article.title, article.extra) == ("Bridge", {"rating": 5, "a": None})
    assert article.tags == ("a",)
    assert article.provenance is not None
    assert article.provenance.file.endswith("news.jsonl")


def test_rules_for_records_of_others_do_not_change_those_of_an_export(here: Place) -> None:
    report = here.feed(RECORD, rules=RecordRules.parse([], ["lang=ru"]))
    assert [reject.field for reject in report.rejected] == ["letopis"]


def test_a_field_of_that_name_in_records_of_others_is_one_of_many(here: Place) -> None:
    for value in ("yes", 1, {"x": 2}):
        assert not here.feed(NOTE | {"letopis": value}).rejected
    with here.store as store:
        ((_, article),) = store.articles()
    assert article.extra == {"letopis": {"x": 2}}


def test_what_is_down_in_both_archives_is_recognized_by_the_texts_of_both(
    here: Place, there: Place
) -> None:
    other = NOTE | {"title": "Рынок закрыт", "date": "2014-06-07", "text": "За рекой другой."}
    for place, note in ((there, NOTE), (here, other)):
        place.feed(note)
        place.archive.delete("a", "court order")
        place.archive.purge_job("a").run(Progress())
    assert there.feed(*here.export()).counts.taken_down == 0
    for note in (NOTE, other):
        assert [held.id for held in there.feed(note | {"id": "b"}).withheld] == ["a"]
