"""The word list of a new generation."""

from __future__ import annotations

from contextlib import suppress
from itertools import chain
from pathlib import Path

from indexer.analysis import Analyzer
from indexer.engines.checksums import check_sums
from indexer.errors import UnavailableError
from indexer.generations.folders import current_generation, lexicon_file
from indexer.generations.manifest import read_manifest
from indexer.home.paths import ArchiveHome
from indexer.schema import TEXT_FIELDS
from searcher.engines import IndexSearcher
from searcher.words.lexicon import Lexicon, open_lexicon


def write_lexicon(
    path: Path, searcher: IndexSearcher, analyzer: Analyzer, before: Lexicon | None = None
) -> None:
    """Write the lexicon of an index: the forms of its articles with their counts, and which of them
    have a name key; those that stand in legal notices alone have a count of none.

    One that was written `before`, with an equal analyzer, makes it quicker.
    """
    articles = searcher.terms(TEXT_FIELDS["text"].exact, "")
    notices = ((form, 0) for form, _ in searcher.terms(TEXT_FIELDS["notice"].exact, ""))
    lexicon = Lexicon.build(chain(articles, notices), analyzer.find_name_keys, before)
    path.write_bytes(lexicon.to_bytes())


def find_living_lexicon(home: ArchiveHome, analyzer: Analyzer) -> Lexicon | None:
    """The lexicon of the living generation, if it is whole and its analyzer was equal."""
    with suppress(UnavailableError):
        manifest = read_manifest(home, current_generation(home))
        path = lexicon_file(home.index / manifest.generation)
        check_sums(
            path.parent, {path.name: manifest.attached.get(path.name, "")}, manifest.generation
        )
        return open_lexicon(path) if manifest.analyzer == analyzer.fingerprint else None
    return None
