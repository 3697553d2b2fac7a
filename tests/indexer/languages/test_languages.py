"""Languages: what an archive reads with a third one, and that the others stay as they are."""

from __future__ import annotations

import sys
from datetime import UTC, datetime

import pytest

from indexer.analysis import Analyzer
from indexer.archive.store import Archive
from indexer.article import Article
from indexer.errors import IndexMismatchError, SettingsError
from indexer.home.paths import ArchiveHome
from indexer.home.settings import load_analyzer, read_settings
from indexer.languages import DEFAULT_LANGUAGES, LANGUAGES, Language
from indexer.languages.russian import RUSSIAN
from indexer.languages.ukrainian import UKRAINIAN
from searcher.request import SearchRequest
from searcher.service import SearchService
from searcher.words.layout import swap_keys
from searcher.words.lexicon import Lexicon
from searcher.words.spelling import correct
from tests.conftest import index_home

THREE = (*DEFAULT_LANGUAGES, UKRAINIAN)


@pytest.fixture(scope="module")
def three() -> Analyzer:
    """The analyzer of an archive that reads Ukrainian as well."""
    return Analyzer(languages=THREE)


def make_article(id_: str, title: str, body: str) -> Article:
    return Article(
        id=id_, lang="ru", title=title, body=body, published=datetime(2021, 5, 1, tzinfo=UTC)
    )


def lemmas(analyzer: Analyzer, form: str) -> set[str]:
    return set(analyzer.word(form).lemmas)


class TestUkrainian:
    @pytest.mark.parametrize(
        "forms",
        [
            "Україна України Україною",
            "місто міста містом",
            "Київ Києва Києву",
            "Львів Львова Львові",
            "Харків Харкова",
            "річка річки річкою",
            "п'ять п’яти",
            "суддя суддів",
            "війна війни",
            "ґрунт ґрунту",
            "вулиця вулиці ВУЛИЦЮ",
            "об’єкт об'єкта",
        ],
    )
    def test_the_forms_of_a_word_meet(self, three: Analyzer, forms: str) -> None:
        assert set.intersection(*(lemmas(three, form) for form in forms.split()))

    @pytest.mark.parametrize(
        ("form", "found_by"),
        [
            # Each of both languages knows the word.
            ("людей", {"человек", "людина"}),
            ("роки", {"рок", "рік"}),
            ("суду", {"суд"}),
            ("все", {"все", "весь", "ввесь"}),
            # Letters that one of them has: ї, and ё, which is folded.
            ("сім'ї", {"сім'я"}),
            ("всё", {"все"}),
            # What neither knows is read as the first would.
            ("Хунзахом", {"хунзах"}),
        ],
    )
    def test_a_word_is_read_in_the_languages_that_have_it(
        self, three: Analyzer, form: str, found_by: set[str]
    ) -> None:
        assert lemmas(three, form) == found_by

    def test_letters_of_one_language_decide_however_they_are_written(self, three: Analyzer) -> None:
        composed, decomposed = "берёт", "бере\u0308т"
        assert three.word(composed) == three.word(decomposed)
        assert {reading.dictionary for reading in three.explain("Їжак ежи́ эти")} >= {
            "pymorphy3",
            "pymorphy3-uk",
        }

    def test_explaining_names_every_dictionary_that_was_asked(self, three: Analyzer) -> None:
        both, one, other = three.explain("город містом этом")
        assert both.dictionary == "pymorphy3, pymorphy3-uk"
        assert (one.dictionary, other.dictionary) == ("pymorphy3-uk", "pymorphy3")

    def test_a_latin_i_in_a_cyrillic_word_is_mended(self, three: Analyzer) -> None:
        (reading,) = three.explain("Кiровська")
        assert (reading.surface, "mixed-script" in reading.rules) == ("кіровська", True)

    def test_names_meet_across_scripts(self, three: Analyzer) -> None:
        keys = three.word("Порошенка").names
        assert set(keys) & set(three.word("Poroshenko").names)

    def test_both_lists_of_exceptions_speak_of_a_form(self, three: Analyzer) -> None:
        (reading,) = three.explain("стали")
        assert reading.lemmas == ("стать", "сталь", "стати")
        assert reading.dictionary.count("built-in") == 2

    def test_abbreviations_are_one_word(self, three: Analyzer, analyzer: Analyzer) -> None:
        assert len(three.words("т.зв.")) == 1
        assert len(analyzer.words("т.зв.")) == 2

    def test_its_stop_words_are_those_of_the_archive(
        self, three: Analyzer, analyzer: Analyzer
    ) -> None:
        assert "що" in three.stop_words > analyzer.stop_words


# Of words that Ukrainian has not: everyday ones, names, an unknown one, and forms of several words.
RUSSIAN_ONLY = (
    "ёлки съезд этими выборы мосты открытие правительства сегодня областью жителями Хунзах "
    "Гаджиевым Махачкалы Цхинвале землетрясение строительство пришёл городского объявил "
    "Саакашвили детьми лучше Ереванских полицейские суждение вынесли 12,500 U.S. т.е. и.о. "
    "Baku's Чеченцев Шойгу Кадырову Курчалоевском"
)


@pytest.mark.parametrize("form", RUSSIAN_ONLY.split())
def test_russian_is_read_as_without_ukrainian(
    three: Analyzer, analyzer: Analyzer, form: str
) -> None:
    assert three.words(form) == analyzer.words(form)


@pytest.mark.parametrize("form", ["город", "стали", "суда", "людей", "Рада", "Слава", "Чечня"])
def test_what_ukrainian_knows_too_is_still_found_in_russian(
    three: Analyzer, analyzer: Analyzer, form: str
) -> None:
    assert lemmas(three, form) >= lemmas(analyzer, form)


