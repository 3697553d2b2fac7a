"""From the versions of an article to their page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from indexer.article import Article
from indexer.labels import LabelKind, Labels
from searcher.differences import Paragraph
from searcher.versions import ArticleVersion, VersionChanges, compare_versions
from web.i18n import Language, gettext_noop
from web.shortening import MOST_OF_TITLE, MOST_QUOTED, shorten
from web.site.frame import Link, Site
from web.site.versions.page import (
    Comparison,
    TextChanges,
    ValueChange,
    VersionItem,
    VersionsPage,
)
from web.urls import Urls

# Pieces of changed texts that a page shows, and values of a detail.
MOST_PIECES = 3_000
MOST_VALUES = 50

TEXT_TITLES: Mapping[str, str] = {
    "title": gettext_noop("Headline"),
    "lead": gettext_noop("Lead"),
    "body": gettext_noop("Text"),
    "captions": gettext_noop("Captions"),
    "notices": gettext_noop("Legal notice"),
}
VALUE_TITLES: Mapping[str, str] = {
    "published": gettext_noop("Date"),
    "original_published": gettext_noop("Original date"),
    "modified": gettext_noop("Updated"),
    "authors": gettext_noop("Author"),
    "source": gettext_noop("Source"),
    "countries": gettext_noop("Countries and regions"),
    "tags": gettext_noop("Tags"),
    "url": gettext_noop("Address"),
    "mirrors": gettext_noop("Other addresses"),
}
_KINDS: Mapping[str, LabelKind] = {
    "authors": "author",
    "source": "source",
    "countries": "country",
    "tags": "tag",
}


@dataclass(frozen=True, slots=True)
class VersionsPresenter:
    """Makes the page of the versions of an article; `compared` are the two whose difference is
    shown, older first, if there are two."""

    versions: Sequence[ArticleVersion]
    compared: tuple[ArticleVersion, ArticleVersion] | None
    labels: Labels
    language: Language
    urls: Urls

    def page(self, site: Site) -> VersionsPage:
        """The whole page."""
        article, urls = self.versions[-1].article, self.urls
        return VersionsPage(
            site=site,
            lang=article.lang,
            title=shorten(article.title, MOST_OF_TITLE),
            url=urls.article(article.id),
            own=urls.in_language().history(article.id),
            fields=(("ui", urls.ui),) if urls.ui else (),
            versions=tuple(self._list_versions())[::-1],
            comparison=self._compare(*self.compared) if self.compared else None,
        )

    def _list_versions(self) -> Iterator[VersionItem]:
        before: int | None = None
        for version in self.versions:
            id_, number = version.article.id, version.number
            yield VersionItem(
                number=number,
                moment=version.first_seen.isoformat(),
                first_seen=self.language.format_datetime(version.first_seen),
                title=shorten(version.article.title, MOST_OF_TITLE),
                is_current=version.is_current,
                changes=self.urls.history(id_, (before, number)) if before else None,
            )
            before = number

    def _compare(self, old: ArticleVersion, new: ArticleVersion) -> Comparison:
        changes = compare_versions(old.article, new.article)
        texts = tuple(self._list_texts(changes))
        shown = _cut(texts)
        return Comparison(
            old=old.number,
            new=new.number,
            texts=shown,
            values=tuple(self._list_values(changes, old.article, new.article)),
            has_changes=any(_is_changed(text.paragraphs) for text in texts),
            is_cut=changes.is_cut or shown != texts,
            wholes=tuple(
                Link(str(one.number), self.urls.api_version(one.article.id, one.number))
                for one in (old, new)
            ),
        )

    def _list_texts(self, changes: VersionChanges) -> Iterator[TextChanges]:
        for name, title in TEXT_TITLES.items():
            paragraphs: tuple[Paragraph, ...] = getattr(changes, name)
            if paragraphs and (name == "body" or _is_changed(paragraphs)):
                yield TextChanges(self.language.gettext(title), paragraphs)

    def _list_values(
        self, changes: VersionChanges, old: Article, new: Article
    ) -> Iterator[ValueChange]:
        for name in changes.fields:
            values = (self._write(name, getattr(one, name)) for one in (old, new))
            yield ValueChange(self.language.gettext(VALUE_TITLES[name]), *values)

    def _write(self, name: str, value: datetime | str | Sequence[str] | None) -> str:
        if value is None:
            return ""
        if isinstance(value, datetime):
            return self.language.format_datetime(value)
        values = [value] if isinstance(value, str) else list(value[:MOST_VALUES])
        if kind := _KINDS.get(name):
            values = [self.labels.label(kind, one, self.language.code) for one in values]
        return ", ".join(shorten(one, MOST_QUOTED) for one in values)


def _is_changed(paragraphs: Sequence[Paragraph]) -> bool:
    return any(piece.change != "same" for paragraph in paragraphs for piece in paragraph)


def _cut(texts: Sequence[TextChanges]) -> tuple[TextChanges, ...]:
    """The texts as far as a page has room for them."""
    left, shown = MOST_PIECES, list[TextChanges]()
    for text in texts:
        paragraphs = list[Paragraph]()
        for paragraph in text.paragraphs:
            left -= len(paragraph)
            if left >= 0:
                paragraphs.append(paragraph)
        shown.append(TextChanges(text.title, tuple(paragraphs)))
    return tuple(shown)
