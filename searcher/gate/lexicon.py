"""The word list of a new generation."""

from __future__ import annotations

from itertools import chain
from pathlib import Path

from indexer.schema import TEXT_FIELDS
from searcher.engines import IndexSearcher
from searcher.words.lexicon import Lexicon


def write_lexicon(path: Path, searcher: IndexSearcher) -> None:
    """Write the lexicon of an index: the forms of its articles with their counts; those that stand
    in legal notices alone have none."""
    articles = searcher.terms(TEXT_FIELDS["text"].exact, "")
    notices = ((form, 0) for form, _ in searcher.terms(TEXT_FIELDS["notice"].exact, ""))
    path.write_bytes(Lexicon.build(chain(articles, notices)).to_bytes())
