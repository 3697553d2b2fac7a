"""The checks that a new generation must pass before a reader sees it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from indexer.analysis import Analyzer
from indexer.archive.store import Archive
from indexer.article import Article, encode_article
from indexer.building.job import Candidate
from indexer.dates import DayRange
from indexer.gate_report import LostDocuments
from indexer.generations.manifest import Manifest
from indexer.labels import Within, facet_ids
from indexer.schema import TEXT_FIELDS, analyze_texts, make_postings
from searcher.engines import EngineQuery, FacetFilter, IndexSearcher, Selection
from searcher.query.matching import Match, MatchAll, MatchTerms
from searcher.request import FILTER_FACETS

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
    found = {
        "count": list(_check_count(searcher, manifest)),
        "articles": list(_check_articles(searcher, archive, analyzer, zone, since)),
    }
    if not since:
        found["facets"] = list(_check_facets(searcher, archive, zone, candidate.labels.within))
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


def _check_facets(
    searcher: IndexSearcher, archive: Archive, zone: ZoneInfo, within: Within
) -> Iterator[str]:
    """Every count of every facet, against the archive store."""
    names: tuple[str, ...] = (*FILTER_FACETS, "month")
    stored: dict[str, Counter[str]] = {facet: Counter() for facet in names}
    for article in archive.values():
        for facet, values in facet_ids(article, within).items():
            stored[facet].update(values)
        stored["month"][article.published.astimezone(zone).date().isoformat()[:7]] += 1
    query = EngineQuery(selection=Selection(MatchAll()), limit=0, facets=tuple(stored))
    counted = searcher.search(query).facets
    for name, counts in stored.items():
        if counted[name] != dict(counts):
            differing = set(counts.items()) ^ set(counted[name].items())
            yield f"{name} differs from the archive: {sorted(differing)[:4]}"


def _check_articles(
    searcher: IndexSearcher, archive: Archive, analyzer: Analyzer, zone: ZoneInfo, since: int
) -> Iterator[str]:
    """A sample of the changes since: stored whole, and found by the words of their titles; those
    deleted are gone."""
    field = TEXT_FIELDS["title"].lemmas
    for version in archive.sample_changes(since, SAMPLE):
        article = version.article
        if article is None:
            if searcher.get(version.id) is not None:
                yield f"{version.id}: deleted, but still in the index"
            continue
        if searcher.get(article.id) != encode_article(article):
            yield f"{article.id}: the text differs from the archive"
        for term in make_postings(analyze_texts(article, analyzer))[field]:
            if not finds_article(searcher, MatchTerms(field, (term,)), article, zone):
                yield f"{article.id}: not found by {term!r} from its title"
                break


def finds_article(searcher: IndexSearcher, match: Match, article: Article, zone: ZoneInfo) -> bool:
    """Whether a match, however common, holds an article of the archive."""
    # Its day and language leave few articles to look through for a common word.
    day = article.published.astimezone(zone).date()
    langs = (FacetFilter("lang", (article.lang,), ()),)
    ids = searcher.scan(Selection(match, langs, DayRange(day, day)))
    # Ids come in order: no need to read on behind it.
    return next((id_ for id_ in ids if id_ >= article.id), None) == article.id
