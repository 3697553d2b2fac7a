"""What a page says of itself in its head: `<meta>`, `<link>`, `<html lang>`."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from indexer.importing.pages.facts import Facts
from indexer.importing.pages.tree import Page, squeeze

# The names of each kind of statement, by our fields; the better ones first.
_VOCABULARIES: Sequence[Mapping[str, Sequence[str]]] = (
    {  # Open Graph
        "title": ("og:title",),
        "published": ("article:published_time", "article:published", "og:published_time",
                      "og:article:published_time", "og:pubdate", "og:release_date"),
        "modified": ("article:modified_time", "article:modified", "og:updated_time",
                     "og:modified_time", "og:article:modified_time"),
        "authors": ("article:author", "article:author:name", "og:author", "og:article:author"),
        "tags": ("article:tag", "og:article:tag"),
        "source": ("og:site_name",),
        "url": ("og:url",),
        "lead": ("og:description",),
    },
    {  # Dublin Core
        "title": ("dc.title", "dcterms.title"),
        "published": ("dc.date.issued", "dcterms.issued", "dcterms.created", "dc.date.created",
                      "dc.date", "dcterms.date", "dc.date.x-metadatadate"),
        "modified": ("dcterms.modified", "dc.date.modified"),
        "authors": ("dc.creator", "dcterms.creator", "dc.contributor"),
        "tags": ("dc.subject", "dcterms.subject"),
        "source": ("dc.publisher", "dcterms.publisher"),
        "lead": ("dc.description", "dcterms.abstract"),
        "lang": ("dc.language", "dcterms.language"),
    },
    {  # Parsely, Sailthru
        "title": ("parsely-title", "sailthru.title"),
        "published": ("parsely-pub-date", "sailthru.date"),
        "authors": ("parsely-author", "sailthru.author"),
        "tags": ("parsely-tags", "sailthru.tags"),
        "url": ("parsely-link",),
        "lead": ("sailthru.description",),
    },
    {  # Names without a vocabulary
        "title": ("headline", "twitter:title", "title"),
        "published": ("datepublished", "date", "pubdate", "publishdate", "publish-date",
                      "publication_date", "publication-date", "pub_date", "published_time",
                      "published", "article_date_original", "citation_publication_date",
                      "originalpublicationdate", "displaydate", "cxenseparse:recs:publishtime",
                      "created", "article.published", "article.created", "ptime"),
        "modified": ("datemodified", "lastmod", "last-modified", "last_updated", "revised",
                     "modified", "article.updated", "utime"),
        "authors": ("author", "authors", "byl", "citation_author", "cxenseparse:author",
                    "article.author"),
        "tags": ("news_keywords", "keywords"),
        "source": ("application-name", "publisher", "copyright-holder"),
        "lead": ("description", "twitter:description"),
        "lang": ("content-language",),
    },
)  # fmt: skip
# Addresses and marks of programs are given in the place of names.
_NO_NAME = re.compile(
    r"^[@_/]|https?:|^(?:www\.)?[\w.-]+\.(?:com|net|org|ru|eu|info)$|@", re.IGNORECASE
)
_MOST_TAGS = 50


def read_meta(page: Page) -> list[Facts]:
    """The statements of the head, by vocabulary, the better ones first."""
    contents: dict[str, list[str]] = {}
    for element in page.root.iter("meta"):
        content = _clean(element.get("content") or element.get("value") or "")
        for attribute in ("property", "name", "http-equiv"):
            for name in (element.get(attribute) or "").lower().split():
                if content:
                    contents.setdefault(name, []).append(content)
    statements = [_read(names, contents, page) for names in _VOCABULARIES]
    is_article = any(kind.lower() == "article" for kind in contents.get("og:type", ()))
    site = tuple(
        name
        for key in ("og:site_name", "application-name", "apple-mobile-web-app-title")
        for name in contents.get(key, ())
    )
    return [Facts(url=page.canonical, is_article=is_article, site=site), *statements]


def read_frame(page: Page) -> Facts:
    """What the element of the whole page says, and where its versions in other languages are."""
    root = page.root
    lang = root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or ""
    return Facts(lang=lang, translations=tuple(dict.fromkeys(_alternates(page))))


def _read(
    vocabulary: Mapping[str, Sequence[str]], contents: Mapping[str, list[str]], page: Page
) -> Facts:
    found: dict[str, Any] = {}
    for field, names in vocabulary.items():
        values = next((contents[name] for name in names if name in contents), None)
        if values is None:
            continue
        match field:
            case "tags":
                # Where each has an element of its own, a comma belongs to it.
                tags = re.split("[,;]", values[0]) if len(values) == 1 else values
                kept = (tag for part in tags if _is_name(tag := part.strip()))
                found[field] = tuple(dict.fromkeys(islice(kept, _MOST_TAGS)))
            case "authors":
                found[field] = tuple(filter(_is_name, values))
            case "url":
                found[field] = page.resolve(values[0])
            case _:
                found[field] = values[0]
    return Facts(**found)


def _is_name(text: str) -> bool:
    return re.search(r"\w", text) is not None and not _NO_NAME.search(text)


def _alternates(page: Page) -> Iterator[str]:
    own = page.root.get("lang", "").lower()[:2]
    for link in page.root.iter("link"):
        lang = (link.get("hreflang") or "").lower()
        if "alternate" not in (link.get("rel") or "").lower().split() or lang in {"", "x-default"}:
            continue
        url = page.resolve(link.get("href") or "")
        # Templates give the whole site for pages that have no other version.
        if (
            url
            and urlsplit(url).path not in {"", "/"}
            and lang[:2] != own
            and url not in {page.address, page.canonical}
        ):
            yield url


def _clean(content: str) -> str:
    return squeeze(html.unescape(content))
