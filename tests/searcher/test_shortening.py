"""What is shown of articles that are too long for a page."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from indexer.article import Article
from searcher.shortening import cut_texts

ARTICLE = Article(
    id="1", lang="ru", title="Год", body="", published=datetime(2001, 1, 1, tzinfo=UTC)
)
TEXTS = st.text(alphabet="аб \n", max_size=30)
ARTICLES = st.builds(
    lambda lead, body, captions, notices: replace(
        ARTICLE, lead=lead, body=body, captions=tuple(captions), notices=tuple(notices)
    ),
    TEXTS,
    TEXTS,
    st.lists(TEXTS, max_size=4),
    st.lists(TEXTS, max_size=4),
)


def texts_of(article: Article) -> tuple[str, ...]:
    return (article.lead, article.body, *article.captions, *article.notices)


@given(article=ARTICLES, length=st.integers(0, 100))
def test_texts_are_beginnings_within_the_length(article: Article, length: int) -> None:
    shown = cut_texts(article, length)
    assert sum(map(len, texts_of(shown))) <= length
    assert article.lead.startswith(shown.lead)
    assert article.body.startswith(shown.body)
    for piece, text in zip(shown.captions, article.captions, strict=False):
        assert text.startswith(piece)


@given(article=ARTICLES)
def test_an_article_that_fits_stays_whole(article: Article) -> None:
    assert cut_texts(article, sum(map(len, texts_of(article)))) == article


def test_no_word_is_cut_and_notices_go_before_the_body() -> None:
    article = replace(ARTICLE, body="Первое слово второе", notices=("Правовое",))
    shown = cut_texts(article, 20)
    assert (shown.body, shown.notices) == ("Первое", ("Правовое",))
