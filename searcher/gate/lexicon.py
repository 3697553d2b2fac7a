"""The word list of a new generation: made of all its words or, by an update of a few articles, of
the list before and of their words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, suppress
from itertools import chain, islice
from pathlib import Path

from indexer.analysis import Analyzer
from indexer.archive.store import Archive
from indexer.article import Article, decode_article
from indexer.building.job import Candidate
from indexer.engines.checksums import check_sums
from indexer.engines.folder import engine_folder
from indexer.errors import UnavailableError
from indexer.generations.folders import current_generation, lexicon_file
from indexer.generations.manifest import read_manifest
from indexer.home.paths import ArchiveHome
from indexer.schema import TEXT_FIELDS, Parts, analyze_texts
from searcher.engines import IndexSearcher, load_engine
from searcher.words.lexicon import Lexicon, fold_form, open_lexicon

# Forms of which a list is written from nothing in the time that the words of an article take.
_FORMS_OF_ONE = 1_000


def make_lexicon(
    home: ArchiveHome,
    candidate: Candidate,
    archive: Archive,
    searcher: IndexSearcher,
    analyzer: Analyzer,
) -> None:
    """Write the lexicon of a generation that has none yet."""
    path = lexicon_file(candidate.folder)
    before = _find_living_lexicon(home, analyzer) if candidate.since else None
    if before is not None and candidate.parent:
        most = len(before) // _FORMS_OF_ONE
        ids = [version.id for version in islice(archive.changes(candidate.since), most + 1)]
        if len(ids) <= most:
            half = load_engine(candidate.manifest.engine, home.cluster)
            folder = engine_folder(home.index / candidate.parent)
            with closing(half.open_searcher(folder, analyzer)) as parent:
                lexicon = _change(before, ids, searcher, parent, analyzer)
            path.write_bytes(lexicon.to_bytes())
            return
    write_lexicon(path, searcher, analyzer, before)


def write_lexicon(
    path: Path, searcher: IndexSearcher, analyzer: Analyzer, before: Lexicon | None = None
) -> None:
    """Write the lexicon of an index: the forms of its articles with their counts, and which of them
    have a name key; those that stand in legal notices alone have a count of none.

    One that was written `before`, with an equal analyzer, makes it quicker.
    """
    articles = searcher.terms(TEXT_FIELDS["text"].exact, "")
    lexicon = Lexicon.build(
        chain(articles, ((form, 0) for form in _list_notices(searcher))),
        analyzer.find_name_keys,
        before,
    )
    path.write_bytes(lexicon.to_bytes())


def _change(
    before: Lexicon,
    ids: Sequence[str],
    searcher: IndexSearcher,
    parent: IndexSearcher,
    analyzer: Analyzer,
) -> Lexicon:
    """The lexicon before with what some articles change that are others than they were, or new, or
    gone."""
    added, notices = Counter[str](), set[str]()
    for index, sign in ((parent, -1), (searcher, 1)):
        for article in _read_articles(index, ids):
            texts = analyze_texts(article, analyzer)
            for form in _list_forms(texts["text"]):
                added[form] += sign
            notices |= _list_forms(texts["notice"])
    counts = {form: before.count(form) + added[form] for form in {*added, *notices}}
    kept: set[str] = set()
    if not all(counts.values()):
        # What no article has any more stays where a notice has it.
        kept = {fold_form(form) for form in _list_notices(searcher)}
    changed = {form: count if count or form in kept else None for form, count in counts.items()}
    return before.change(changed, analyzer.find_name_keys)


def _read_articles(index: IndexSearcher, ids: Iterable[str]) -> Iterator[Article]:
    stored = map(index.get, ids)
    return (decode_article(article) for article in stored if article is not None)


def _list_forms(parts: Parts) -> set[str]:
    return {fold_form(word.surface) for words in parts for word in words}


def _list_notices(searcher: IndexSearcher) -> Iterator[str]:
    return (form for form, _ in searcher.terms(TEXT_FIELDS["notice"].exact, ""))


def _find_living_lexicon(home: ArchiveHome, analyzer: Analyzer) -> Lexicon | None:
    """The lexicon of the living generation, if it is whole and its analyzer was equal."""
    with suppress(UnavailableError):
        manifest = read_manifest(home, current_generation(home))
        path = lexicon_file(home.index / manifest.generation)
        check_sums(
            path.parent, {path.name: manifest.attached.get(path.name, "")}, manifest.generation
        )
        return open_lexicon(path) if manifest.analyzer == analyzer.fingerprint else None
    return None
