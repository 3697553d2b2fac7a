"""What is one article and what are two: ids, addresses, mirrors, corrections, take-downs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from indexer.article import Article
from indexer.importing.report import ImportReport
from indexer.labels import Labels
from indexer.progress import Progress
from searcher.archive import NewsArchive, create_archive

Record = dict[str, Any]

NOTE = {"title": "Мост открыт", "date": "2014-05-03", "text": "Мост открыли в субботу."}
LONG = " ".join(f"слово{number}" for number in range(60))


class Desk:
    """An archive that is fed with files, one import after the other."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.archive: NewsArchive = create_archive(folder / "archive")

    def feed(self, *records: Record, file: str = "news.jsonl") -> ImportReport:
        path = self.folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(json.dumps(record) + "\n" for record in records), "utf-8")
        return self.archive.import_job([path]).run(Progress())

    def feed_text(self, text: str, file: str) -> ImportReport:
        path = self.folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        return self.archive.import_job([path]).run(Progress())

    @property
    def articles(self) -> list[Article]:
        with self.archive.open_store() as store:
            return [article for _, article in store.articles()]

    @property
    def titles(self) -> list[str]:
        return sorted(article.title for article in self.articles)

    def versions(self, article_id: str) -> int:
        with self.archive.open_store() as store:
            return len(store.versions(article_id))


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def is_settled(desk: Desk, *files: tuple[Record, ...]) -> bool:
    """Whether feeding the same files again, each on its own, changes nothing."""
    with desk.archive.open_store() as store:
        before = store.last_seq()
    for number, records in enumerate(files):
        assert not desk.feed(*records, file=f"{number}.jsonl").rejected
    with desk.archive.open_store() as store:
        return store.last_seq() == before


# Two articles


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://example.org/p/Ab1", "https://example.org/p/aB1"),
        ("https://example.org/news/1.2", "https://example.org/news/1-2"),
        ("https://example.org/?p=1", "https://example.org/?p=2"),
        ("https://example.org/%EC%EE%F1%F2", "https://example.org/%F0%E5%EA%E0"),
        ("https://example.org/?p=%EC%EE%F1%F2", "https://example.org/?p=%F0%E5%EA%E0"),
        ("https://example.org/a%2Fb", "https://example.org/a/b"),
        ("https://example.org/новость/щука", "https://example.org/novost/shchuka"),
    ],
)
def test_addresses_that_differ_in_case_or_signs_are_two_articles(
    desk: Desk, one: str, other: str
) -> None:
    desk.feed({**NOTE, "url": one}, file="0.jsonl")
    report = desk.feed({**NOTE, "title": "Рынок закрыт", "url": other}, file="1.jsonl")
    assert report.outcomes["new"] == 1
    assert desk.titles == ["Мост открыт", "Рынок закрыт"]


def test_one_id_in_two_languages_is_two_articles_of_one_story(desk: Desk) -> None:
    russian = {"id": 17, "lang": "ru", **NOTE}
    english = {"id": 17, "lang": "en", "title": "Bridge opens", "date": "2014-05-03"}
    desk.feed(russian, file="0.jsonl")
    report = desk.feed(english, file="1.jsonl")
    assert report.outcomes["new"] == 1
    assert [(taken.id, taken.how) for taken in report.taken] == [("17-en", "new")]
    assert {article.lang: article.id for article in desk.articles} == {"ru": "17", "en": "17-en"}
    assert len({article.story for article in desk.articles}) == 1
    assert None not in {article.story for article in desk.articles}
    assert is_settled(desk, (russian,), (english,))


def test_one_id_in_two_languages_years_apart_is_no_story(desk: Desk) -> None:
    desk.feed({"id": 17, "lang": "ru", **NOTE})
    desk.feed({"id": 17, "lang": "en", "title": "Harvest", "date": "2009-01-02"}, file="en.jsonl")
    assert {article.story for article in desk.articles} == {None}
    assert len(desk.articles) == 2


def test_one_id_of_two_sources_is_two_articles(desk: Desk) -> None:
    one = {"id": "5", "source": "Утро", **NOTE}
    other = {"id": "5", "source": "Вечер", **NOTE, "title": "Рынок закрыт"}
    third = {"id": "5", "source": "Полдень", **NOTE, "title": "Школа открыта"}
    for number, record in enumerate((one, other, third)):
        assert desk.feed(record, file=f"{number}.jsonl").outcomes["new"] == 1
    assert desk.titles == ["Мост открыт", "Рынок закрыт", "Школа открыта"]
    assert is_settled(desk, (one,), (other,), (third,))
    desk.feed({**third, "text": "Школу открыли в воскресенье."}, file="2.jsonl")
    assert len(desk.articles) == 3


