"""Articles as a list of hits shows them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from itertools import count, islice, repeat

from indexer.article import Lang
from indexer.labels import Labels
from searcher.deadline import current_deadline
from searcher.query.recognizing import DATE
from searcher.request import SearchRequest
from searcher.response import OTHER_SPELLINGS, FoundValue, Hit, Snippet
from searcher.stories import group_by_story
from web.i18n import Language, gettext_noop
from web.shortening import MOST_OF_LABEL, shorten, shorten_snippet
from web.site.frame import Link
from web.site.names import IN_LANGUAGE
from web.urls import Urls

# Authors, countries and tags that an entry shows of each, other spellings, and missing words.
MOST_VALUES = 12
# A page of more hits shows fewer values of each, and one piece of its text.
LONG_LIST = 50
MOST_OF_LONG = 3


# What is told of a hit that has not the words, but the value that they name.
FOUND_BY: Mapping[str, str] = {
    "author": gettext_noop("Found by its author:"),
    "country": gettext_noop("Found by its country or region:"),
    "tag": gettext_noop("Found by its tag:"),
    DATE: gettext_noop("Found by its date:"),
}


@dataclass(frozen=True, slots=True)
class FoundBy:
    """Why an entry is shown that has not the words: a title that tells so, and a value's label."""

    title: str
    label: str


@dataclass(frozen=True, slots=True)
class OtherVersion:
    """Another version of the story: "In English", its headline, which is marked if it stands in the
    list as well, and its address."""

    language: str
    lang: str
    title: Snippet
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HitItem:
    """A hit of the result page. `lang` is the article's language, `moment` its time for machines,
    `date` for readers; authors, source, countries and tags are links that add the filter.
    `found_as` are the words that matched in another spelling, or as another name, `found_by` the
    values that were named by words which do not stand in it, `missing` the
    words that it has not, where it is shown for the others, and `missing_more` how many of those
    are not named. `versions` are the other articles of its story. `copies` is how many near copies
    of it are left out."""

    url: str
    lang: Lang
    language: Link
    title: Snippet
    moment: str
    date: str
    authors: tuple[Link, ...]
    source: Link | None
    countries: tuple[Link, ...]
    tags: tuple[Link, ...]
    snippets: tuple[Snippet, ...]
    found_as: tuple[str, ...]
    found_by: tuple[FoundBy, ...] = ()
    missing: tuple[str, ...] = ()
    missing_more: int = 0
    versions: tuple[OtherVersion, ...] = ()
    copies: int = 0

    @property
    def byline(self) -> tuple[Link, ...]:
        """Who wrote it, where, and in which language."""
        source = (self.source,) if self.source else ()
        return (*self.authors, *source, self.language)

    @property
    def topics(self) -> tuple[Link, ...]:
        """What it is about."""
        return (*self.countries, *self.tags)


