"""From the values of a facet to their directory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import groupby

from searcher.answers.collation import OTHER_SIGNS
from searcher.directory import Directory, DirectoryEntry, DirectoryOrder, DirectoryRequest
from web.i18n import Language, gettext_noop
from web.shortening import MOST_OF_LABEL, shorten
from web.site.directory.page import (
    DirectoryPage,
    EntryGroup,
    EntryItem,
    LetterLink,
    OrderLink,
)
from web.site.directory.tiles import Tile, place_tiles
from web.site.facets import FACET_TITLES, is_nested
from web.site.frame import Site
from web.site.names import name_language
from web.site.sparkline import draw_sparkline
from web.urls import Urls, directory_fields

# A list so short is seen at a glance: letters would only pull it apart.
_GLANCE = 24

ORDER_TITLES: Mapping[DirectoryOrder, str] = {
    "label": gettext_noop("alphabetically"),
    "count": gettext_noop("by number of articles"),
}


@dataclass(frozen=True, slots=True)
class DirectoryPresenter:
    """Makes the page of a directory; its links change `wanted`."""

    directory: Directory
    wanted: DirectoryRequest
    language: Language
    urls: Urls

    def page(self, site: Site, articles: int) -> DirectoryPage:
        """The whole page, of an archive of so many articles."""
        directory, wanted = self.directory, self.wanted
        whole = DirectoryRequest(facet=wanted.facet, order=wanted.order)
        fields = directory_fields(whole) + self.urls.carried()
        number = wanted.page
        within = {entry.value.id: entry.value.within for entry in directory.entries}
        return DirectoryPage(
            site=site,
            articles=articles,
            facet=wanted.facet,
            title=self.language.gettext(FACET_TITLES[wanted.facet][0]),
            q=wanted.prefix,
            letter=wanted.letter,
            order=wanted.order,
            action=self.urls.directory(wanted.facet),
            fields=tuple(fields),
            everything=directory.everything,
            total=directory.total,
            page=number,
            pages=directory.pages,
            previous=self._link(replace(wanted, page=number - 1)) if number > 1 else None,
            next=self._link(replace(wanted, page=number + 1)) if number < directory.pages else None,
            alphabets=tuple(self._index()),
            orders=tuple(self._orders()),
            groups=tuple(self._groups()),
            tiles=self._tiles(),
            is_nested=is_nested(wanted.facet, within.keys(), within),
        )

    @property
    def _is_whole(self) -> bool:
        """Whether the page has all values."""
        return len(self.directory.entries) == self.directory.everything

    def _link(self, wanted: DirectoryRequest) -> str:
        return self.urls.directory(wanted.facet, wanted)

    def _index(self) -> Iterator[tuple[LetterLink, ...]]:
        """The letters, by alphabet: they lead to a place on the page where it has all values."""
        directory, wanted = self.directory, self.wanted
        if wanted.prefix or directory.everything <= _GLANCE:
            return
        is_whole = self._is_whole
        if is_whole and wanted.order == "count":
            return
        of_letter = DirectoryRequest(facet=wanted.facet)
        for _, letters in groupby((letter for letter, _ in directory.letters), _alphabet):
            yield tuple(
                LetterLink(
                    letter,
                    f"#{_anchor(letter)}"
                    if is_whole
                    else self._link(replace(of_letter, letter=letter)),
                    letter == wanted.letter,
                )
                for letter in letters
            )

    def _orders(self) -> Iterator[OrderLink]:
        for order, title in ORDER_TITLES.items():
            changed = replace(self.wanted, order=order, page=1)
            is_current = order == self.wanted.order
            yield OrderLink(self.language.gettext(title), self._link(changed), is_current)

    def _groups(self) -> Iterator[EntryGroup]:
        entries = self.directory.entries
        if self.wanted.order != "label" or self.directory.everything <= _GLANCE:
            if entries:
                yield EntryGroup("", "", tuple(map(self._entry, entries)))
            return
        for letter, group in groupby(entries, lambda entry: entry.letter):
            yield EntryGroup(letter, _anchor(letter), tuple(map(self._entry, group)))

    def _entry(self, entry: DirectoryEntry) -> EntryItem:
        value = entry.value
        return EntryItem(
            url=self.urls.value(self.wanted.facet, value.id),
            name=shorten(entry.label, MOST_OF_LABEL),
            lang=name_language(entry.label, value.labels, self.language),
            count=value.count,
            timeline=draw_sparkline(entry.years, self.directory.first_year or 0),
        )

    def _tiles(self) -> tuple[Tile, ...]:
        if self.wanted.facet != "country" or not self._is_whole:
            return ()
        return place_tiles(self.directory.entries, self.language, self.urls)


def _alphabet(letter: str) -> str:
    if letter == OTHER_SIGNS:
        return ""
    return "Latin" if letter.isascii() else "Cyrillic"


def _anchor(letter: str) -> str:
    return "letter-other" if letter == OTHER_SIGNS else f"letter-{letter}"