def test_two_notes_of_one_rubric_on_one_day_are_two_articles(desk: Desk) -> None:
    notes = (
        {"title": "Коротко", "date": "2014-05-03T10:00", "text": "В селе открыли школу."},
        {"title": "Коротко", "date": "2014-05-03T18:00", "text": "В городе закрыли рынок."},
    )
    assert desk.feed(*notes).outcomes["new"] == 2
    assert len({article.id for article in desk.articles}) == 2
    assert is_settled(desk, notes)


def test_a_rubric_of_the_next_day_is_another_article(desk: Desk) -> None:
    weather = {"title": "Погода", "text": "Без осадков, ветер слабый, днём тепло."}
    desk.feed({**weather, "date": "2014-05-03"}, file="2014/05/03/news.jsonl")
    desk.feed({**weather, "date": "2014-05-04"}, file="2014/05/04/news.jsonl")
    assert len(desk.articles) == 2


def test_two_pages_of_one_site_are_two_articles_though_they_say_the_same(desk: Desk) -> None:
    for page in ("1", "2"):
        desk.feed({**NOTE, "url": f"https://example.org/{page}"}, file=f"{page}.jsonl")
    assert len(desk.articles) == 2


def test_two_sites_with_one_path_are_two_articles(desk: Desk) -> None:
    flood = {"title": "Паводок", "date": "2014-05-03", "url": "https://a.example/1"}
    election = {"title": "Выборы", "date": "2014-05-03", "url": "https://b.example/1"}
    desk.feed(flood, file="0.jsonl")
    assert desk.feed(election, file="1.jsonl").outcomes["new"] == 1
    assert is_settled(desk, (flood,), (election,))


def test_articles_that_all_name_the_address_of_their_site_stay_apart(desk: Desk) -> None:
    site = {"date": "2014-05-03", "url": "https://example.org/"}
    notes = (
        {**site, "title": "Мост открыт", "text": "Мост открыли в субботу."},
        {**site, "title": "Рынок закрыт", "text": "Торговлю перенесли за реку."},
    )
    desk.feed(*notes, file="0.jsonl")
    assert desk.titles == ["Мост открыт", "Рынок закрыт"]
    assert is_settled(desk, notes)


# One article


@pytest.mark.parametrize(
    "changed",
    [
        {"title": "Мост открыт!"},
        {"title": "Совсем другой заголовок"},
        {"date": "2014-05-05"},
        {"text": "Иначе сказано всё, до последнего слова."},
    ],
)
def test_a_correction_at_one_address_is_a_version(desk: Desk, changed: Record) -> None:
    note = {**NOTE, "url": "https://example.org/most/1"}
    desk.feed(note, file="0.jsonl")
    report = desk.feed({**note, **changed}, file="1.jsonl")
    assert report.outcomes["changed"] == 1
    assert [taken.how for taken in report.taken] == ["address"]
    (article,) = desk.articles
    assert desk.versions(article.id) == 2


@pytest.mark.parametrize(
    ("before", "after", "folder"),
    [
        ("title: Мост откыт\ndate: 2014-05-03", "title: Мост открыт\ndate: 2014-05-03", "new"),
        ("title: Мост открыт\ndate: 2014-05-03", "title: Мост открыт\ndate: 2014-05-04", "old"),
    ],
)
def test_a_correction_in_one_file_is_a_version(
    desk: Desk, before: str, after: str, folder: str
) -> None:
    desk.feed_text(f"---\n{before}\n---\n\nТекст.\n", "old/most.md")
    report = desk.feed_text(f"---\n{after}\n---\n\nТекст.\n", f"{folder}/most.md")
    assert report.outcomes["changed"] == 1
    (article,) = desk.articles
    assert article.title == "Мост открыт"
    assert desk.versions(article.id) == 2


def test_a_file_that_is_written_anew_holds_another_article(desk: Desk) -> None:
    first = f"---\ntitle: Мост\ndate: 2014-05-03\n---\n{LONG}\n"
    desk.feed_text(first, "today.md")
    desk.feed_text("---\ntitle: Рынок\ndate: 2014-05-04\n---\nТорговля идёт.\n", "today.md")
    assert desk.titles == ["Мост", "Рынок"]


def test_the_next_nights_dump_brings_a_corrected_text(desk: Desk) -> None:
    corrected = {**NOTE, "text": "Мост открыли в воскресенье."}
    desk.feed(NOTE, file="dump-2014-05-03.jsonl")
    report = desk.feed(corrected, file="dump-2014-05-04.jsonl")
    assert report.outcomes == {"new": 0, "changed": 1, "unchanged": 0}
    (article,) = desk.articles
    assert article.body == corrected["text"]


