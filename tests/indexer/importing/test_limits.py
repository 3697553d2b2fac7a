"""What an import takes at most: whatever it takes, every engine can hold, change and give up."""

from __future__ import annotations

import gzip
import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from indexer.analysis import Analyzer
from indexer.analysis.tokenizer import LONGEST_WORD
from indexer.archive.creating import create_home
from indexer.archive.deleting import delete_article
from indexer.archive.entries import Reject
from indexer.archive.store import Archive
from indexer.article import Article
from indexer.home.paths import ArchiveHome
from indexer.home.settings import read_settings
from indexer.importing.readers import RAW_LIMIT, RECORD_LIMIT
from indexer.importing.rejecting import MOST_IN_A_ROW, MOST_REJECTS
from indexer.importing.values import (
    DEEPEST_EXTRA,
    LONGEST,
    LONGEST_EXTRA,
    LONGEST_FRONT_MATTER,
    LONGEST_ID,
    MOST_NAMES,
    MOST_VALUES,
)
from searcher.request import Filter, SearchRequest
from searcher.service import SearchService
from tests.conftest import SAMPLE_CORPUS, index_home, update_home
from tests.engines import LOCAL_ENGINES
from tests.indexer.importing.test_importing import record, run, write

FORMATS = (SAMPLE_CORPUS.parent / "docs" / "formats.md").read_text("utf-8")

# What grows most: in bytes, when it is folded, and when it is made an id.
WIDE = ("𗀀", "щ", "ﷺ", "İ", "a")


def number_values(letter: str, field: str) -> list[str]:
    """As many different values as a field may have, each as long as it may be."""
    longest = LONGEST[field]
    return [f"{number:04}".ljust(longest, letter) for number in range(MOST_VALUES[field])]


def fill(letter: str) -> dict[str, Any]:
    """A record whose fields that are not its text are filled to their limits."""
    address = "https://example.org/"
    many = {field: number_values(letter, field) for field in ("authors", "tags", "countries")}
    mirrors = [f"{address}{number}/" for number in range(MOST_VALUES["mirrors"])]
    return {
        "id": letter * LONGEST_ID,
        "lang": "ru",
        "title": letter * LONGEST["title"],
        "date": "2014-03-01",
        "lead": letter * LONGEST["lead"],
        "story": letter * LONGEST["story"],
        "source": letter * LONGEST["source"],
        "url": address.ljust(LONGEST["url"], "a"),
        "mirrors": [mirror.ljust(LONGEST["mirrors"], "a") for mirror in mirrors],
        "rating": "x" * (LONGEST_EXTRA - 100),
        **many,
    }


