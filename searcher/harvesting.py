"""What a harvest takes: the changes of the archive in the order of its sequence, those of a time
or of a set alone.

Everything is what `searcher.changes` tells, read in the same way. Take-downs belong to every set:
what is left of an article tells none, and whoever has never had it loses nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, get_args

from indexer.archive.history import Change
from indexer.archive.store import Archive
from indexer.article import LANGS, Article
from indexer.labels import Labels, facet_ids
from searcher.deadline import current_deadline
from searcher.engines import EngineQuery, FacetFilter, Selection
from searcher.generation import Generation
from searcher.query.matching import MatchAll
from searcher.service import SearchService

SetKind = Literal["country", "lang", "source", "tag"]
SET_KINDS: tuple[SetKind, ...] = get_args(SetKind)

# Rows that are read for one page at most, whatever they are.
MOST_READ = 5_000
# Characters of the texts of a page, of which one article may have millions, and of those that are
# read for it.
MOST_TEXT = 2_000_000
MOST_TEXT_READ = 20_000_000
# For a page of a set either all its articles are found by the index, or rows are read until there
# are enough: what costs less. The first grows with the set, the second with how rare its articles
# are; they cost the same where the square of its size is so many times the archive's.
FOUND_FOR_READ = 400


@dataclass(frozen=True, slots=True, order=True)
class HarvestSet:
    """A set that may be harvested by itself: the articles with a value of a facet, by what the
    archive stores; the tags that queries give are not in there."""

    kind: SetKind
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HarvestRequest:
    """What is wanted: the records behind a `seq`, those of a set, if one is named, and those stored
    from `first` to `last`, in seconds since 1970, both included; at most so many."""

    set: HarvestSet | None = None
    first: int | None = None
    last: int | None = None
    after: int = 0
    limit: int


@dataclass(frozen=True, slots=True)
class HarvestRecord:
    """An article as it is served, or None of one that was taken down; and when the archive stored
    that, in seconds since 1970."""

    id: str
    moment: int
    article: Article | None


@dataclass(frozen=True, slots=True)
class HarvestPage:
    """Some records. `after` is the `seq` to go on behind, None at the end; where too much had to be
    read for the first of them, there are none yet. `is_expired` tells that the index is an earlier
    one than the request goes on from."""

    records: tuple[HarvestRecord, ...]
    after: int | None
    is_expired: bool = False


@dataclass(frozen=True, slots=True)
class HarvestState:
    """What is harvested, at one moment: the names of its values, and from which second to which
    the index has all that the archive stored, None where it has nothing."""

    labels: Labels
    first: int | None
    last: int | None


def read_state(service: SearchService) -> HarvestState:
    """What there is to harvest. Raises what `SearchService.generation` and `Archive.open` raise."""
    generation = service.generation()
    served = generation.manifest.last_seq
    with Archive.open(service.home.database) as store:
        clock = store.history.clock
        first = clock.first_moment() if served else None
        return HarvestState(generation.labels, first, clock.moment(served) if served else None)


def list_records(service: SearchService, wanted: HarvestRequest) -> HarvestPage:
    """A page of what is wanted. Raises TooExpensiveError, and what `SearchService.generation`,
    `Archive.open` and reading raise."""
    generation = service.generation()
    served = generation.manifest.last_seq
    if wanted.after >= served > 0:
        return HarvestPage((), None, is_expired=True)
    with Archive.open(service.home.database) as store:
        clock = store.history.clock
        after, last = wanted.after, served
        if wanted.first is not None:
            first = clock.first_since(wanted.first)
            after = max(after, served if first is None else first - 1)
        if wanted.last is not None and (beyond := clock.first_since(wanted.last + 1)) is not None:
            last = min(last, beyond - 1)
        harvest = _Harvest(store, generation, wanted, last)
        return harvest.read_page(after)


def find_record(service: SearchService, article_id: str) -> HarvestRecord | None:
    """The record of an article; None of what the index has never had. A take-down holds at once,
    as everywhere. Raises what `list_records` raises."""
    served = service.generation().manifest.last_seq
    with Archive.open(service.home.database) as store:
        history = store.history
        seq = history.newest(article_id, served)
        if seq is None:
            return None
        change = history.change(seq, served)
        if change is None:
            # Taken down a moment ago.
            seq = history.newest(article_id, store.last_seq()) or seq
            return HarvestRecord(article_id, history.clock.moment(seq), None)
        return HarvestRecord(article_id, history.clock.moment(seq), change.article)


def list_sets(service: SearchService) -> list[HarvestSet]:
    """All sets, in their order: of languages all that there may be, of other facets the values that
    articles have. Raises what `SearchService.generation` raises."""
    searcher = service.generation().searcher
    asked = EngineQuery(selection=Selection(MatchAll()), limit=0, facets=SET_KINDS)
    counts = searcher.search(asked).facets
    named = {HarvestSet(kind, id_) for kind in SET_KINDS for id_ in counts[kind]}
    return sorted(named | {HarvestSet("lang", lang) for lang in LANGS})


def list_sets_of(article: Article, labels: Labels) -> list[HarvestSet]:
    """The sets of an article; with a region it belongs to the countries around it."""
    values = facet_ids(article, labels.within)
    return [HarvestSet(kind, id_) for kind in SET_KINDS for id_ in values[kind]]


def _measure(article: Article) -> int:
    return sum(map(len, (*article.texts(), *article.notices)))


class _Harvest:
    """Reads a page of a harvest up to a `seq`."""

    def __init__(
        self, store: Archive, generation: Generation, wanted: HarvestRequest, last: int
    ) -> None:
        self._history = store.history
        self._generation = generation
        self._served = generation.manifest.last_seq
        self._wanted = wanted
        self._last = last

    def read_page(self, after: int) -> HarvestPage:
        records: list[HarvestRecord] = []
        text = text_read = 0
        is_full = False
        for read, change in enumerate(self._list_changes(after), 1):
            belongs = self._belongs(change)
            if belongs:
                if is_full:
                    return HarvestPage(tuple(records), after)
                moment = self._history.clock.moment(change.seq)
                records.append(HarvestRecord(change.id, moment, change.article))
            after = change.seq
            size = _measure(change.article) if change.article else 0
            text_read += size
            if belongs:
                text += size
            is_full = len(records) == self._wanted.limit or text > MOST_TEXT
            if after < self._last and (read >= MOST_READ or text_read > MOST_TEXT_READ):
                return HarvestPage(tuple(records), after)
            # A page that is full is sent, however long it took.
            if not is_full:
                current_deadline().check()
        return HarvestPage(tuple(records), None)

    def _list_changes(self, after: int) -> Iterator[Change]:
        found = self._find_narrow(after)
        if found is None:
            changes = self._history.changes(after, self._served, self._wanted.limit + MOST_READ)
            for change in changes:
                if change.seq > self._last:
                    return
                yield change
        else:
            for seq in found:
                change_of = self._history.change(seq, self._served)
                if change_of is not None:
                    yield change_of

    def _find_narrow(self, after: int) -> list[int] | None:
        """The `seq`s at which a set of few articles may have records; None of no set, or of a large
        one."""
        wanted, searcher = self._wanted.set, self._generation.searcher
        if wanted is None:
            return None
        chosen = Selection(MatchAll(), filters=(FacetFilter(wanted.kind, (wanted.id,), ()),))
        size = searcher.search(EngineQuery(selection=chosen, limit=0)).total
        if size * size > FOUND_FOR_READ * searcher.count:
            return None
        seqs = set(self._history.deletions(after, self._last))
        for id_ in searcher.scan(chosen):
            current_deadline().check()
            seq = self._history.newest(id_, self._served)
            if seq is not None and after < seq <= self._last:
                seqs.add(seq)
        return sorted(seqs)

    def _belongs(self, change: Change) -> bool:
        wanted = self._wanted.set
        if wanted is None or change.article is None:
            return True
        values = facet_ids(change.article, self._generation.labels.within)
        return wanted.id in values[wanted.kind]
