"""Highlighting: exactly what matched is marked, in the reader's own words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.analysis import Analyzer, Word
from indexer.analysis.capitals import mark_openings
from indexer.article import Article
from searcher.answers.highlighting import (
    SNIPPET_LENGTH,
    Highlighter,
    Highlighting,
    split_paragraphs,
)
from searcher.query import nodes, parse_query, write_query
from searcher.query.matching import Lift, MatchLifted, MatchTerms
from searcher.query.reading import QueryReader
from searcher.response import Snippet, Span
from tests.contracts import strategies
from tests.contracts.reference import are_same, ask_words, in_a_row, share_lemma, share_name

ANALYZER = Analyzer()


def highlighter(q: str) -> Highlighter:
    return Highlighter(ANALYZER, QueryReader(ANALYZER).read(parse_query(q)).match)


def snippets_of(q: str, article: Article) -> tuple[Snippet, ...]:
    return highlighter(q).make_hit(article, 0.0).snippets


def marked(snippet: Snippet) -> list[str]:
    return [snippet.text[start:end] for start, end in snippet.spans]


@pytest.mark.parametrize(
    ("q", "text", "words"),
    [
        ("мост", "Мосты и мостовая. У моста.", ["Мосты", "моста"]),
        ("judge", "The judge's court; judges judged.", ["judge's", "judges", "judged"]),
        ("стать", "Стали видны. Сталь.", ["Стали"]),
        ("елка", "Ёлки у ёлки", ["Ёлки", "ёлки"]),
        ("!моста", "мост у моста", ["моста"]),
        ("мост*", "мостовая, мосток, помост", ["мостовая", "мосток"]),
        (
            '"городской совет"',
            "Совет города. Городского совета. Городской.",
            ["Городского", "совета"],
        ),
        (
            '"мост река"~1',
            "Мост и река. Потом долго поле, один мост через три реки",
            ["Мост", "река"],
        ),
        ("мост -река", "мост, река", ["мост"]),
        ("мост OR река", "мост, река, море", ["мост", "река"]),
        ("Карачаево-Черкесия", "В Карачаево-Черкесии. Черкесия.", ["Карачаево", "Черкесии"]),
        ("title:мост", "мост", []),
        ("author:x", "x", []),
        ("", "мост", []),
    ],
)
def test_marks_what_matched(q: str, text: str, words: list[str]) -> None:
    assert marked(highlighter(q).mark_text(text)) == words


def test_a_word_that_is_only_wished_for_is_marked_where_it_stands() -> None:
    wished = Lift(MatchTerms("text", ("иванович",)), 1.0)
    match = MatchLifted(MatchTerms("text", ("петров",)), (wished,))
    marks = Highlighter(ANALYZER, match).mark_text("Иванович. Пётр Иванович Петров.")
    assert marked(marks) == ["Иванович", "Иванович", "Петров"]


def test_words_that_stand_together_mark_nothing_more() -> None:
    assert marked(highlighter("мост через реку").mark_text("Мост через реку")) == ["Мост", "реку"]


def test_a_title_is_marked_by_title_words_and_by_text_words() -> None:
    assert marked(highlighter("title:мост река").mark_title("Мост через реку")) == ["Мост", "реку"]


def test_a_notice_is_marked_by_notice_words_alone() -> None:
    assert marked(highlighter("notice:агент").mark_notice("Иностранный агент")) == ["агент"]
    assert marked(highlighter("агент").mark_notice("Иностранный агент")) == []


def make_article(body: str, **fields: object) -> Article:
    return Article(
        id="a", lang="ru", title="Заголовок", published=datetime(2020, 1, 1, tzinfo=UTC), body=body,
        **fields,
    )  # fmt: skip


def test_snippets_show_the_best_places_in_the_order_of_the_text() -> None:
    filler = "Погода была ясной и тихой весь день. " * 20
    body = f"Начало. {filler}Тут мост. {filler}Тут мост и река. {filler}Тут река."
    first, second = snippets_of("мост река", make_article(body))
    assert marked(first) == ["мост"]
    assert marked(second) == ["мост", "река"]
    assert all(len(snippet.text) <= SNIPPET_LENGTH for snippet in (first, second))


def test_snippets_stay_in_their_paragraph_and_cut_between_words() -> None:
    body = "Первый абзац про погоду.\n\n" + "слово " * 60 + "мост " + "слово " * 60
    (snippet,) = snippets_of("мост", make_article(body))
    assert "Первый" not in snippet.text
    assert set(snippet.text.split()) == {"слово", "мост"}


def test_a_snippet_begins_with_its_sentence_and_tells_where_it_was_cut() -> None:
    body = "Вступление о погоде. " * 20 + "У реки стоит старый мост. " + "Дальше поле. " * 40
    (snippet,) = snippets_of("мост", make_article(body))
    assert snippet.text[0].isupper()
    assert (snippet.cut_before, snippet.cut_after) == (True, True)
    (whole,) = snippets_of("мост", make_article("Старый мост."))
    assert (whole.cut_before, whole.cut_after) == (False, False)


def test_without_marks_a_hit_shows_how_it_begins() -> None:
    (snippet,) = snippets_of("tag:wine", make_article("Начало статьи. " * 40))
    assert snippet.spans == ()
    assert snippet.text.startswith("Начало статьи.")
    assert snippets_of("", make_article("")) == ()


def test_a_notice_is_quoted_where_only_it_matched() -> None:
    article = make_article("Текст.", notices=("СООБЩЕНИЕ ИНОСТРАННОГО АГЕНТА",))
    (snippet,) = snippets_of("notice:агент", article)
    assert marked(snippet) == ["АГЕНТА"]


def test_paragraphs_keep_their_own_marks() -> None:
    whole = highlighter("мост").mark_text("Мост стоит.\n\n\n  Река без него.\nИ мост.")
    paragraphs = split_paragraphs(whole)
    assert [p.text for p in paragraphs] == ["Мост стоит.", "Река без него.\nИ мост."]
    assert [marked(p) for p in paragraphs] == [["Мост"], ["мост"]]


@given(tree=strategies.trees, text=strategies.texts)
def test_marks_lie_on_tokens(tree: object, text: str) -> None:
    snippet = highlighter(write_query(tree)).mark_text(text)
    tokens = {(token.start, token.end) for token in ANALYZER.tokens(text)}
    assert set(snippet.spans) <= tokens
    assert list(snippet.spans) == sorted(set(snippet.spans))


@given(body=st.text(max_size=600), word=st.sampled_from(strategies.WORDS))
def test_snippets_of_any_text_are_pieces_of_it(body: str, word: str) -> None:
    for snippet in snippets_of(word, make_article(f"{body} {word} {body}")):
        assert snippet.text in f"{body} {word} {body}"
        assert all(0 <= start < end <= len(snippet.text) for start, end in snippet.spans)


@given(places=st.lists(st.integers(0, 120), min_size=2, max_size=6))
def test_snippets_never_show_the_same_stretch_twice(places: list[int]) -> None:
    words = [f"слово{n}" for n in range(130)]
    for place in places:
        words[place] = "мост"
    snippets = snippets_of("мост", make_article(" ".join(words)))
    shown = [word for snippet in snippets for word in snippet.text.split() if word != "мост"]
    assert len(shown) == len(set(shown))


def test_a_snippet_of_different_words_is_preferred_to_one_word_again_and_again() -> None:
    filler = "Погода была ясной и тихой весь день. " * 20
    body = f"Мост, мост, мост. {filler}Река, мост. {filler}Мост, мост, мост, мост. {filler}"
    texts = [snippet.text for snippet in snippets_of("мост река", make_article(body))]
    assert any("Река, мост." in text for text in texts)


def test_captions_are_quoted_too() -> None:
    article = make_article("Поле.", captions=("Старый мост. Фото автора",))
    (snippet,) = snippets_of("мост", article)
    assert snippet.text.startswith("Старый мост")


def test_a_word_longer_than_a_snippet_is_cut() -> None:
    word = "а" * 3000
    (snippet,) = snippets_of(word, make_article(word))
    assert len(snippet.text) == SNIPPET_LENGTH
    assert snippet.spans == ((0, SNIPPET_LENGTH),)


@given(
    phrase=strategies.phrases,
    exact=st.booleans(),
    text=st.lists(strategies.words, max_size=12).map(" ".join),
)
def test_exactly_the_words_that_match_are_marked(phrase: str, exact: bool, text: str) -> None:
    tree = nodes.Phrase(phrase, "text", exact)
    wanted, tokens = ask_words(ANALYZER, phrase), list(ANALYZER.tokens(text))
    words = ANALYZER.words(text)
    same = (are_same,) if exact else (share_lemma, share_name)
    expected: set[tuple[int, int]] = set()
    for start in range(len(words) - len(wanted) + 1):
        if in_a_row(wanted, words[start : start + len(wanted)], same):
            stretch = tokens[start : start + len(wanted)]
            expected |= {(token.start, token.end) for token in stretch}
    match = QueryReader(ANALYZER).read(tree).match
    assert set(Highlighter(ANALYZER, match).mark_text(text).spans) == expected


# What stands between words, and words that reach over it or hold signs.
BETWEEN = st.sampled_from(
    (" ", "  ", "\u00a0", "\n", "_", "-", ",", ". ", ".", "'", "", " «", "» ")
)
SIGNED = st.sampled_from(
    ("12", "500", "500,", "1", "000", "2021", "т.е.", "U.S.", "мо\u00adст", "мо\u0301ст", "d'мост")
)


@given(
    wanted=st.sampled_from(("мост", "река", "т.е.", "12 500", "500", "1 000", "Medzhid", "bridge")),
    text=st.lists(st.one_of(strategies.words, SIGNED, BETWEEN), max_size=30).map("".join),
)
def test_a_word_is_marked_wherever_it_is_a_token(wanted: str, text: str) -> None:
    (word,) = ask_words(ANALYZER, wanted)
    expected = []
    for token in ANALYZER.tokens(text):
        found = ANALYZER.word(text.replace("_", " ")[token.start : token.end])
        if share_lemma(word, found) or share_name(word, found):
            expected.append((token.start, token.end))
    match = QueryReader(ANALYZER).read(nodes.Phrase(wanted, "text", exact=False)).match
    assert list(Highlighter(ANALYZER, match).mark_text(text).spans) == expected


@given(
    wanted=st.sampled_from(("Мэй", "May", "Мясников", "мясников", "Трамп", "мост", "Most", "и")),
    text=st.lists(
        st.sampled_from(
            ("Май", "May", "may", "Мясников", "Мясникова", "мясников", "Trump", "Мост", "И", "И.",
             "Да", "said", ". ", "? ", "\n", ": «", "» ", ", ", " ", " ")
        ),
        max_size=20,
    ).map("".join),
)  # fmt: skip
def test_capitals_are_marked_by_what_they_tell(wanted: str, text: str) -> None:
    (word,) = ask_words(ANALYZER, wanted)
    expected = []
    for form in ANALYZER.tokenizer.iterate_forms(mark_openings(text)):
        found = ANALYZER.word(form[0])
        if share_lemma(word, found) or share_name(word, found):
            expected.append(form.span())
    match = QueryReader(ANALYZER).read(nodes.Phrase(wanted, "text", exact=False)).match
    assert list(Highlighter(ANALYZER, match).mark_text(text).spans) == expected


def test_words_of_another_alphabet_are_marked_where_they_match() -> None:
    hit = highlighter("Меджид").make_hit(make_article("Medzhid met Mejid, not Majidov."), 0.0)
    assert [form.text for form in hit.forms] == ["Medzhid", "Mejid"]


@given(
    paragraphs=st.lists(
        st.lists(st.sampled_from(("мост", "река", "слово", "поле.")), min_size=1, max_size=70),
        min_size=1,
        max_size=5,
    )
)
def test_a_snippet_is_a_piece_of_one_paragraph(paragraphs: list[list[str]]) -> None:
    texts = [" ".join(words) for words in paragraphs]
    for snippet in snippets_of("мост река", make_article("\n\n".join(texts))):
        assert any(snippet.text in text for text in texts)


def test_paragraphs_take_time_by_their_number_not_by_its_square() -> None:
    class Counted(tuple[Span, ...]):
        read = 0

        def __iter__(self) -> Iterator[Span]:
            Counted.read += len(self)
            return super().__iter__()

    text = "мост\n\n" * 500
    whole = highlighter("мост").mark_text(text)
    assert len(split_paragraphs(Snippet(text, Counted(whole.spans)))) == 500
    assert Counted.read <= 2 * 500


def test_of_a_book_no_more_is_analyzed_than_is_shown() -> None:
    class Counting(Analyzer):
        read = 0

        def words(self, text: str) -> list[Word]:
            Counting.read += len(text)
            return super().words(text)

    match = QueryReader(ANALYZER).read(parse_query("школа OR (мост река)")).match
    book = make_article("Мост и река. " * 50_000)
    chosen = Highlighting(Counting(), match, ZoneInfo("UTC")).choose(book)
    assert marked(chosen.mark_text("Мост, школа, река.")) == ["Мост", "река"]
    assert Counting.read < 100_000
