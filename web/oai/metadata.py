"""An article as harvests take it: as Dublin Core, and whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import msgspec
from lxml import etree

from indexer.article import Article
from indexer.labels import Labels
from web.api.hits import RenderContext
from web.api.rendering import render_version
from web.oai.arguments import Prefix
from web.oai.elements import (
    DC,
    LANG,
    LETOPIS,
    OAI_DC,
    SCHEMA_LOCATION,
    XSI,
    add_element,
    add_text,
)

SCHEMA_PATH = "/oai/letopis.xsd"


@dataclass(frozen=True, slots=True)
class MetadataFormat:
    """A format of metadata: its namespace, and where its schema is, from the origin of the site if
    it is ours."""

    namespace: str
    schema: str

    def locate_schema(self, origin: str) -> str:
        return origin + self.schema if self.schema.startswith("/") else self.schema


FORMATS: Mapping[Prefix, MetadataFormat] = {
    "oai_dc": MetadataFormat(OAI_DC, "http://www.openarchives.org/OAI/2.0/oai_dc.xsd"),
    "letopis": MetadataFormat(LETOPIS, SCHEMA_PATH),
}


@dataclass(frozen=True, slots=True)
class MetadataWriter:
    """Writes articles; names of values are in the language of each."""

    origin: str
    labels: Labels
    context: RenderContext

    def write(self, article: Article, prefix: Prefix) -> etree._Element:
        """The metadata of an article in a format."""
        write: Mapping[Prefix, Callable[[Article], etree._Element]] = {
            "oai_dc": self._write_dublin_core,
            "letopis": self._write_whole,
        }
        return write[prefix](article)

    def _write_dublin_core(self, article: Article) -> etree._Element:
        root = self._make_root("oai_dc", "dc", {"oai_dc": OAI_DC, "dc": DC, "xsi": XSI})
        own = {LANG: article.lang}
        add_text(root, f"{{{DC}}}title", article.title, own)
        for id_ in article.authors:
            add_text(root, f"{{{DC}}}creator", self._name("author", id_, article))
        for id_ in article.tags:
            add_text(root, f"{{{DC}}}subject", self._name("tag", id_, article), own)
        if article.lead:
            add_text(root, f"{{{DC}}}description", article.lead, own)
        if article.source:
            add_text(root, f"{{{DC}}}publisher", self._name("source", article.source, article))
        day = article.published.astimezone(self.context.zone).date()
        add_text(root, f"{{{DC}}}date", day.isoformat())
        add_text(root, f"{{{DC}}}identifier", self._address(article))
        if article.url:
            add_text(root, f"{{{DC}}}identifier", article.url)
        add_text(root, f"{{{DC}}}language", article.lang)
        for id_ in article.countries:
            add_text(root, f"{{{DC}}}coverage", self._name("country", id_, article), own)
        return root

    def _write_whole(self, article: Article) -> etree._Element:
        public = render_version(article, self.context.public_fields)
        root = self._make_root("letopis", "article", {None: LETOPIS, "xsi": XSI})
        add_text(root, "id", public.id)
        add_text(root, "lang", public.lang)
        add_text(root, "title", public.title)
        for name, text in (("lead", public.lead), ("body", public.body)):
            if text:
                add_text(root, name, text)
        for caption in public.captions:
            add_text(root, "caption", caption)
        for name, moment in (
            ("published", public.published),
            ("originalPublished", public.original_published),
            ("modified", public.modified),
        ):
            if moment:
                add_text(root, name, _write_instant(moment))
        for id_ in public.authors:
            add_text(root, "author", self._name("author", id_, article), {"id": id_})
        if public.source:
            name = self._name("source", public.source, article)
            add_text(root, "source", name, {"id": public.source})
        for id_ in public.countries:
            add_text(root, "country", self._name("country", id_, article), {"id": id_})
        for evidence in public.inferred_countries:
            told = {"id": evidence.country, "score": str(evidence.score)}
            inferred = add_element(root, "inferredCountry", told)
            for word in evidence.words:
                add_text(inferred, "word", word)
        for id_ in public.tags:
            add_text(root, "tag", self._name("tag", id_, article), {"id": id_})
        add_text(root, "page", self._address(article))
        if public.url:
            add_text(root, "url", public.url)
        for mirror in public.mirrors:
            add_text(root, "mirror", mirror)
        if public.story:
            add_text(root, "story", public.story)
        for notice in public.notices:
            add_text(root, "notice", notice)
        for name, value in public.extra.items():
            add_text(root, "extra", msgspec.json.encode(value).decode(), {"name": name})
        return root

    def _make_root(
        self, prefix: Prefix, name: str, spaces: Mapping[str | None, str]
    ) -> etree._Element:
        format_ = FORMATS[prefix]
        root = etree.Element(etree.QName(format_.namespace, name), nsmap=dict(spaces))
        root.set(
            SCHEMA_LOCATION,
            f"{format_.namespace} {format_.locate_schema(self.origin + self.context.urls.root)}",
        )
        return root

    def _name(self, kind: str, id_: str, article: Article) -> str:
        return self.labels.label(kind, id_, article.lang)

    def _address(self, article: Article) -> str:
        return self.origin + self.context.urls.article(article.id)


def _write_instant(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
