"""What a request would have found when the archive stood at an earlier `seq`.

What came later is left out, and what has another text since is judged by the text of that time:
read by today's rules, as the request is. Where that text may not be told (it was taken down, or
purged, or letopis.toml keeps earlier versions to itself) nothing is said of the article, not even
whether it would be found: else anybody could ask for its words one by one. Such articles are
counted over the whole archive. Which articles are near copies is what is known today.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import Literal

from indexer.archive.history import ArchiveHistory, Touched
from indexer.archive.store import Archive
from indexer.article import Article, decode_article
from indexer.errors import ParameterError
from searcher.answers.evaluation import Evaluation
from searcher.deadline import current_deadline
from searcher.fingerprint import BATCH, IdDigest, digest_text
from searcher.result_set import ResultSet
from searcher.service import SearchService

# Of looking at an article that came or changed since. Measured on one core.
_SECONDS_A_CHANGE = 5e-6


@dataclass(frozen=True, slots=True)
class Unknown:
    """How many articles of that time nothing can be said of: those taken down since, those whose
    text of that time was purged, and those that have another text since, where earlier versions are
    not public."""

    withdrawn: int = 0
    purged: int = 0
    changed: int = 0

    @property
    def total(self) -> int:
        return self.withdrawn + self.purged + self.changed


@dataclass(frozen=True, slots=True, kw_only=True)
class PastSet:
    """What a request would have found at a `seq`, as far as it is known.

    `ids` are in order. `former` has the digests of those with another text today. `present` are the
    ids that the request finds today, `unsure` those of them whose text of that time is not told.
    """

    found: ResultSet
    seq: int
    ids: Sequence[str]
    present: frozenset[str]
    former: Mapping[str, bytes]
    unsure: frozenset[str]
    unknown: Unknown

    def digest_after(self, id_: str | None) -> Sequence[IdDigest]:
        """See `searcher.fingerprint.DigestedSet`; digested are the texts of that time."""
        first = 0 if id_ is None else bisect_right(self.ids, id_)
        batch = self.ids[first : first + BATCH]
        same = self.found.read(one for one in batch if one not in self.former)
        digests = {article.id: digest_text(article) for article in same}
        return [(one, self.former.get(one) or digests[one]) for one in batch]


def look_back(service: SearchService, found: ResultSet, seq: int) -> PastSet:
    """What the request of a result would have found at a `seq`.

    Raises ParameterError for a `seq` that the index has not reached, TooExpensiveError, and what
    `Archive.open` and reading raise.
    """
    last = found.generation.manifest.last_seq
    if not 0 <= seq <= last:
        raise ParameterError("as_of", str(seq), "bad-number", f"0–{last}")
    current_deadline().announce((last - seq) * _SECONDS_A_CHANGE, "history")
    present = set(found.generation.searcher.scan(found.whole))
    others: set[str] = set()
    former: dict[str, bytes] = {}
    reasons: dict[str, _Reason] = {}
    with Archive.open(service.home.database) as store:
        judge = _Judge(service, found, store.history)
        for touched in store.history.touched(seq, last):
            current_deadline().check()
            if touched.is_deleted:
                # It may be in the index still, but is not to be named any more.
                present.discard(touched.id)
            match judge.judge(touched):
                case "as-served":
                    continue
                case "not-found":
                    pass
                case bytes(digest):
                    former[touched.id] = digest
                case reason:
                    reasons[touched.id] = reason
            others.add(touched.id)
    counts = Counter(reasons.values())
    then: AbstractSet[str] = (present - others) | former.keys()
    today: AbstractSet[str] = present
    if found.request.copies == "one":
        near = found.generation.copies
        then, today = near.keep_first(then), near.keep_first(today)
    return PastSet(
        found=found,
        seq=seq,
        ids=sorted(then),
        present=frozenset(today),
        former=former,
        unsure=frozenset(reasons) & today,
        unknown=Unknown(counts["withdrawn"], counts["purged"], counts["changed"]),
    )


# Why nothing is said of an article.
_Reason = Literal["withdrawn", "purged", "changed"]


@dataclass(frozen=True, slots=True)
class _Judge:
    service: SearchService
    found: ResultSet
    history: ArchiveHistory

    def judge(self, touched: Touched) -> bytes | Literal["as-served", "not-found"] | _Reason:
        """Whether the request would have found an article that has a row since: as what is served
        of it is found, or not; the digest of another text that is found; or why nothing is said."""
        if touched.was is None:
            return "not-found"
        if touched.was == touched.served and not touched.is_deleted:
            return "as-served"
        row = self.history.row(touched.was)
        if row.is_deleted:
            return "not-found"
        if row.article is None:
            return "purged"
        if touched.is_deleted:
            return "withdrawn"
        if self._is_served(row.article):
            return "as-served"
        if not self.service.settings.public_versions:
            return "changed"
        zone = self.service.settings.zone_info
        within = self.found.generation.labels.within
        tagger = self.found.generation.rules.tagger(self.service.analyzer, zone, within)
        article = row.article.tag(tagger(row.article, None))
        evaluation = Evaluation(article, self.service.analyzer, zone, within)
        is_found = evaluation.belongs(self.found.whole, row.first_seen)
        return digest_text(row.article) if is_found else "not-found"

    def _is_served(self, former: Article) -> bool:
        """Whether the index has this very text: it was taken down and restored, or changed and
        changed back."""
        stored = self.found.generation.searcher.get(former.id)
        if stored is None:
            return False
        return _without_place(decode_article(stored)) == _without_place(former)


def _without_place(article: Article) -> Article:
    return replace(article.untag(), provenance=None)


# What became of an article of a result since then; of one that is `unsure`, whether it was found
# then is not told.
DifferenceKind = Literal["added", "removed", "changed", "unsure"]


@dataclass(frozen=True, slots=True)
class Difference:
    """An article of which the result then and now differ."""

    id: str
    kind: DifferenceKind


def compare_sets(past: PastSet) -> Iterator[Difference]:
    """How what the request finds today differs from what it found then, in the order of ids. What
    was taken down since is not named."""
    then = frozenset(past.ids)
    for id_ in sorted(then | past.present):
        current_deadline().check()
        if id_ not in past.present:
            yield Difference(id_, "removed")
        elif id_ in past.unsure:
            yield Difference(id_, "unsure")
        elif id_ not in then:
            yield Difference(id_, "added")
        elif id_ in past.former:
            yield Difference(id_, "changed")
