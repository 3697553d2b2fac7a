"""The checks that a new generation must pass before a reader sees it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from zoneinfo import ZoneInfo

from indexer.analysis import Analyzer
from indexer.archive.store import Archive
from indexer.article import Article, encode_article
from indexer.building.job import Candidate, list_copies
from indexer.dates import DayRange
from indexer.gate_report import LostDocuments
from indexer.generations.manifest import Copies, Manifest
from indexer.labels import Within, facet_ids
from indexer.schema import TEXT_FIELDS, Tagger, analyze_texts, make_postings
from searcher.engines import EngineQuery, FacetFilter, IndexSearcher, Selection
from searcher.query.matching import (
    Match,
    MatchAll,
    MatchEvery,
    MatchNot,
    MatchTerms,
    MatchValue,
)
from searcher.request import FILTER_FACETS
from searcher.tagging.rules import TagRules, read_rules

# How many articles are looked up one by one, spread over the archive.
SAMPLE = 50

# How many failures, and how many lost documents, a report names.
SHOWN = 20

# What stands behind the last term of an index.
_NO_MORE: tuple[str | None, int] = (None, 0)


@dataclass(frozen=True, slots=True)
class Verification:
    """The checks that a generation passed, what the others found, and which articles it lacks."""

    passed: tuple[str, ...]
    failures: tuple[str, ...]
    lost: LostDocuments


def verify_generation(
    searcher: IndexSearcher, candidate: Candidate, archive: Archive, analyzer: Analyzer
) -> Verification:
    """Check an index against the archive: all of it or, for an update, what changed."""
    manifest, since = candidate.manifest, candidate.since
    zone = ZoneInfo(manifest.zone)
    rules = read_rules(candidate.folder)
    tagger = rules.tagger(analyzer, zone, candidate.labels.within)
    sample = _Sample(searcher, archive, analyzer, zone, tagger)
    found = {
        "count": list(_check_count(searcher, manifest)),
        "articles": list(_check_articles(sample, since)),
    }
    if not since:
        own = _count_values(archive, zone, candidate.labels.within)
        found["facets"] = list(_check_facets(searcher, own, frozenset(rules.tags)))
        if rules.rules:
            found["tags"] = list(_check_rules(searcher, rules, own["tag"]))
    if candidate.copies is not None:
        found["copies"] = list(_check_copies(searcher, candidate.copies, archive))
    lost = LostDocuments()
    # It takes as long as the archive is large: an update is compared only where something is wrong.
    if not since or any(found.values()):
        lost, doubled = _compare_ids(searcher, archive)
        if lost.count:
            found["count"].append(f"articles missing from the index: {lost.count}")
        if doubled:
            found["count"].append(f"articles in the index more than once: {doubled}")
    failures = [f"{check}: {failure}" for check, list_ in found.items() for failure in list_]
    passed = tuple(check for check, list_ in found.items() if not list_)
    return Verification(passed, tuple(failures[:SHOWN]), lost)


def _compare_ids(searcher: IndexSearcher, archive: Archive) -> tuple[LostDocuments, int]:
    """The archive's articles that are not in the index, and how many are in it more than once:
    both list their ids in order."""
    lost = doubled = 0
    first: list[str] = []
    indexed = searcher.terms("id", "")
    at, holders = next(indexed, _NO_MORE)
    for id_ in archive.ids():
        while at is not None and at < id_:
            at, holders = next(indexed, _NO_MORE)
        if at == id_:
            doubled += holders > 1
        else:
            lost += 1
            if len(first) < SHOWN:
                first.append(id_)
    return LostDocuments(lost, tuple(first)), doubled


def _check_count(searcher: IndexSearcher, manifest: Manifest) -> Iterator[str]:
    if searcher.count != manifest.articles:
        yield f"{searcher.count} articles in the index, {manifest.articles} in the archive"


def _count_values(archive: Archive, zone: ZoneInfo, within: Within) -> dict[str, Counter[str]]:
    """How many articles of the archive have each value of each facet."""
    names: tuple[str, ...] = (*FILTER_FACETS, "month")
    stored: dict[str, Counter[str]] = {facet: Counter() for facet in names}
    for article in archive.values():
        for facet, values in facet_ids(article, within).items():
            stored[facet].update(values)
        stored["month"][article.published.astimezone(zone).date().isoformat()[:7]] += 1
    return stored


def _check_facets(
    searcher: IndexSearcher, stored: Mapping[str, Counter[str]], by_rule: Collection[str]
) -> Iterator[str]:
    """Every count of every facet, against the archive store, but for the tags that rules give."""
    query = EngineQuery(selection=Selection(MatchAll()), limit=0, facets=tuple(stored))
    counted = searcher.search(query).facets
    for name, counts in stored.items():
        given = by_rule if name == "tag" else ()
        own = {(id_, count) for id_, count in counts.items() if id_ not in given}
        indexed = {(id_, count) for id_, count in counted[name].items() if id_ not in given}
        if own != indexed:
            yield f"{name} differs from the archive: {sorted(own ^ indexed)[:4]}"


def _check_rules(searcher: IndexSearcher, rules: TagRules, own: Mapping[str, int]) -> Iterator[str]:
    """Every article that the index finds by the query of a tag has it, and no other one has but
    those whose records give it."""
    for rule in rules.rules:
        tagged = MatchValue("tag", (rule.tag,))
        missing = _count(searcher, MatchEvery((rule.match, MatchNot(tagged))))
        if missing:
            yield f"{rule.tag}: {missing} articles that its query finds are without it"
        others = _count(searcher, MatchEvery((tagged, MatchNot(rule.match))))
        if others > own.get(rule.tag, 0):
            yield f"{rule.tag}: {others} articles have it that its query does not find"


def _count(searcher: IndexSearcher, match: Match) -> int:
    return searcher.search(EngineQuery(selection=Selection(match), limit=0)).total


def _check_copies(searcher: IndexSearcher, copies: Copies, archive: Archive) -> Iterator[str]:
    """The groups of near copies, against the archive store; and all of them are in the index."""
    known = list_copies(archive)
    if copies != known:
        differing = len(set(copies) ^ set(known))
        yield f"groups that differ from the archive: {differing}"
    ids = frozenset(chain.from_iterable(copies))
    lacking = ids - searcher.find_among(Selection(MatchAll()), ids) if ids else ()
    if lacking:
        yield f"near copies that are not in the index: {', '.join(sorted(lacking)[:SHOWN])}"


def _check_articles(sample: _Sample, since: int) -> Iterator[str]:
    """A sample of the changes since a `seq`: stored whole, and found by the words of their titles;
    those deleted are gone."""
    for version in sample.archive.sample_changes(since, SAMPLE):
        if version.article is not None:
            yield from sample.check(version.article)
        elif sample.searcher.get(version.id) is not None:
            yield f"{version.id}: deleted, but still in the index"


@dataclass(frozen=True, slots=True)
class _Sample:
    """Some articles, looked up one by one."""

    searcher: IndexSearcher
    archive: Archive
    analyzer: Analyzer
    zone: ZoneInfo
    tagger: Tagger

    def check(self, article: Article) -> Iterator[str]:
        """Whether one is stored whole, and found by the words of its title."""
        texts = analyze_texts(article, self.analyzer)
        tagged = article.tag(self.tagger(article, texts))
        if self.searcher.get(article.id) != encode_article(tagged):
            yield f"{article.id}: the text differs from the archive"
        field = TEXT_FIELDS["title"].lemmas
        for term in make_postings(texts)[field]:
            if not finds_article(self.searcher, MatchTerms(field, (term,)), article, self.zone):
                yield f"{article.id}: not found by {term!r} from its title"
                return


def finds_article(searcher: IndexSearcher, match: Match, article: Article, zone: ZoneInfo) -> bool:
    """Whether a match, however common, holds an article of the archive."""
    # Its day and language leave few articles to look through for a common word.
    day = article.published.astimezone(zone).date()
    langs = (FacetFilter("lang", (article.lang,), ()),)
    ids = searcher.scan(Selection(match, langs, DayRange(day, day)))
    # Ids come in order: no need to read on behind it.
    return next((id_ for id_ in ids if id_ >= article.id), None) == article.id