def test_two_readings_of_one_page_in_a_file_are_versions(desk: Desk) -> None:
    page = {**NOTE, "url": "https://example.org/1"}
    records = (page, {**page, "text": "Мост открыли в воскресенье."})
    desk.feed(*records, file="0.jsonl")
    (article,) = desk.articles
    assert article.body == records[1]["text"]
    assert is_settled(desk, records)


@pytest.mark.parametrize("given", [{}, {"id": "x1"}])
def test_dumps_of_several_nights_do_not_take_turns(desk: Desk, given: Record) -> None:
    note = {**given, **NOTE}
    corrected = {**note, "text": "Мост открыли в воскресенье."}
    for _ in range(2):
        desk.feed(note, file="dump-1.jsonl")
        desk.feed(corrected, file="dump-2.jsonl")
    (article,) = desk.articles
    assert article.body == corrected["text"]
    assert desk.versions(article.id) == 2


def test_a_folder_of_dumps_read_again_keeps_the_newest_text(desk: Desk) -> None:
    note = {"id": "x1", **NOTE}
    corrected = {**note, "text": "Мост открыли в воскресенье."}
    desk.feed(note, file="dumps/1.jsonl")
    desk.feed(corrected, file="dumps/2.jsonl")
    report = desk.archive.import_job([desk.folder / "dumps"]).run(Progress())
    assert not report.rejected
    (article,) = desk.articles
    assert article.body == corrected["text"]


def test_a_text_that_goes_back_in_its_own_file_is_a_version(desk: Desk) -> None:
    corrected = {**NOTE, "text": "Мост открыли в воскресенье."}
    for record in (NOTE, corrected, NOTE):
        desk.feed(record)
    (article,) = desk.articles
    assert article.body == NOTE["text"]
    assert desk.versions(article.id) == 3


def test_the_same_text_on_another_host_is_a_mirror(desk: Desk) -> None:
    here = {**NOTE, "url": "https://a.example.org/articles/77"}
    there = {**NOTE, "url": "https://b.example.net/articles/77/"}
    report = desk.feed(here, there)
    assert report.outcomes["new"] == 1
    assert not report.rejected
    assert [taken.how for taken in report.taken] == ["mirror"]
    (article,) = desk.articles
    assert article.url == here["url"]
    assert article.mirrors == (there["url"],)
    assert is_settled(desk, (here,), (there,), (here, there))


def test_a_mirror_with_paths_of_its_own_is_one_too(desk: Desk) -> None:
    desk.feed({**NOTE, "text": LONG, "url": "https://a.example/77"}, file="0.jsonl")
    desk.feed({**NOTE, "text": LONG, "url": "https://b.example/n/most"}, file="1.jsonl")
    (article,) = desk.articles
    assert article.mirrors == ("https://b.example/n/most",)


@pytest.mark.parametrize(
    "other",
    [
        "http://example.org/articles/1",
        "https://www.example.org/articles/1",
        "https://EXAMPLE.org:443/articles/1/",
        "https://example.org/articles/1#top",
        "https://example.org/articles/1?utm_source=mail",
        "https://example.org/%61rticles/1",
        "https://example.org/articles/1/amp",
        "https://example.org/articles/1/amp/",
        "https://example.org/articles/1?amp=1",
        "https://example.org/articles/1?amp",
        "https://example.org/articles/1?outputType=amp",
    ],
)
def test_two_spellings_of_one_address_are_one(desk: Desk, other: str) -> None:
    desk.feed({**NOTE, "url": "https://example.org/articles/1"}, file="0.jsonl")
    report = desk.feed({**NOTE, "url": other}, file="1.jsonl")
    assert report.outcomes == {"new": 0, "changed": 0, "unchanged": 1}
    assert desk.articles[0].mirrors == ()


def test_blanks_make_no_other_text(desk: Desk) -> None:
    report = desk.feed(
        {**NOTE, "title": "Один  и тот же", "text": "Текст\tс  пробелами."},
        {**NOTE, "title": "Один и тот же ", "text": " Текст с пробелами."},
    )
    assert report.outcomes == {"new": 1, "changed": 0, "unchanged": 1}
    assert not report.rejected


def test_a_copy_without_an_address_keeps_the_address(desk: Desk) -> None:
    desk.feed({**NOTE, "url": "https://example.org/1"}, file="0.jsonl")
    report = desk.feed(NOTE, file="1.jsonl")
    assert report.outcomes["unchanged"] == 1
    assert desk.articles[0].url == "https://example.org/1"


