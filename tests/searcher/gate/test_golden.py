"""Golden queries: the file that lists them, and what holds."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from indexer.analysis import Analyzer
from indexer.archive.store import Archive
from indexer.article import Article
from indexer.engines.folder import engine_folder
from indexer.errors import SettingsError
from indexer.gate_report import MissingHit
from indexer.generations.folders import current_generation
from indexer.generations.manifest import read_labels_of, read_manifest
from indexer.home.paths import ArchiveHome
from indexer.home.templates import GOLDEN_TEMPLATE
from searcher.engines import load_engine
from searcher.gate.golden import GoldenQueries, GoldenQuery, Ranking, find_broken, read_golden
from searcher.query.reading import QueryReader
from tests.conftest import SAMPLE_CORPUS, index_home
from tests.engines import LOCAL_ENGINES

DAY = datetime(2014, 3, 1, 12, tzinfo=UTC)


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "golden.toml"
    path.write_text(text, "utf-8")
    return path


def test_entries_are_read_with_their_defaults(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        '[[query]]\nq = "мост"\nexpect = ["a", "b"]\n'
        '[[query]]\nq = \'"old bridge" date:2014\'\nexpect = ["c"]\nwithin = 0\n',
    )
    assert read_golden(path) == GoldenQueries(
        (
            GoldenQuery(q="мост", expect=("a", "b"), within=10),
            GoldenQuery(q='"old bridge" date:2014', expect=("c",), within=0),
        )
    )


@pytest.mark.parametrize("text", [None, "", GOLDEN_TEMPLATE])
def test_no_file_and_no_entries_gate_nothing(tmp_path: Path, text: str | None) -> None:
    path = tmp_path / "golden.toml" if text is None else write(tmp_path, text)
    assert read_golden(path) == GoldenQueries()


def test_the_template_shows_entries_that_can_be_read(tmp_path: Path) -> None:
    lines = GOLDEN_TEMPLATE.split("# [[query]]", 1)[1].splitlines()
    shown = "\n".join(["[[query]]", *(line.removeprefix("#").strip() for line in lines)])
    assert len(read_golden(write(tmp_path, shown)).queries) == 2


ENTRY = '[[query]]\nq = "one"\nexpect = ["a"]\n'


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[[query]", "line 1"),
        ('querys = "x"', "unknown key 'querys'"),
        ('query = "x"', "[[query]]"),
        ('[query]\nq = "x"\nexpect = ["a"]', "[[query]]"),
        ("query = [1]", "query 1: expected a table"),
        (ENTRY + '[[query]]\nq = "two"\nexpects = ["a"]', "query 2 (two): unknown key 'expects'"),
        (ENTRY + '[[query]]\nexpect = ["a"]', "query 2: Object missing required field `q`"),
        ('[[query]]\nq = "two"', "query 1 (two): Object missing required field `expect`"),
        ('[[query]]\nq = "two"\nexpect = []', "query 1 (two):"),
        ('[[query]]\nq = "two"\nexpect = [""]', "query 1 (two):"),
        ('[[query]]\nq = "two"\nexpect = "a"', "query 1 (two): Expected `array`, got `str`"),
        ('[[query]]\nq = "two"\nexpect = [1]', "query 1 (two): Expected `str`, got `int`"),
        ('[[query]]\nq = 2\nexpect = ["a"]', "query 1: Expected `str`, got `int`"),
        ('[[query]]\nq = "two"\nexpect = ["a"]\nwithin = -1', "within"),
        ('[[query]]\nq = "two"\nexpect = ["a"]\nwithin = true', "within"),
        ('[[query]]\nq = "two"\nexpect = ["a"]\nwithin = 1.5', "within"),
        ('[[query]]\nq = "two"\nexpect = ["a", "b"]\nwithin = 1', "2 articles cannot be within 1"),
        ('[[query]]\nq = " "\nexpect = ["a"]', "q is blank"),
        (
            '[[query]]\nq = "athor:x"\nexpect = ["a"]',
            "q could not be understood: unknown-field",
        ),
        ('[[query]]\nq = "titel:red"\nexpect = ["a"]', "unknown-field"),
    ],
)
def test_mistakes_are_named_with_file_and_entry(tmp_path: Path, text: str, says: str) -> None:
    path = write(tmp_path, text)
    with pytest.raises(SettingsError) as caught:
        read_golden(path)
    assert caught.value.path == path
    assert says in caught.value.reason


def bridges(count: int) -> Iterable[Article]:
    """Articles in the order in which a search for bridges ranks them."""
    for number in range(count):
        body = "a bridge " * (count - number) + "and a river " * 2 * number
        yield Article(
            id=f"a-{number:02}",
            lang="en",
            title="News",
            body=body,
            published=DAY + timedelta(number),
        )


@pytest.mark.parametrize("engine", LOCAL_ENGINES)
@pytest.mark.parametrize(
    ("query", "missing"),
    [
        (GoldenQuery(q="bridges", expect=("a-09",)), ()),
        (GoldenQuery(q="bridges", expect=("a-10",)), (("a-10", True, True, 11),)),
        (GoldenQuery(q="bridges", expect=("a-10",), within=0), ()),
        (GoldenQuery(q="bridges", expect=("a-10",), within=11), ()),
        (GoldenQuery(q="bridges", expect=("a-01", "a-00"), within=2), ()),
        (GoldenQuery(q="lakes", expect=("a-00",), within=0), (("a-00", True, False, 0),)),
        (GoldenQuery(q="bridges", expect=("z",), within=0), (("z", False, False, 0),)),
        # Without a word to rank by the newest come first.
        (GoldenQuery(q="lang:en", expect=("a-11",), within=1), ()),
        (GoldenQuery(q="-river", expect=("a-00",), within=0), ()),
    ],
    ids=str,
)
def test_what_a_query_must_find_and_where(
    home: ArchiveHome,
    analyzer: Analyzer,
    engine: str,
    query: GoldenQuery,
    missing: tuple[tuple[str, bool, bool, int], ...],
) -> None:
    home.settings_file.write_text(f'engine = "{engine}"', "utf-8")
    with Archive.open(home.database) as archive, archive.transaction():
        for article in bridges(12):
            archive.put(article)
    index_home(home, analyzer)
    name = current_generation(home)
    searcher = load_engine(engine).open_searcher(engine_folder(home.index / name), analyzer)
    ranking = Ranking(
        searcher,
        QueryReader(analyzer, read_labels_of(home.index / name, read_manifest(home, name))),
        UTC,
    )
    with Archive.open(home.database) as archive:
        broken, outdated = find_broken(GoldenQueries((query,)), ranking, archive)
    searcher.close()
    assert outdated == ()
    assert tuple(hit for entry in broken for hit in entry.missing) == tuple(
        MissingHit(id_, known=known, found=found, place=place)
        for id_, known, found, place in missing
    )


def test_the_sample_archive_has_golden_queries_in_both_languages() -> None:
    golden = read_golden(SAMPLE_CORPUS / "golden.toml")
    ids = {id_[:2] for query in golden.queries for id_ in query.expect}
    assert ids == {"ru", "en"}
