"""Articles that a query names instead of asking for words: by an address, or by an id."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import Literal

from indexer.addresses import address_key
from indexer.article import Article, decode_article
from searcher.engines import IndexSearcher
from searcher.query.addresses import find_addresses, is_address

# A text of many addresses is no question for one article.
_MOST_ADDRESSES = 6


@dataclass(frozen=True, slots=True)
class PastedArticle:
    """The article that a query names: by an `address` that is all of the query, by an address
    within a text (`mention`), or by its `id`."""

    article: Article
    by: Literal["address", "mention", "id"]

    def is_meant(self, total: int) -> bool:
        """Whether a reader who typed so wants nothing but the article: an address is one; an id may
        be a word too, that stands in `total` articles."""
        return self.by == "address" or (self.by == "id" and not total)


def find_pasted(text: str, searcher: IndexSearcher, lang: str) -> PastedArticle | None:
    """The article that a query names; of several at one address the one in a language, or the first
    by its id."""
    for address in islice(find_addresses(text), _MOST_ADDRESSES):
        key = address_key(address if "//" in address else f"http://{address}")
        articles = list(map(decode_article, searcher.at_address(key))) if key else []
        if articles:
            articles.sort(key=lambda article: article.lang != lang)
            return PastedArticle(articles[0], "address" if is_address(text) else "mention")
    stored = searcher.get(text.strip()) if text.strip() else None
    return PastedArticle(decode_article(stored), "id") if stored else None
