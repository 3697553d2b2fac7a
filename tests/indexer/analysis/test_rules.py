"""Rules: each has a name and a switch, and an archive without one reads as if it had never been."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from indexer.analysis import Analyzer
from indexer.analysis.rules import RULES, Rule
from indexer.archive.store import Archive
from indexer.article import Article
from indexer.errors import IndexMismatchError, SettingsError
from indexer.home.paths import ArchiveHome
from indexer.home.settings import load_analyzer, read_settings
from indexer.languages import LANGUAGES
from searcher.query import parse_query, write_query
from searcher.query.parser import list_plain_signs
from searcher.query.reading import QueryReader
from searcher.query.signs import PlainSign
from searcher.request import EXPANSIONS, SearchRequest
from searcher.service import SearchService
from tests.conftest import index_home

HOW_TO = Path(__file__).parents[3] / "docs" / "howto" / "switch-a-rule.md"

# A text in which every rule fires, and the rules that the side of the query adds.
EVERY_RULE = "Ёлки Baku's Бaку U.S. 1 000 000 судов Гаджиева café работал2"
OF_QUERIES = {
    "ring", "full-name", "initial", "wished", "stop-word", "exact", "prefix", "fuzzy",
}  # fmt: skip


@pytest.fixture(scope="module")
def without() -> dict[Rule, Analyzer]:
    """An analyzer without each rule."""
    return {rule: Analyzer(off=[rule]) for rule in RULES}


def fired(analyzer: Analyzer, text: str = EVERY_RULE) -> set[str]:
    readings = QueryReader(analyzer).explain(text).words
    return {rule for reading in readings for rule in reading.rules} - OF_QUERIES


def test_the_table_has_every_rule_that_explaining_names(analyzer: Analyzer) -> None:
    assert fired(analyzer) == set(RULES)


def test_every_letter_that_is_folded_is_a_rule() -> None:
    assert {letter for language in LANGUAGES.values() for letter in language.folding} <= set(RULES)


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_that_is_off_never_fires(rule: Rule, without: dict[Rule, Analyzer]) -> None:
    assert fired(without[rule]) == set(RULES) - {rule}


@pytest.mark.parametrize(
    ("rule", "text", "surfaces"),
    [
        ("possessive", "Baku’s", ["baku's"]),
        ("mixed-script", "Бaку", ["бaку"]),
        ("ё", "Ёлка", ["ёлка"]),
        ("abbreviation", "U.S. т.е.", ["u", "s", "т", "е"]),
        ("number", "1 000 000 12,500", ["1", "000", "000", "12", "500"]),
    ],
)
def test_without_a_rule_forms_stay_as_they_are(
    without: dict[Rule, Analyzer], analyzer: Analyzer, rule: Rule, text: str, surfaces: list[str]
) -> None:
    assert [word.surface for word in without[rule].words(text)] == surfaces
    assert [word.surface for word in analyzer.words(text)] != surfaces


def test_without_lemmas_a_word_is_found_by_its_form_alone(without: dict[Rule, Analyzer]) -> None:
    analyzer = without["lemma"]
    assert analyzer.word("мостов").lemmas == ("мостов",)
    assert analyzer.word("bridges").lemmas == ("bridges",)
    # Exceptions are a rule of their own.
    assert analyzer.word("судов").lemmas == ("суд", "судно")
    # A name still meets its other spellings, in the form it has.
    assert analyzer.word("Гаджиев").names == analyzer.word("Gadzhiyev").names != ()


def test_without_exceptions_the_dictionaries_alone_speak(
    without: dict[Rule, Analyzer], tmp_path: Path
) -> None:
    own = tmp_path / "exceptions.txt"
    own.write_text("мостов = виадук\n", "utf-8")
    assert Analyzer(own).word("мостов").lemmas == ("виадук",)
    assert Analyzer(own, off=["exception"]).word("мостов").lemmas == ("мост",)
    assert without["exception"].word("US").lemmas != Analyzer().word("US").lemmas


def test_without_names_no_word_has_a_key(without: dict[Rule, Analyzer]) -> None:
    assert without["name"].word("Гаджиев").names == ()


def test_without_folding_lemmas_keep_the_letter(without: dict[Rule, Analyzer]) -> None:
    one, other = without["ё"].words("Пётрас Петрас")
    assert set(one.lemmas).isdisjoint(other.lemmas)
    # The dictionary knows which letter is meant.
    assert without["ё"].word("елки").lemmas == without["ё"].word("ёлки").lemmas == ("ёлка",)


class TestQueries:
    def test_a_number_that_is_no_word_is_asked_for_in_a_row(
        self, without: dict[Rule, Analyzer]
    ) -> None:
        tokenizer = without["number"].tokenizer
        tree = parse_query("население 10\u00a0000", tokenizer)
        assert write_query(tree) == "население 10 000"
        assert parse_query(write_query(tree), tokenizer) == tree

    def test_what_is_no_word_is_no_beginning_of_one(self, without: dict[Rule, Analyzer]) -> None:
        parse_query("U.S*")
        tokenizer = without["abbreviation"].tokenizer
        assert list_plain_signs("U.S* U.Sen*", tokenizer) == (PlainSign(3, "*"),)


@pytest.mark.parametrize("engine", ["whoosh", "tantivy"])
def test_an_archive_does_without_the_rules_of_its_settings(
    home: ArchiveHome, analyzer: Analyzer, article: Article, engine: str
) -> None:
    off = '["possessive", "number", "abbreviation", "ё"]'
    home.settings_file.write_text(f'engine = "{engine}"\nrules_off = {off}\n', "utf-8")
    with Archive.open(home.database) as archive, archive.transaction():
        archive.put(article)
    settings = read_settings(home)
    own = load_analyzer(home, settings)
    index_home(home, own)
    service = SearchService(home, settings, own)

    def count(q: str) -> int:
        return service.search(SearchRequest(q=q), "en").total

    assert [count(q) for q in ("Baku's", "10 000", "000", "U.S.", "!ёлка", "ёлки~")] == [1] * 6
    assert [count(q) for q in ("!Baku", "10000", "!елка")] == [0] * 3
    # Readers who ask by the rules of another release are told what mends it.
    with pytest.raises(IndexMismatchError) as caught:
        SearchService(home, settings, analyzer).search(SearchRequest(q="ёлка"), "en")
    assert caught.value.command == "letopis index"


@pytest.fixture
def article() -> Article:
    return Article(
        id="a",
        lang="en",
        title="Baku’s 10 000 trees",
        body="An envoy of the U.S. saw the ёлка.",
        published=datetime(2021, 5, 1, tzinfo=UTC),
    )


class TestSettings:
    def test_the_order_of_rules_and_naming_one_twice_do_not_matter(self, home: ArchiveHome) -> None:
        fingerprints = set()
        for names in ('"ё", "name"', '"name", "ё"', '"ё", "ё", "name"'):
            home.settings_file.write_text(f"rules_off = [{names}]\n", "utf-8")
            fingerprints.add(load_analyzer(home, read_settings(home)).fingerprint)
        assert len(fingerprints) == 1

    def test_every_rule_changes_the_fingerprint(
        self, analyzer: Analyzer, without: dict[Rule, Analyzer]
    ) -> None:
        fingerprints = {other.fingerprint for other in without.values()}
        assert len(fingerprints | {analyzer.fingerprint}) == len(RULES) + 1

    def test_an_unknown_rule_is_told_with_those_there_are(self, home: ArchiveHome) -> None:
        home.settings_file.write_text('rules_off = ["stemming"]\n', "utf-8")
        with pytest.raises(SettingsError, match=f"'stemming'; known: {', '.join(RULES)}"):
            read_settings(home)

    def test_the_template_names_every_rule(self, home: ArchiveHome) -> None:
        text = home.settings_file.read_text("utf-8")
        assert [rule for rule in RULES if f'"{rule}"' not in text] == []


@pytest.mark.parametrize("name", [*RULES, *EXPANSIONS])
def test_every_switch_has_its_line_in_the_docs(name: str) -> None:
    assert f"| `{name}` |" in HOW_TO.read_text("utf-8")