@dataclass(frozen=True, slots=True)
class HitPresenter:
    """Makes the entries of a list of hits; their facet values narrow `request` further."""

    request: SearchRequest
    labels: Labels
    language: Language
    urls: Urls

    def present_all(self, hits: Sequence[Hit], first_rank: int | None = None) -> Iterator[HitItem]:
        """All entries; the first one has a rank in the result of the request, if they are its hits.
        Where the request is too long to be repeated so often, articles are shown without what they
        were found by, and values are no links."""
        ids = [hit.article.id for hit in hits]
        ids += [version.id for hit in hits for version in hit.elsewhere]
        found_by: SearchRequest | None = self.request
        if not self.urls.fits(self.request, ids):
            found_by = first_rank = None
        shown = [_cut(hit) for hit in hits] if len(hits) > LONG_LIST else hits
        values = [value for hit in shown for value in _list_values(hit)]
        # The hits of a result have many values in common.
        narrow = cache(self._linker() if self.urls.fits(self.request, values) else self.name)
        ranks = count(first_rank) if first_rank else repeat(None)
        for hit, rank in zip(shown, ranks, strict=False):
            # The place of a story in the result is that of any of its versions.
            address = partial(self.urls.article, request=found_by, rank=rank)
            yield self.present(hit, address, narrow)

    def present_stories(
        self, hits: Sequence[Hit], first_rank: int | None = None
    ) -> Iterator[HitItem]:
        """An entry for each story. Ranks are those of `present_all`."""
        return self.join_stories(zip(hits, self.present_all(hits, first_rank), strict=True))

    def join_stories(self, entries: Iterable[tuple[Hit, HitItem]]) -> Iterator[HitItem]:
        """An entry for each story of those of some hits, at the place of the first of them: that of
        the version in the reader's language, with the others."""
        for story in group_by_story(entries, lambda entry: entry[0].article):
            versions = [item for _, item in story]
            first, *others = sorted(versions, key=lambda item: item.lang != self.language.code)
            found = (self._tell_version(one.lang, one.title, one.url) for one in others)
            yield replace(first, versions=(*found, *first.versions)[:MOST_VALUES])

    def present(
        self, hit: Hit, address: Callable[[str], str], narrow: Callable[[str, str], Link]
    ) -> HitItem:
        """One entry; `address` tells where an article is shown, `narrow` makes the links of its
        values."""
        current_deadline().check()
        article = hit.article
        return HitItem(
            url=address(article.id),
            lang=article.lang,
            language=narrow("lang", article.lang),
            title=shorten_snippet(hit.title),
            moment=article.published.isoformat(),
            date=self.language.format_date(article.published),
            authors=tuple(narrow("author", value) for value in article.authors[:MOST_VALUES]),
            source=narrow("source", article.source) if article.source else None,
            countries=tuple(narrow("country", value) for value in article.countries[:MOST_VALUES]),
            tags=tuple(narrow("tag", value) for value in article.tags[:MOST_VALUES]),
            snippets=hit.snippets,
            found_as=tuple(islice(_other_spellings(hit), MOST_VALUES)),
            found_by=tuple(map(self._tell_value, hit.found_by[:MOST_VALUES])),
            copies=len(hit.copies),
            versions=tuple(
                self._tell_version(
                    one.lang, shorten_snippet(Snippet(one.title, ())), address(one.id)
                )
                for one in hit.elsewhere[:MOST_VALUES]
            ),
        )

    def _tell_version(self, lang: Lang, title: Snippet, url: str) -> OtherVersion:
        return OtherVersion(self.language.gettext(IN_LANGUAGE[lang]), lang, title, url)

    def _tell_value(self, found: FoundValue) -> FoundBy:
        title = self.language.gettext(FOUND_BY[found.facet])
        if found.facet == DATE:
            return FoundBy(title, self.language.label_days(found.value, found.value))
        return FoundBy(title, self.name(found.facet, found.value).text)

    def _linker(self) -> Callable[[str, str], Link]:
        """What makes facet values links that filter by them."""
        narrow = cache(partial(self.urls.narrow, self.request))
        return lambda facet, value: Link(self._label(facet, value), narrow(facet)(value))

    def link(self, facet: str, value: str) -> Link:
        """A facet value as a link that filters by it."""
        return self._linker()(facet, value)

    def name(self, facet: str, value: str) -> Link:
        """A facet value as text alone."""
        return Link(self._label(facet, value), None)

    def _label(self, facet: str, value: str) -> str:
        return shorten(self.labels.label(facet, value, self.language.code), MOST_OF_LABEL)

    def links(self, facet: str, values: tuple[str, ...]) -> tuple[Link, ...]:
        """Facet values as links that filter by them."""
        return tuple(map(partial(self._linker(), facet), values))


def _cut(hit: Hit) -> Hit:
    """What a long list shows of a hit."""
    article = replace(
        hit.article,
        authors=hit.article.authors[:MOST_OF_LONG],
        countries=hit.article.countries[:MOST_OF_LONG],
        tags=hit.article.tags[:MOST_OF_LONG],
    )
    return replace(hit, article=article, snippets=hit.snippets[:1])


def _list_values(hit: Hit) -> Iterator[str]:
    """The values of a hit that are links."""
    article = hit.article
    yield article.lang
    yield article.source or ""
    for values in (article.authors, article.countries, article.tags):
        yield from values[:MOST_VALUES]


def _other_spellings(hit: Hit) -> Iterator[str]:
    return (shorten(form.text) for form in hit.forms if form.rule in OTHER_SPELLINGS)
