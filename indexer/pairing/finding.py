"""Finds the pairs of an archive: who links to whom, and who says the same as whom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import chain

from indexer.archive.editions import Edition
from indexer.archive.pairs import PairGround
from indexer.archive.store import Archive
from indexer.article import LANGS, Article
from indexer.errors import VersionDamagedError
from indexer.pairing.candidates import Comparer
from indexer.pairing.evidence import Evidence, EvidenceReader
from indexer.pairing.links import follow_links, has_links
from indexer.pairing.scoring import (
    LIKELY,
    SURE,
    WINDOW,
    Telling,
    rate,
    settle,
    tells_minute,
)
from indexer.progress import Progress

# Around an article are its candidates, and around those the other candidates that they have.
_AROUND = timedelta(days=2 * WINDOW)

# Things that both articles say which are told.
_MOST_TOLD = 8


@dataclass(frozen=True, slots=True)
class FoundPair:
    """A Russian and an English article that are versions of one story: by what that was found, how
    sure it is (0 to 1), and what both say, rare things first, as the English one has it."""

    ru: str
    en: str
    ru_title: str
    en_title: str
    ground: PairGround
    confidence: float
    evidence: tuple[str, ...]

    @property
    def is_sure(self) -> bool:
        """Whether they are joined without being asked about."""
        return self.confidence >= SURE


@dataclass
class PairFinder:
    """Finds the pairs of an open archive among the articles that have no version in the other
    language. What cannot be read is left out."""

    archive: Archive
    reader: EvidenceReader
    progress: Progress
    _split: set[tuple[str, str]] = field(init=False)

    def __post_init__(self) -> None:
        self._split = self.archive.pairs.list_split()

    def find(self, since: int = 0) -> list[FoundPair]:
        """The pairs of at least one article that is newer than a `seq`, the surest first: those
        that are sure, and those that are worth being looked at."""
        fresh = [one for one in self.archive.editions.after(since) if not one.has_partner]
        if not fresh:
            return []
        stretches = [self.archive.editions.between(*span) for span in _list_spans(fresh)]
        new = {one.id for one in fresh}
        moments = [one.moment for one in fresh]
        linked = list(self._find_linked(chain.from_iterable(stretches)))
        taken = {id_ for pair in linked for id_ in pair}
        told = [(pair, 1.0) for pair in linked]
        comparer = Comparer(self.reader, self._read)
        mixed = [editions for editions in stretches if _has_both(editions)]
        if mixed:
            self.progress.start("pair", sum(map(len, mixed)))
        for editions in mixed:
            odds = comparer.compare(editions, moments, self.progress.advance)
            free = {
                pair: value
                for pair, value in odds.items()
                if taken.isdisjoint(pair) and pair not in self._split
            }
            told += _choose(free)
        found = (self._describe(*pair, sure) for pair, sure in told if not new.isdisjoint(pair))
        return sorted(filter(None, found), key=lambda pair: (-pair.confidence, pair.ru, pair.en))

    def _find_linked(self, editions: Iterable[Edition]) -> Iterator[tuple[str, str]]:
        """The articles of which one links to the other, the Russian one first; each once."""
        taken: set[str] = set()
        for edition in editions:
            article = None if edition.has_partner else self._read(edition.id)
            if article is None or edition.id in taken or not has_links(article):
                continue
            for other in follow_links(article, self.archive):
                known = self.archive.editions.get(other)
                pair = (edition.id, other) if edition.lang == "ru" else (other, edition.id)
                is_free = known and not known.has_partner and other not in taken
                if is_free and pair not in self._split:
                    taken.update(pair)
                    yield pair
                    break

    def _describe(self, ru: str, en: str, confidence: float) -> FoundPair | None:
        russian, english = self._read(ru), self._read(en)
        if russian is None or english is None:
            return None
        evidence = _list_shared(self.reader.read(english), self.reader.read(russian))
        return FoundPair(
            ru, en, russian.title, english.title, self._tell_ground(russian, english), confidence,
            evidence,
        )  # fmt: skip

    def _tell_ground(self, russian: Article, english: Article) -> PairGround:
        if english.id in follow_links(russian, self.archive):
            return "link"
        if russian.id in follow_links(english, self.archive):
            return "link"
        one, other = map(tell_times, (russian, english))
        return "time" if tells_minute(one, other) or tells_minute(other, one) else "signs"

    def _read(self, article_id: str) -> Article | None:
        self.progress.check()
        try:
            version = self.archive.get(article_id)
        except VersionDamagedError:
            return None
        return version.article if version else None


def tell_times(article: Article) -> Telling:
    """When and where an article was published, as its record tells."""
    return Telling(article.published, article.original_published, article.source)


def _has_both(editions: Sequence[Edition]) -> bool:
    """Whether there are articles without a partner in both languages."""
    return {one.lang for one in editions if not one.has_partner} == set(LANGS)


def _choose(odds: dict[tuple[str, str], float]) -> Iterator[tuple[tuple[str, str], float]]:
    """The pairs that are sure, and of the rest those that are likely, each article once."""
    sure = settle(odds, SURE)
    yield from sure.items()
    taken = {id_ for pair in sure for id_ in pair}
    left = {pair: value for pair, value in odds.items() if taken.isdisjoint(pair)}
    yield from ((pair, value) for pair, value in rate(left).items() if value > LIKELY)


def _list_spans(fresh: Sequence[Edition]) -> Iterator[tuple[datetime, datetime]]:
    """The times around some articles, in order; those that touch are one."""
    first = last = None
    for edition in fresh:
        start, end = edition.moment - _AROUND, edition.moment + _AROUND
        if first is None or last is None:
            first, last = start, end
        elif start <= last:
            last = end
        else:
            yield first, last
            first, last = start, end
    if first is not None and last is not None:
        yield first, last


def _list_shared(one: Evidence, other: Evidence) -> tuple[str, ...]:
    """What both articles say, names and numbers first."""
    order: dict[str, int] = {"name": 0, "number": 1, "concept": 2}
    shared = [
        (order[sign.kind], printed)
        for sign, printed in zip(one.signs, one.printed, strict=True)
        if not other.keys.isdisjoint(sign.keys)
    ]
    told = (printed for _, printed in sorted(shared, key=lambda found: found[0]))
    return tuple(dict.fromkeys(told))[:_MOST_TOLD]
