"""Words of any letters: none is too strange or too long to be read."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

import pytest

from indexer.analysis import Analyzer
from indexer.analysis.tokenizer import LONGEST_WORD
from indexer.languages import DEFAULT_LANGUAGES, LANGUAGES
from searcher.request import SearchRequest
from tests.conftest import MakeService
from tests.contracts.test_searchers import make_article

ASSIGNED = [
    character
    for character in map(chr, range(0x110000))
    if unicodedata.category(character) not in {"Cn", "Co", "Cs"}
]

# What a dictionary looks at: how words begin and end in the scripts that it knows.
FRAMES = ("{}ого", "{}Ш", "по{}", "не{}ий", "{}ing", "{}s", "re{}", "over{}ed", "{}'s")


def list_representatives() -> Iterator[str]:
    """A character of each kind of each script; those that have no names, of each block."""
    seen: set[tuple[str, str]] = set()
    for character in ASSIGNED:
        script = unicodedata.name(character, f"{ord(character) >> 8:x}").split()[0]
        kind = (script, unicodedata.category(character))
        if kind not in seen:
            seen.add(kind)
            yield character


@pytest.fixture(
    scope="module", params=[DEFAULT_LANGUAGES, (*DEFAULT_LANGUAGES, LANGUAGES["uk"])], ids=len
)
def reader(request: pytest.FixtureRequest) -> Analyzer:
    return Analyzer(languages=request.param)


def test_every_character_is_read(reader: Analyzer) -> None:
    for character in ASSIGNED:
        assert all(word.surface and word.lemmas for word in reader.words(character))


def test_words_of_two_scripts_are_read(reader: Analyzer) -> None:
    for character in list_representatives():
        for frame in FRAMES:
            text = frame.format(character)
            assert all(word.surface and word.lemmas for word in reader.words(text))
            assert [token.surface for token in reader.tokens(text)] == [
                reading.surface for reading in reader.explain(text)
            ]


@pytest.mark.parametrize("word", ["𗀀Ш", "Ш𗀀", "𗀀ого", "𗀀ing"])
def test_a_word_that_a_dictionary_fails_of_is_found_as_it_is(
    make_service: MakeService, word: str
) -> None:
    service = make_service([make_article("1", f"Слово {word} здесь"), make_article("2", "Слово")])
    answer = service.search(SearchRequest(q=word), "ru")
    assert [hit.article.id for hit in answer.hits] == ["1"]


LONG = {
    "letters": "ж" * 20_000_000,
    "capitals": "Reading" * 20_000,
    "a prefix again and again": "не" * 50_000 + "дом",
    "two scripts": "aб" * 50_000,
    "stress marks": "а\u0301" * 50_000,
    "apostrophes": "o'" * 50_000 + "x",
    "a number": "1" * 100_000,
}


@pytest.mark.parametrize("row", ["1" + " 000" * 50_000, "105" + ",205" * 50_000])
def test_a_row_of_numbers_is_as_many_words(analyzer: Analyzer, row: str) -> None:
    words = analyzer.words(row)
    assert len(words) == 50_001
    assert {len(word.lemmas) for word in words} == {1}


@pytest.mark.parametrize("word", LONG.values(), ids=LONG)
def test_a_word_of_any_length_is_one_short_word(analyzer: Analyzer, word: str) -> None:
    (read,) = analyzer.words(word)
    assert len(read.surface) <= LONGEST_WORD
    assert len(read.lemmas) <= LONGEST_WORD
    assert all(len(lemma) <= LONGEST_WORD + 10 for lemma in read.lemmas)
    (token,) = analyzer.tokens(word)
    assert (token.start, token.end) == (0, len(word))
    assert analyzer.explain(word)[0].surface == read.surface
