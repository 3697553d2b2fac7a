"""Which headlines a query finds: the table in matching_cases.txt, which tells its format."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from indexer.analysis import Analyzer
from indexer.archive.creating import create_home
from indexer.archive.store import Archive
from indexer.article import Article
from indexer.building.build import BuildJob
from indexer.building.job import IndexWork
from indexer.errors import QueryError
from indexer.home.settings import Settings
from indexer.progress import Progress
from searcher.gate.examining import make_gate
from searcher.gate.golden import try_golden
from searcher.request import MAX_LIMIT, SearchRequest
from searcher.service import SearchService
from searcher.tagging.compiling import TagBook
from tests.engines import LOCAL_ENGINES

TABLE = Path(__file__).with_name("matching_cases.txt")

_SIGN = re.compile(r" (!?~) ")
_ESCAPE = re.compile(r"\\u([0-9a-f]{4})")

# The headlines that a query finds.
Search = Callable[[str], set[str]]


@dataclass(frozen=True, slots=True)
class MatchingCase:
    """A line of the table: a query, a headline, and whether the one finds the other. `fails` tells
    that it is known to be otherwise today."""

    number: int
    query: str
    title: str
    found: bool
    fails: bool


def read_cases() -> Iterator[MatchingCase]:
    for number, line in enumerate(TABLE.read_text("utf-8").splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        content = line.partition(" # ")[0].strip()
        written = _ESCAPE.sub(lambda escape: chr(int(escape[1], 16)), content)
        query, sign, title = _SIGN.split(written.removeprefix("! "), maxsplit=1)
        yield MatchingCase(number, query, title, sign == "~", content.startswith("! "))


CASES = list(read_cases())
TITLES = {f"a{number}": title for number, title in enumerate(sorted({c.title for c in CASES}))}


def make_article(id_: str, title: str) -> Article:
    lang = "ru" if re.search(r"[а-яё]{2}", title) else "en"
    return Article(id=id_, lang=lang, title=title, published=datetime(2015, 6, 1, tzinfo=UTC))


@pytest.fixture(scope="module", params=LOCAL_ENGINES)
def search(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, analyzer: Analyzer
) -> Search:
    """Searches an archive of all headlines of the table, one article each."""
    home = create_home(tmp_path_factory.mktemp("headlines") / "archive")
    with Archive.open(home.database) as archive, archive.transaction():
        for id_, title in TITLES.items():
            archive.put(make_article(id_, title))
    gate = make_gate(home, analyzer, try_golden(home.golden_file))
    BuildJob(
        IndexWork(home, Settings(), analyzer, gate, TagBook(home.tags_file, analyzer)),
        request.param,
    ).run(Progress())
    service = SearchService(home, Settings(), analyzer)

    def find(query: str) -> set[str]:
        answer = service.search(SearchRequest(q=query, limit=MAX_LIMIT), "en")
        assert answer.total <= MAX_LIMIT
        return {hit.article.title for hit in answer.hits}

    return find


def is_met(case: MatchingCase, search: Search) -> bool:
    try:
        return (case.title in search(case.query)) == case.found
    except QueryError:
        return False


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.number}-{case.query}")
def test_a_query_finds_what_its_reader_means(case: MatchingCase, search: Search) -> None:
    if case.fails:
        assert not is_met(case, search), f"mended: line {case.number} has to lose its mark"
    else:
        assert is_met(case, search), f"{case.query!r} and {case.title!r}"


def test_the_table_is_large_and_says_nothing_twice(capsys: pytest.CaptureFixture[str]) -> None:
    pairs = Counter((case.query, case.title) for case in CASES)
    assert len(pairs) >= 170
    assert [pair for pair, count in pairs.items() if count > 1] == []
    with capsys.disabled():
        print(
            f"\n{sum(case.fails for case in CASES)} known failures in {len(CASES)} matching cases"
        )
