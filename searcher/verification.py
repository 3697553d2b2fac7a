"""The checks that a new generation must pass before a reader sees it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from zoneinfo import ZoneInfo

from indexer.analysis import Analyzer
from indexer.archive import Archive
from indexer.article import encode_article
from indexer.dates import DayRange
from indexer.errors import VerificationError
from indexer.generation import Manifest, engine_folder
from indexer.indexing import Verify
from indexer.labels import facet_ids
from indexer.schema import TEXT_FIELDS, analyze_texts, make_postings
from searcher.engines import EngineQuery, FacetFilter, IndexSearcher, Selection, load_engine
from searcher.query.matching import MatchAll, MatchTerms
from searcher.request import FILTER_FACETS

# How many articles are looked up one by one, spread over the archive.
SAMPLE = 50


def make_verify(analyzer: Analyzer, zone: ZoneInfo) -> Verify:
    """The checks as the index job wants them."""

    def verify(folder: Path, manifest: Manifest, archive: Archive, since: int) -> tuple[str, ...]:
        half = load_engine(manifest.engine)
        with closing(half.open_searcher(engine_folder(folder), analyzer)) as searcher:
            failures = {
                "count": list(_check_count(searcher, manifest)),
                "articles": list(_check_articles(searcher, archive, analyzer, zone, since)),
            }
            if not since:
                failures["facets"] = list(_check_facets(searcher, archive, zone))
        found = [f"{check}: {failure}" for check, list_ in failures.items() for failure in list_]
        if found:
            raise VerificationError(manifest.generation, tuple(found[:20]))
        return tuple(failures)

    return verify


def _check_count(searcher: IndexSearcher, manifest: Manifest) -> Iterator[str]:
    if searcher.count != manifest.articles:
        yield f"{searcher.count} documents for {manifest.articles} articles"


def _check_facets(searcher: IndexSearcher, archive: Archive, zone: ZoneInfo) -> Iterator[str]:
    """Every count of every facet, against the archive store."""
    names: tuple[str, ...] = (*FILTER_FACETS, "month")
    stored: dict[str, Counter[str]] = {facet: Counter() for facet in names}
    for article in archive.values():
        for facet, values in facet_ids(article).items():
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
                yield f"{version.id}: deleted, and still there"
            continue
        if searcher.get(article.id) != encode_article(article):
            yield f"{article.id}: another text than in the archive"
        # Its day and language leave few articles to look through for a common word.
        day = article.published.astimezone(zone).date()
        langs = (FacetFilter("lang", (article.lang,), ()),)
        for term in make_postings(analyze_texts(article, analyzer))[field]:
            selection = Selection(MatchTerms(field, (term,)), langs, DayRange(day, day))
            if not _finds(searcher, selection, article.id):
                yield f"{article.id}: not found by {term!r} of its title"
                break


def _finds(searcher: IndexSearcher, selection: Selection, article_id: str) -> bool:
    # Ids come in order: no need to read on behind it.
    return next((id_ for id_ in searcher.scan(selection) if id_ >= article_id), None) == article_id