def test_the_order_of_languages_is_that_of_lemmas() -> None:
    swapped = Analyzer(languages=(UKRAINIAN, RUSSIAN))
    assert swapped.word("людей").lemmas == ("людина", "человек")


def test_a_word_of_no_language_of_the_archive_is_found_as_it_stands() -> None:
    english = Analyzer(languages=[LANGUAGES["en"]])
    assert english.word("Мосты").lemmas == ("мосты",)
    assert english.word("bridges").lemmas == ("bridge",)


class TestSettings:
    @pytest.fixture
    def ukrainian_home(self, home: ArchiveHome) -> ArchiveHome:
        home.settings_file.write_text('languages = ["ru", "en", "uk"]\n', "utf-8")
        return home

    def test_an_archive_reads_what_its_settings_say(self, ukrainian_home: ArchiveHome) -> None:
        analyzer = load_analyzer(ukrainian_home, read_settings(ukrainian_home))
        assert analyzer.languages == THREE

    def test_nothing_said_is_russian_and_english(self, home: ArchiveHome) -> None:
        analyzer = load_analyzer(home, read_settings(home))
        assert analyzer.languages == DEFAULT_LANGUAGES
        assert analyzer.fingerprint == Analyzer().fingerprint
        assert analyzer.word("містом") == Analyzer().word("містом")

    @pytest.mark.parametrize(
        ("line", "reason"),
        [
            ('languages = ["ru", "xx"]', "unknown language 'xx'; known: ru, en, uk"),
            ('languages = ["ru", "ru"]', "'ru' stands there twice"),
            ("languages = []", "none is named"),
            ('languages = "ru"', "languages"),
        ],
    )
    def test_what_is_no_list_of_languages_is_told(
        self, home: ArchiveHome, line: str, reason: str
    ) -> None:
        home.settings_file.write_text(line + "\n", "utf-8")
        with pytest.raises(SettingsError, match=reason):
            read_settings(home)

    def test_a_dictionary_that_is_not_installed_is_told(
        self, ukrainian_home: ArchiveHome, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        # As the interpreter marks a module that cannot be imported.
        monkeypatch.setitem(sys.modules, UKRAINIAN.package, None)
        with pytest.raises(SettingsError, match=r"pip install 'letopis\[uk\]'"):
            read_settings(ukrainian_home)

    def test_an_index_of_other_languages_asks_to_be_built_anew(
        self, ukrainian_home: ArchiveHome, analyzer: Analyzer
    ) -> None:
        index_home(ukrainian_home, analyzer)
        settings = read_settings(ukrainian_home)
        service = SearchService(ukrainian_home, settings, load_analyzer(ukrainian_home, settings))
        with pytest.raises(IndexMismatchError) as caught:
            service.search(SearchRequest(q="мост"), "ru")
        assert caught.value.command == "letopis index"


@pytest.mark.parametrize("engine", ["whoosh", "tantivy"])
def test_ukrainian_articles_are_found(home: ArchiveHome, engine: str) -> None:
    home.settings_file.write_text(f'engine = "{engine}"\nlanguages = ["ru", "en", "uk"]\n', "utf-8")
    with Archive.open(home.database) as archive, archive.transaction():
        archive.put(make_article("a", "Вибори в Україні", "Міста та річки. Київ."))
        archive.put(make_article("b", "Выборы в Дагестане", "Города и реки."))
    settings = read_settings(home)
    analyzer = load_analyzer(home, settings)
    index_home(home, analyzer)
    service = SearchService(home, settings, analyzer)

    def find(q: str) -> list[str]:
        hits = service.search(SearchRequest(q=q, sort="id"), "ru").hits
        return [hit.article.id for hit in hits]

    assert find("Україною") == ["a"]
    assert find('"місто і річка"') == []
    assert find('"місто та річка"') == ["a"]
    assert find("Києва") == ["a"]
    assert find("города") == ["b"]
    # Typed in the layout of English.
    offers = service.search(SearchRequest(q="erhf]yf"), "ru").offers
    assert [(offer.kind, offer.query) for offer in offers] == [("layout", "україна")]
    # Misspelt as Russian would have it; a name, which sounds the same, and no name.
    assert find("Українє") == ["a"]
    offers = service.search(SearchRequest(q="міськта"), "ru").offers
    assert [offer.query for offer in offers if offer.kind == "spelling"] == ["міста"]


class TestKeyboards:
    @pytest.mark.parametrize(
        ("typed", "meant"),
        [
            ("vscnj", ["мысто", "місто"]),
            ("vjcn", ["мост"]),
            ("bridge", ["икшвпу"]),
            ("ікшвпу", ["sridge"]),
            ("ищщл", ["book"]),
            ("2014", ["2014"]),
        ],
    )
    def test_every_layout_of_the_other_script_is_tried(self, typed: str, meant: list[str]) -> None:
        assert swap_keys(typed, THREE) == meant

    @pytest.mark.parametrize("language", LANGUAGES.values(), ids=lambda language: language.code)
    def test_every_layout_has_the_same_keys(self, language: Language) -> None:
        for rows in (language.keyboard.rows, language.keyboard.shifted):
            assert list(map(len, rows)) == [1, 12, 11, 9]


def test_the_language_of_a_misspelling_is_told_by_its_letters() -> None:
    lexicon = Lexicon.build([("україна", 40), ("украина", 30), ("міністр", 20)])
    assert [found.form for found in correct("міністер", lexicon, languages=THREE)] == ["міністр"]
    assert "україна" in [found.form for found in correct("украіна", lexicon, languages=THREE)]
    assert "украина" in [found.form for found in correct("укроина", lexicon, languages=THREE)]