# Take-downs


def test_a_purged_article_holds_back_its_copies_and_no_neighbours(desk: Desk) -> None:
    gone = {**NOTE, "author": "Имя Потерпевшей", "tags": ["мосты"]}
    desk.feed(
        gone, {"title": "Школа", "date": "2014-05-03", "tags": ["мосты"]}, file="1/news.jsonl"
    )
    id_ = next(article.id for article in desk.articles if article.title == NOTE["title"])
    desk.archive.delete(id_, "court order")
    desk.archive.purge_job(id_).run(Progress())
    other = {"title": "Рынок закрыт", "date": "2014-05-03", "text": "Торг идёт за рекой."}
    assert desk.feed(other, file="2/news.jsonl").outcomes["new"] == 1
    named = {"id": "r-1", **other, "title": "Ярмарка"}
    assert desk.feed(named, file="3/news.jsonl").outcomes["new"] == 1
    report = desk.feed({**gone, "text": "Иначе."}, file="4/news.jsonl")
    assert [held.id for held in report.withheld] == [id_]
    labels = Labels()
    with desk.archive.open_store() as store:
        store.load_labels(labels)
    assert "author" not in labels.names
    assert labels.names["tag"]


def test_nothing_is_kept_of_a_spoilt_record_of_a_deleted_article(desk: Desk) -> None:
    desk.feed({"id": "x1", **NOTE})
    desk.archive.delete("x1", "court order")
    report = desk.feed({"id": "x1", **NOTE, "date": "no date"})
    assert [(reject.field, reject.raw) for reject in report.rejected] == [("published", "")]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"id": "x1", **NOTE}, {"id": "x1", **NOTE, "text": "Мост, открыли в субботу."}),
        ({"id": "x1", **NOTE}, {"id": "x1", **NOTE, "title": "Совсем иначе"}),
        (NOTE, {**NOTE, "text": "Мост открыли, в субботу."}),
        (
            {**NOTE, "url": "https://a.example/1"},
            {**NOTE, "url": "https://b.example/1", "text": "Мост открыли, в субботу."},
        ),
        ({**NOTE, "text": LONG}, {**NOTE, "text": LONG, "title": "Под другим заголовком"}),
        ({**NOTE, "url": "https://a.example/1"}, {"id": "7", **NOTE, "url": "https://a.example/1"}),
    ],
)
@pytest.mark.parametrize("file", ["0.jsonl", "1.jsonl"])
def test_a_take_down_holds_whatever_is_imported(
    desk: Desk, before: Record, after: Record, file: str
) -> None:
    desk.feed(before, file="0.jsonl")
    (article,) = desk.articles
    desk.archive.delete(article.id, "court order")
    for record in (before, after):
        report = desk.feed(record, file=file)
        assert [(held.id, held.reason) for held in report.withheld] == [(article.id, "court order")]
        assert sum(report.outcomes.values()) == 0
    assert desk.articles == []


@pytest.mark.parametrize(
    "after",
    [
        {**NOTE, "text": LONG, "title": "Под другим заголовком"},
        {**NOTE, "text": LONG, "url": "https://a.example/2"},
        {"id": "7", **NOTE, "text": f"{LONG}, и запятая", "url": "https://a.example/2"},
    ],
)
def test_a_take_down_holds_for_every_text_that_the_article_had_and_at_new_addresses(
    desk: Desk, after: Record
) -> None:
    desk.feed({**NOTE, "text": LONG, "url": "https://a.example/1"}, file="0.jsonl")
    desk.feed({**NOTE, "text": f"{LONG}, и слово", "url": "https://a.example/1"}, file="1.jsonl")
    (article,) = desk.articles
    desk.archive.delete(article.id, "court order")
    report = desk.feed(after, file="2.jsonl")
    assert [held.id for held in report.withheld] == [article.id]
    assert desk.articles == []


@pytest.mark.parametrize("corrected", [0, 1])
def test_a_correction_is_that_of_the_note_it_is_most_like(desk: Desk, corrected: int) -> None:
    rubric = {"title": "Коротко", "date": "2014-05-03"}
    texts = ["В селе Верхнем открыли новую школу.", "В селе Нижнем открыли новую баню."]
    desk.feed(*({**rubric, "text": text} for text in texts), file="dump-1.jsonl")
    texts[corrected] = texts[corrected].replace("новую", "новую просторную")
    desk.feed({**rubric, "text": texts[corrected]}, file="dump-2.jsonl")
    assert {article.body for article in desk.articles} == set(texts)


