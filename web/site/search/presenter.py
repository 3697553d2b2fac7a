"""From an answer to what its page shows: facets, filters, pages, orders, and how it was read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import zip_longest

from indexer.analysis import WordReading
from searcher.filtering import NamedFilter
from searcher.query.recognizing import DATE
from searcher.request import MAX_DEPTH, Expansion, SearchRequest, Sort
from searcher.response import Offer, SearchResponse
from web.i18n import Language, gettext_noop
from web.shortening import MOST_OF_LABEL, MOST_OF_TITLE, shorten
from web.site.dates import WrongDates, show_dates
from web.site.facets import FACET_TITLES, present_choices
from web.site.frame import Link, Site
from web.site.hits import MOST_VALUES, HitItem, HitPresenter
from web.site.pager import make_pager
from web.site.search.chips import present_chips
from web.site.search.page import (
    CopiesSwitch,
    NamedChip,
    OfferLink,
    PastedLink,
    RepairNote,
    SearchPage,
    SortLink,
    ValueNote,
    WordNote,
)
from web.site.timeline import present_timeline
from web.urls import Urls

SORT_TITLES: Mapping[Sort, str] = {
    "relevance": gettext_noop("by relevance"),
    "newest": gettext_noop("newest first"),
    "oldest": gettext_noop("oldest first"),
}

# The kinds of `Offer` that are no facet.
OFFER_TITLES: Mapping[str, str] = {
    "layout": gettext_noop("In the other keyboard layout"),
    "spelling": gettext_noop("Did you mean"),
    "any": gettext_noop("Any of the words"),
    "without": gettext_noop("Without one of the words"),
}

# Those that ask for fewer words.
WIDER_OFFERS = frozenset({"any", "without"})
# What a query names an article by.
PASTED_TITLES: Mapping[str, str] = {
    "address": gettext_noop("The article at this address"),
    "mention": gettext_noop("The article at this address"),
    "id": gettext_noop("The article with this ID"),
}

# The rules of `WordReading`, and what each did with the word.
WORD_RULES: Mapping[str, str] = {
    "lemma": gettext_noop("in any form"),
    "exact": gettext_noop("in exactly this form"),
    "prefix": gettext_noop("as the beginning of a word"),
    "fuzzy": gettext_noop("words with a similar spelling"),
    "possessive": gettext_noop("without ’s"),
    "mixed-script": gettext_noop("look-alike letters from the other alphabet replaced"),
    "ё": gettext_noop("ё read as е"),
    "accent": gettext_noop("with or without marks on letters"),
    "abbreviation": gettext_noop("abbreviation without its dots"),
    "number": gettext_noop("number without separators"),
    "footnote": gettext_noop("without the figures behind it"),
    "exception": gettext_noop("from the archive’s dictionary"),
    "name": gettext_noop("also in other spellings"),
    "ring": gettext_noop("also under other names"),
    "full-name": gettext_noop("as part of a full name"),
    "initial": gettext_noop("any first name that begins so, or the initial"),
    "wished": gettext_noop("preferred, not required"),
    "stop-word": gettext_noop("ignored: too common"),
    "excluded": gettext_noop("must not occur"),
}

# What is offered where a rule fired, or words were read as values or dates, to search without it,
# and where it is off, to search with it.
SWITCHES: Mapping[Expansion, tuple[str, str, str]] = {
    "lemmas": (
        "lemma",
        gettext_noop("Exactly as typed"),
        gettext_noop("Words in any form"),
    ),
    "names": (
        "name",
        gettext_noop("Without other spellings of names"),
        gettext_noop("With other spellings of names"),
    ),
    "rings": (
        "ring",
        gettext_noop("Only under this name"),
        gettext_noop("Also under other names"),
    ),
    "full-names": (
        "full-name",
        gettext_noop("All parts of full names"),
        gettext_noop("Full names without patronymics and initials too"),
    ),
    "values": (
        "value",
        gettext_noop("Names of authors, places and tags as words only"),
        gettext_noop("Also by author, place and tag"),
    ),
    "dates": (
        "date",
        gettext_noop("Dates as words only"),
        gettext_noop("Also by date"),
    ),
    "stop-words": (
        "stop-word",
        gettext_noop("Include common words"),
        gettext_noop("Ignore common words"),
    ),
}

# The operator between words any of which will do, outside quotation marks.
OR_WORD = gettext_noop("OR")
_OR = re.compile(r' OR (?=(?:[^"]*"[^"]*")*[^"]*\Z)')

# Words of a query whose reading is told.
MOST_WORDS = 100
# Other names of a word that are told.
MOST_NAMES = 10


@dataclass(frozen=True, slots=True)
class SearchPresenter:
    """Makes the page of results from an answer; its links change `request`, which is that of the
    answer with the query in its canonical text. `wrong_dates` are what was typed into the fields of
    the dates and is none."""

    response: SearchResponse
    request: SearchRequest
    language: Language
    urls: Urls
    wrong_dates: WrongDates = field(default_factory=dict)

    def page(self, site: Site) -> SearchPage:
        """The whole page."""
        response, request, urls = self.response, self.request, self.urls
        plain = response.plain[:MOST_WORDS]
        hits = HitPresenter(request, response.labels, self.language, urls)
        first, last = show_dates(request, self.wrong_dates, self.language)
        entries = tuple(hits.present_stories(response.hits, request.offset + 1))
        return SearchPage(
            site=site,
            q=shorten(response.request.q),
            total=response.total,
            page=request.page,
            pages=self._last_page,
            past_end=bool(response.total) and request.offset >= response.total,
            depth=MAX_DEPTH if response.pages > self._last_page else None,
            repaired=self.repaired(),
            hits=entries,
            joined=len(entries) < len(response.hits),
            copies=self.copies(),
            partial=tuple(self.partial(hits)),
            facets=tuple(present_choices(response, request, self.language, urls)),
            fields=(
                *(("all", facet) for facet in request.all_of),
                *urls.fields(request.without_narrowing()),
            ),
            first=first,
            last=last,
            filters=len(request.filters) + bool(request.days),
            count=urls.api_count(),
            chips=tuple(present_chips(request, response.labels, self.language, urls)),
            named=tuple(
                self._named(one)
                for one in response.named
                if one.as_words is not None and not self._is_offered(one)
            ),
            offered=tuple(self._named(one) for one in response.named if self._is_offered(one)),
            sorts=tuple(self.sorts()),
            timeline=present_timeline(response.timeline, request, self.language, urls),
            pager=make_pager(
                request.page,
                self._last_page,
                lambda page: urls.search(request.with_page(page)),
            ),
            words=tuple(self.words()),
            values=tuple(self.values()),
            plain=tuple(dict.fromkeys(shorten(sign.text, MOST_OF_LABEL) for sign in plain)),
            pasted=self.pasted(),
            switches=tuple(self.switches()),
            absent=response.absent,
            offers=tuple(self._offer(o) for o in response.offers if o.kind not in WIDER_OFFERS),
            wider=tuple(self._offer(o) for o in response.offers if o.kind in WIDER_OFFERS),
            first_page=urls.search(request.with_page(1)),
            widened=urls.search(request.without_narrowing()) if request.narrowed else None,
            json=urls.api_search(request),
            receipt=urls.receipt(request),
            trends=urls.trends((request,)),
            concordance=urls.concordance(request) if response.words else None,
        )

    def repaired(self) -> RepairNote | None:
        """What is shown instead of what was typed."""
        repaired = self.response.repaired
        if repaired is None:
            return None
        typed = self.request.with_query(repaired.typed).as_typed()
        return RepairNote(shorten(repaired.meant), shorten(repaired.typed), self.urls.search(typed))

    def copies(self) -> CopiesSwitch | None:
        """How the near copies of the result are left out, or brought back."""
        count, request = self.response.near_copies, self.request
        if not count:
            return None
        are_left_out = request.copies == "one"
        changed = request.with_copies("all" if are_left_out else "one")
        return CopiesSwitch(count, are_left_out, self.urls.search(changed))

    def partial(self, hits: HitPresenter) -> Iterator[HitItem]:
        """The articles that have some of the words, an entry for each story."""
        partial = self.response.partial
        items = hits.present_all([one.hit for one in partial])
        return hits.join_stories(
            (one.hit, _tell_missing(item, one.missing))
            for item, one in zip(items, partial, strict=True)
        )

    def _offer(self, offer: Offer) -> OfferLink:
        return OfferLink(
            f"{self._offer_title(offer.kind)}:",
            shorten(self._spell_offer(offer)),
            self.urls.search(self.request.with_query(offer.query)),
            offer.total,
        )

    def _spell_offer(self, offer: Offer) -> str:
        """The query of an offer, with the operator as the language of the page has it; values are
        what was typed."""
        if offer.kind in FACET_TITLES:
            return self.response.request.q
        return _OR.sub(f" {self.language.gettext(OR_WORD)} ", offer.query)

    def _offer_title(self, kind: str) -> str:
        facet = FACET_TITLES.get(kind)
        return self.language.gettext(facet[1] if facet else OFFER_TITLES[kind])

    def _named(self, named: NamedFilter) -> NamedChip:
        request, urls = self.request, self.urls
        if named.facet == DATE:
            title, (iso,) = gettext_noop("Date"), named.values
            label = self.language.label_days(iso, iso)
        else:
            title = FACET_TITLES[named.facet][1]
            label = ", ".join(self._label(named.facet, value) for value in named.values)
        filtered = self._filter_by(named)
        as_words = None if named.as_words is None else request.with_query(named.as_words)
        return NamedChip(
            self.language.gettext(title),
            label,
            named.total,
            urls.search(filtered) if filtered is not None else None,
            urls.search(as_words) if as_words is not None else None,
        )

    def _is_offered(self, named: NamedFilter) -> bool:
        """Whether a filter is all that the query names, and can be added."""
        return named.rest == "" and self._filter_by(named) is not None

    def _filter_by(self, named: NamedFilter) -> SearchRequest | None:
        """The request that filters instead of asking for the words; None where that finds others
        than were counted: values of one facet would be alternatives, and dates replace others."""
        if named.rest is None:
            return None
        rest = self.request.with_query(named.rest)
        if named.facet == DATE:
            (iso,) = named.values
            is_free = rest.date == "published" and not rest.days
            return rest.with_days(iso, iso) if is_free else None
        if rest.values(named.facet):
            return None
        for value in named.values:
            rest = rest.with_filter(named.facet, value)
        return rest

    def sorts(self) -> Iterator[SortLink]:
        """The orders to choose from; relevance only where there are words to rank by."""
        response = self.response
        for sort, title in SORT_TITLES.items():
            if sort != "relevance" or response.words or response.sort == sort:
                url = self.urls.search(self.request.with_sort(sort))
                yield SortLink(self.language.gettext(title), url, sort == response.sort)

    def values(self) -> Iterator[ValueNote]:
        """What names in the query were taken for."""
        for value in self.response.values:
            yield ValueNote(
                self.language.gettext(FACET_TITLES[value.facet][1]),
                value.text,
                tuple(self._label(value.facet, id_) for id_ in value.ids),
            )

    def pasted(self) -> PastedLink | None:
        """The article that the query names, with its page."""
        pasted = self.response.pasted
        if pasted is None:
            return None
        return PastedLink(
            self.language.gettext(PASTED_TITLES[pasted.by]),
            shorten(pasted.article.title, MOST_OF_TITLE),
            pasted.article.lang,
            self.urls.article(pasted.article.id),
        )

    def switches(self) -> Iterator[Link]:
        """Links that switch off what fired, and switch on what is off."""
        request = self.request
        fired = {rule for word in self.response.words for rule in word.rules}
        read = [one for one in self.response.named if one.as_words is not None]
        fired |= {"date" if one.facet == DATE else "value" for one in read}
        for expansion, (rule, off, on) in SWITCHES.items():
            if expansion in request.off:
                changed = request.with_expansion(expansion)
                yield Link(self.language.gettext(on), self.urls.search(changed))
            elif rule in fired:
                changed = request.without_expansion(expansion)
                yield Link(self.language.gettext(off), self.urls.search(changed))

    @property
    def _last_page(self) -> int:
        return min(self.response.pages, MAX_DEPTH // self.request.limit)

    def words(self) -> Iterator[WordNote]:
        """How the first words were read; other names of several words together are told once."""
        words = self.response.words[:MOST_WORDS]
        for word, following in zip_longest(words, words[1:]):
            is_told = following is not None and following.ring == word.ring
            yield self._word(word, () if is_told else word.ring)

    def _word(self, word: WordReading, ring: tuple[str, ...]) -> WordNote:
        return WordNote(
            word.text,
            word.lemmas,
            tuple(self.language.gettext(WORD_RULES[rule]) for rule in word.rules),
            ring[:MOST_NAMES],
            len(ring[MOST_NAMES:]),
            not {"stop-word", "excluded"}.isdisjoint(word.rules),
        )

    def _label(self, facet: str, value: str) -> str:
        return shorten(self.response.labels.label(facet, value, self.language.code), MOST_OF_LABEL)


def _tell_missing(item: HitItem, missing: Sequence[str]) -> HitItem:
    named = tuple(map(shorten, missing[:MOST_VALUES]))
    return replace(item, missing=named, missing_more=len(missing) - len(named))
