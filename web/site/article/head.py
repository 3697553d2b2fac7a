"""What the page of an article tells machines: search engines, reference managers, messengers.

Reference managers read the `citation_…` elements of Highwire Press, and Dublin Core for what these
do not say: `NewsItem` makes an article of a newspaper, whose name is the source.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Mapping

from indexer.article import Article, Lang
from searcher.citing.citation import Name, make_citation
from searcher.response import ArticleView, ShownArticle
from web.shortening import shorten
from web.site.article.addresses import list_addresses, present_address
from web.site.article.page import Head, Meta
from web.site.frame import Site
from web.urls import Urls

# Characters of a description, as many as search engines show, and of a headline; values of a kind.
MOST_OF_DESCRIPTION = 200
MOST_OF_HEADLINE = 500
MOST_TOLD = 20

_LOCALES: Mapping[Lang, str] = {"ru": "ru_RU", "en": "en_GB"}
_SENTENCE = re.compile(r".+?[.!?…]+[»”\"’)]*(?=\s|$)", re.DOTALL)


def present_head(view: ArticleView, site: Site, permalink: str, origin: str, urls: Urls) -> Head:
    """What is told of an article that stands at a `permalink`; `origin` is what stands before the
    paths of whole addresses."""
    teller = _Teller(view, site, permalink, origin, urls)
    metas = tuple(meta for meta in teller.list_metas() if meta.content)
    return Head(metas, {name: value for name, value in teller.list_data() if value})


class _Teller:
    def __init__(
        self, view: ArticleView, site: Site, permalink: str, origin: str, urls: Urls
    ) -> None:
        self._view = view
        self._article = view.shown.article
        self._site = site
        self._permalink = permalink
        self._origin = origin
        self._urls = urls
        self._citation = make_citation(self._article, view.labels, site.language.zone)
        self._headline = shorten(self._citation.title, MOST_OF_HEADLINE)
        self._description = describe(view.shown)
        self._tags = tuple(
            view.labels.label("tag", tag, self._article.lang)
            for tag in self._article.tags[:MOST_TOLD]
        )

    def list_metas(self) -> Iterator[Meta]:
        yield Meta("name", "description", self._description)
        for name in self._citation.authors[:MOST_TOLD]:
            yield Meta("name", "author", _join(name))
        yield from self._list_open_graph()
        yield from self._list_citation()

    def _list_open_graph(self) -> Iterator[Meta]:
        article = self._article
        yield Meta("property", "og:type", "article")
        yield Meta("property", "og:title", self._headline)
        yield Meta("property", "og:description", self._description)
        yield Meta("property", "og:url", self._permalink)
        yield Meta("property", "og:site_name", self._site.name)
        yield Meta("property", "og:locale", _LOCALES[article.lang])
        for lang in sorted({version.lang for version in self._view.versions} - {article.lang}):
            yield Meta("property", "og:locale:alternate", _LOCALES[lang])
        yield Meta("property", "article:published_time", article.published.isoformat())
        if article.modified:
            yield Meta("property", "article:modified_time", article.modified.isoformat())
        for tag in self._tags:
            yield Meta("property", "article:tag", tag)

    def _list_citation(self) -> Iterator[Meta]:
        citation = self._citation
        yield Meta("name", "citation_title", self._headline)
        for name in citation.authors[:MOST_TOLD]:
            # Behind a comma stands the given name: without one, an agency is not taken apart.
            yield Meta("name", "citation_author", f"{name.family}, {name.given}".rstrip())
        yield Meta("name", "citation_publication_date", f"{citation.day:%Y/%m/%d}")
        yield Meta("name", "citation_language", citation.lang)
        yield Meta("name", "citation_public_url", self._permalink)
        yield Meta("name", "DC.type", "NewsItem")
        yield Meta("name", "DC.source", citation.source)
        yield Meta("name", "DC.identifier", citation.id)

    def list_data(self) -> Iterator[tuple[str, object]]:
        article, citation = self._article, self._citation
        yield "@context", "https://schema.org"
        yield "@type", "NewsArticle"
        yield "@id", self._permalink
        yield "url", self._permalink
        yield "identifier", article.id
        yield "headline", self._headline
        yield "description", self._description
        yield "inLanguage", article.lang
        yield "datePublished", article.published.isoformat()
        yield "dateModified", article.modified.isoformat() if article.modified else None
        yield "author", [self._describe_author(name) for name in citation.authors[:MOST_TOLD]]
        if citation.source:
            yield "publisher", {"@type": "Organization", "name": citation.source}
        yield (
            "isPartOf",
            {"@type": "WebSite", "name": self._site.name, "url": self._origin + self._urls.home()},
        )
        yield "keywords", list(self._tags)
        addresses = map(present_address, list_addresses(article))
        yield "sameAs", [link.url for link in addresses if link.url][:MOST_TOLD]
        others = [one for one in self._view.versions if one.lang != article.lang][:MOST_TOLD]
        originals = [self._refer(one) for one in others if one.original_published is None]
        if article.original_published is None:
            yield "workTranslation", [self._refer(one) for one in others if one.original_published]
        elif originals:
            yield "translationOfWork", originals[0]

    def _describe_author(self, name: Name) -> dict[str, str]:
        if name.given:
            return {"@type": "Person", "name": _join(name)}
        # Whether it is a person or a newsroom, nothing tells.
        is_source = self._view.labels.find("source", name.family) is not None
        kind = {"@type": "Organization"} if is_source else {}
        return {**kind, "name": name.family}

    def _refer(self, version: Article) -> dict[str, str]:
        address = self._origin + self._urls.article(version.id)
        return {
            "@type": "NewsArticle",
            "@id": address,
            "url": address,
            "inLanguage": version.lang,
            "headline": shorten(version.title, MOST_OF_HEADLINE),
        }


def describe(shown: ShownArticle) -> str:
    """The lead of an article, or its first sentence; empty where it has no text."""
    text = shown.lead.text or next((one.text for one in shown.paragraphs), "")
    text = text[: MOST_OF_DESCRIPTION * 2]
    if not shown.lead.text and (sentence := _SENTENCE.match(text)):
        text = sentence[0]
    return textwrap.shorten(text, MOST_OF_DESCRIPTION, placeholder="…")


def _join(name: Name) -> str:
    return f"{name.given} {name.family}".strip()