def write_texts() -> Iterator[tuple[str, str]]:
    """Texts of one word, or of words, that cost an engine most."""
    longest = LONGEST["body"]
    yield "one word", "ж" * longest
    yield "many words", "a б " * (longest // 40)
    yield "a number", ("1" + " 000" * (longest // 4))[:longest]
    yield "numbers", ("105" + ",205" * (longest // 4))[:longest]
    yield "syllables", "не" * (longest // 2)


RECORDS: dict[str, dict[str, Any]] = {
    **{f"fields of {letter}": fill(letter) for letter in WIDE},
    **{f"a body of {name}": record(name, "Text", body=text) for name, text in write_texts()},
    "captions": record("c", "Text", captions=number_values("ё", "captions")[:200]),
    "notices": record("n", "Text", notices=number_values("я", "notices")[:20]),
    "an id of other signs": record("/?#&%\"'<>\\ ‘ж’", "Text"),
}


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory, analyzer: Analyzer) -> Path:
    """An archive of all that is taken; it is copied."""
    folder = tmp_path_factory.mktemp("imported")
    home = create_home(folder / "archive")
    report = run(home, analyzer, write(folder / "news.jsonl", *RECORDS.values()))
    assert (report.rejected, report.outcomes["new"]) == ([], len(RECORDS))
    return home.path


@pytest.mark.parametrize("engine", LOCAL_ENGINES)
def test_what_is_imported_can_be_indexed_changed_and_deleted(
    imported: Path, analyzer: Analyzer, tmp_path: Path, engine: str
) -> None:
    home = ArchiveHome(Path(shutil.copytree(imported, tmp_path / "archive")))
    path = tmp_path / "news.jsonl"
    home.settings_file.write_text(f'engine = "{engine}"\n', "utf-8")
    index_home(home, analyzer)
    with Archive.open(home.database) as archive:
        articles = [article for _, article in archive.articles()]
    check_found(home, analyzer, articles)

    write(path, *({**values, "lead": "Corrected"} for values in RECORDS.values()))
    assert run(home, analyzer, path).outcomes["changed"] == len(RECORDS)
    update_home(home, analyzer)
    with Archive.open(home.database) as archive:
        articles = [article for _, article in archive.articles()]
    assert {article.lead for article in articles} == {"Corrected"}
    check_found(home, analyzer, articles)

    for article in articles:
        delete_article(home, article.id, "a test")
    update_home(home, analyzer)
    assert SearchService(home, read_settings(home), analyzer).overview("en").total == 0


def check_found(home: ArchiveHome, analyzer: Analyzer, articles: list[Article]) -> None:
    """Every article is handed back whole, and found by what stands in it."""
    service = SearchService(home, read_settings(home), analyzer)
    for article in articles:
        assert service.get_article(article.id) == article
        service.view_article(article.id)
        word = article.title[:1000]
        assert article.id in ids(service, SearchRequest(q=word))
        values = (("author", article.authors), ("tag", article.tags))
        for facet, value in [(facet, ids[-1]) for facet, ids in values if ids]:
            request = SearchRequest(filters=(Filter(facet, value),))
            assert article.id in ids(service, request)


def ids(service: SearchService, request: SearchRequest) -> set[str]:
    return {hit.article.id for hit in service.search(request, "en").hits}


@pytest.mark.parametrize("engine", LOCAL_ENGINES)
def test_words_that_differ_behind_their_limit_are_one_word(
    home: ArchiveHome, analyzer: Analyzer, tmp_path: Path, engine: str
) -> None:
    home.settings_file.write_text(f'engine = "{engine}"\n', "utf-8")
    word = "ж" * 300
    run(
        home,
        analyzer,
        write(
            tmp_path / "news.jsonl",
            record("1", "One", body=f"Мост {word}а стоит"),
            record("2", "Two", body=f"Мост {word}б стоит"),
            record("3", "Three", body="Мост жжж стоит"),
        ),
    )
    index_home(home, analyzer)
    service = SearchService(home, read_settings(home), analyzer)
    for query in (word, f"!{word}", f'"мост {word} стоит"', f"{word[:200]}*"):
        answer = service.search(SearchRequest(q=query), "ru")
        assert {hit.article.id for hit in answer.hits} == {"1", "2"}
        for hit in answer.hits:
            forms = [
                snippet.text[start:end] for snippet in hit.snippets for start, end in snippet.spans
            ]
            assert any(form.startswith("жжж") for form in forms)


TOO_MUCH: dict[str, tuple[dict[str, Any], str]] = {
    **{
        f"{field} too long": ({field: "x" * (longest * MOST_VALUES.get(field, 1) + 1)}, field)
        for field, longest in LONGEST.items()
    },
    **{
        f"one of {field} too long": ({field: ["x", "y" * (LONGEST[field] + 1)]}, field)
        for field in MOST_VALUES
    },
    **{
        f"one of {field} in a text too long": ({field: "y" * (LONGEST[field] + 1)}, field)
        for field in MOST_VALUES
    },
    **{
        f"too many {field}": ({field: [f"{number}" for number in range(most + 1)]}, field)
        for field, most in MOST_VALUES.items()
    },
    "id too long": ({"id": "x" * (LONGEST_ID + 1)}, "id"),
    "too many names": ({f"x{number}": 1 for number in range(100_000)}, ""),
    "too many names within": ({"extra": {f"x{n}": 1 for n in range(MOST_NAMES + 1)}}, ""),
    "other fields too long": ({"junk": "x" * LONGEST_EXTRA}, "junk"),
    "other fields too long together": (
        {f"x{number}": "x" * (LONGEST_EXTRA // 9) for number in range(10)},
        "x8",
    ),
    "a long name": ({"x" * LONGEST_EXTRA: 1}, "x" * 100 + "…"),
}


# An article is not lost for one of these: it is kept under `extra`.
SECONDARY = frozenset(LONGEST) - {
    "title",
    "lead",
    "body",
    "captions",
    "notices",
    "published",
    "lang",
}


@pytest.mark.parametrize(("fields", "named"), TOO_MUCH.values(), ids=TOO_MUCH)
def test_what_is_too_much_is_refused_or_set_aside_by_name(
    home: ArchiveHome, analyzer: Analyzer, tmp_path: Path, fields: dict[str, Any], named: str
) -> None:
    values = {"id": "1", "title": "Text", "published": "2014-03-01", **fields}
    report = run(home, analyzer, write(tmp_path / "a.jsonl", values, record("2", "Next")))
    if named in SECONDARY:
        assert [(doubt.record, doubt.field) for doubt in report.doubts] == [(1, named)]
        assert (report.outcomes["new"], report.rejected) == (2, [])
        assert len(report.doubts[0].reason) < 200
        return
    assert [(reject.line, reject.field) for reject in report.rejected] == [(1, named)]
    assert report.outcomes["new"] == 1
    assert len(report.rejected[0].reason) < 200


def test_a_name_that_stands_twice_is_found_among_many(
    home: ArchiveHome, analyzer: Analyzer, tmp_path: Path
) -> None:
    names = ", ".join(f'"x{number}": 1' for number in range(100_000))
    path = tmp_path / "a.jsonl"
    path.write_text(f'{{{names}, "title": "Next", "title": "Text", "date": "2014-03-01"}}', "utf-8")
    (reject,) = run(home, analyzer, path).rejected
    assert (reject.field, reject.reason) == ("title", "the name stands twice in the record")


@pytest.mark.parametrize(
    ("front", "text", "field"),
    [
        (f"lead: {'x' * LONGEST_FRONT_MATTER}", "Text", ""),
        ("lead: x", "x" * (LONGEST["body"] + 1), "body"),
    ],
)
def test_a_markdown_file_is_refused_before_it_costs(
    home: ArchiveHome, analyzer: Analyzer, tmp_path: Path, front: str, text: str, field: str
) -> None:
    path = tmp_path / "a.md"
    path.write_text(f"---\ntitle: Text\ndate: 2014-03-01\n{front}\n---\n\n{text}", "utf-8")
    assert [reject.field for reject in run(home, analyzer, path).rejected] == [field]


def test_the_limits_are_documented() -> None:
    rows = re.findall(r"^\| (`.*|dates.*) \| ([\d,]+) \| ([\d,]*) ?\|$", FORMATS, re.MULTILINE)
    documented = {
        field: (longest, most)
        for fields, longest, most in rows
        for field in fields.replace("dates", "`published`, `original_published`, `modified`")
        .replace("`", "")
        .split(", ")
    }
    limits = {**LONGEST, "id": LONGEST_ID}
    assert documented == {
        field: (f"{longest:,}", f"{MOST_VALUES[field]:,}" if field in MOST_VALUES else "")
        for field, longest in limits.items()
    }
    for limit in (MOST_NAMES, LONGEST_EXTRA, DEEPEST_EXTRA, LONGEST_FRONT_MATTER, MOST_REJECTS,
                  MOST_IN_A_ROW, RAW_LIMIT, LONGEST_WORD):  # fmt: skip
        assert f" {limit:,} " in " ".join(FORMATS.split())


def make_lines(count: int, line: bytes) -> Callable[[], bytes]:
    return lambda: (line + b"\n") * count


GOOD = json.dumps(record("1", "Good")).encode() + b"\n"

ENDLESS: dict[str, tuple[Callable[[], bytes], str]] = {
    "one line": (make_lines(1, b"x" * (20 * RECORD_LIMIT)), "100 times its size"),
    "long lines": (make_lines(20, b"x" * RECORD_LIMIT), "100 times its size"),
    "blank lines": (make_lines(2_000_000, b""), "blank lines in a row"),
    "broken lines": (make_lines(2 * MOST_IN_A_ROW, b"{"), "records in a row cannot be read"),
}


@pytest.mark.parametrize(("content", "reason"), ENDLESS.values(), ids=ENDLESS)
def test_a_small_file_that_holds_no_end_of_junk_is_left_and_told(
    home: ArchiveHome,
    analyzer: Analyzer,
    tmp_path: Path,
    content: Callable[[], bytes],
    reason: str,
) -> None:
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress(GOOD + content() + GOOD, 6))
    report = run(home, analyzer, path)
    assert report.outcomes == {"new": 1, "changed": 0, "unchanged": 0}
    assert reason in report.rejected[-1].reason
    assert report.rejected[-1].reason.endswith("the rest is left")


def test_rejects_of_a_file_are_kept_up_to_a_limit_and_counted_from_there(
    home: ArchiveHome, analyzer: Analyzer, tmp_path: Path
) -> None:
    path = tmp_path / "a.jsonl"
    line = b'{"title": "' + b"x" * 2 * RAW_LIMIT + b'"\n'
    path.write_bytes(line * 5_000 + GOOD + b"[]\n")
    other = write(tmp_path / "b.jsonl", {"title": "No date"})
    report = run(home, analyzer, path, other)
    assert len(report.rejected) == MOST_REJECTS + 2
    assert report.unlisted == 5_001 - MOST_REJECTS - 1
    assert report.outcomes["new"] == 1
    # The last one is kept, whatever came before.
    assert report.rejected[-2].line == 5_002
    with Archive.open(home.database) as archive:
        assert archive.rejects.read() == report.rejected
        assert archive.rejects.read(3) == report.rejected[:3]
        assert archive.rejects.count() == 5_002
        assert sum(map(count_raw, archive.rejects.read())) <= (MOST_REJECTS + 2) * RAW_LIMIT

    path.write_bytes(GOOD)
    report = run(home, analyzer, path)
    assert (report.rejected, report.unlisted) == ([], 0)
    with Archive.open(home.database) as archive:
        assert archive.rejects.count() == 1


def count_raw(reject: Reject) -> int:
    return len(reject.raw)
