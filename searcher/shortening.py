"""Very long articles, cut to what a request has time and a page has room for."""

from __future__ import annotations

from dataclasses import replace

from indexer.article import Article

# Characters of an article's texts that are marked and shown: forty sheets of paper. With a mark and
# a paragraph for each letter they still are less than a megabyte.
SHOWN_LENGTH = 80_000

# Characters of them by which it is compared with others: a book tells early what it is about.
COMPARED_LENGTH = 60_000


def cut_texts(article: Article, length: int) -> Article:
    """The article with at most so many characters of lead, notices, body and captions together; it
    is equal to the article itself where nothing is cut."""
    texts = _Room(length)
    # Legal notices must be read beside whatever is.
    return replace(
        article,
        lead=texts.cut(article.lead),
        notices=texts.cut_all(article.notices),
        body=texts.cut(article.body),
        captions=texts.cut_all(article.captions),
    )


class _Room:
    """Characters that may still be shown."""

    def __init__(self, length: int) -> None:
        self._left = length

    def cut(self, text: str) -> str:
        """What there is room for, up to the end of a word."""
        piece = text[: self._left]
        self._left -= len(piece)
        if len(piece) < len(text):
            self._left = 0
            whole = piece.rsplit(maxsplit=1)
            return whole[0] if len(whole) > 1 else piece
        return piece

    def cut_all(self, texts: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(piece for text in texts if (piece := self.cut(text)) or not text)
