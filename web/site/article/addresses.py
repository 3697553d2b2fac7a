"""Where an article stands outside the archive."""

from __future__ import annotations

from urllib.parse import urlsplit

from indexer.article import Article
from web.site.article.page import OuterLink


def list_addresses(article: Article) -> tuple[str, ...]:
    """Its own address, and its mirrors."""
    return (article.url, *article.mirrors) if article.url else article.mirrors


def present_address(address: str) -> OuterLink:
    """An address from a record: a link only where it leads to a website, else just its text."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return OuterLink(address, None)
    followed = parts.scheme in {"http", "https"} and bool(parts.netloc)
    return OuterLink(address, address if followed else None)