def test_pages_named_by_a_bare_parameter_are_two_articles(desk: Desk) -> None:
    for page in ("most", "rynok"):
        desk.feed({**NOTE, "url": f"https://example.org/?{page}"}, file=f"{page}.jsonl")
    assert len(desk.articles) == 2


def test_a_notice_that_a_mirror_brings_is_kept(desk: Desk) -> None:
    desk.feed({**NOTE, "url": "https://a.example/1"}, file="0.jsonl")
    notice = "Опровержение по решению суда."
    desk.feed({**NOTE, "url": "https://b.example/1", "notices": [notice]}, file="1.jsonl")
    (article,) = desk.articles
    assert (article.url, article.notices) == ("https://a.example/1", (notice,))


def test_a_correction_in_another_file_of_one_run_is_a_version(desk: Desk) -> None:
    corrected = {**NOTE, "text": "Мост открыли в воскресенье."}
    folder = desk.folder / "dumps"
    folder.mkdir()
    for number, record in enumerate((NOTE, corrected)):
        (folder / f"{number}.jsonl").write_text(json.dumps(record), "utf-8")
    desk.archive.import_job([folder]).run(Progress())
    (article,) = desk.articles
    assert article.body == corrected["text"]


@pytest.mark.parametrize(("day", "stories"), [("2014-05-04", 1), ("2014-05-06", 0)])
def test_a_translation_comes_within_a_day(desk: Desk, day: str, stories: int) -> None:
    desk.feed({"id": 17, "lang": "ru", **NOTE})
    desk.feed({"id": 17, "lang": "en", "title": "Bridge opens", "date": day}, file="en.jsonl")
    assert len(desk.articles) == 2
    assert len({article.story for article in desk.articles} - {None}) == stories


@pytest.mark.parametrize("together", [True, False])
def test_an_id_is_one_article_on_all_mirrors_that_its_records_name(
    desk: Desk, together: bool
) -> None:
    record = {**NOTE, "id": "ru-1", "url": "https://wire.example/articles/1"}
    copies = [
        record,
        {**record, "mirrors": ["https://a.example/articles/1"]},
        {**record, "mirrors": ["https://b.example/articles/1"]},
    ]
    if together:
        assert not desk.feed(*copies).rejected
    else:
        for number, copy in enumerate(copies):
            assert not desk.feed(copy, file=f"{number}.jsonl").rejected
    (article,) = desk.articles
    assert article.id == "ru-1"
    assert article.url == "https://wire.example/articles/1"
    assert article.mirrors == ("https://a.example/articles/1", "https://b.example/articles/1")
    assert is_settled(desk, *([copy] for copy in copies))


def test_a_mirror_with_another_text_is_a_version_in_another_run_alone(desk: Desk) -> None:
    record = {**NOTE, "id": "ru-1", "url": "https://wire.example/articles/1"}
    mirror = {**record, "mirrors": ["https://a.example/articles/1"], "text": "Мост закрыли."}
    assert len(desk.feed(record, mirror).rejected) == 1
    assert not desk.feed(mirror, file="later.jsonl").rejected
    (article,) = desk.articles
    assert article.body == "Мост закрыли."
    assert article.mirrors == ("https://a.example/articles/1",)


def test_two_mirrors_do_not_take_turns(desk: Desk) -> None:
    here = {**NOTE, "url": "https://a.example/1"}
    there = {**NOTE, "text": "Мост открыли в воскресенье.", "url": "https://b.example/1"}
    desk.feed(here, file="0.jsonl")
    desk.feed(there, file="1.jsonl")
    assert is_settled(desk, (here,), (there,))


@pytest.mark.parametrize("guid", ["n-17", "https://example.org/?p=17"])
def test_an_article_that_moved_and_was_rewritten_is_known_by_its_guid(
    desk: Desk, guid: str
) -> None:
    old = {"guid": guid, "link": "https://example.org/old", "date": "2014-05-03"}
    desk.feed({**old, "title": "Мост открыт", "text": "Мост открыли в субботу."}, file="0.jsonl")
    moved = {**old, "link": "https://example.org/new", "title": "Совсем другое", "text": LONG}
    assert desk.feed(moved, file="1.jsonl").outcomes == {"new": 0, "changed": 1, "unchanged": 0}
    (article,) = desk.articles
    assert (article.title, article.url) == ("Совсем другое", "https://example.org/new")
    assert "https://example.org/old" in article.mirrors


def test_two_texts_that_claim_one_id_in_one_import_are_told(desk: Desk) -> None:
    report = desk.feed({**NOTE, "guid": "n-17"}, {**NOTE, "guid": "n-17", "text": LONG})
    assert report.outcomes["new"] == 1
    (reject,) = report.rejected
    assert "'n-17' was given to another text" in reject.reason
