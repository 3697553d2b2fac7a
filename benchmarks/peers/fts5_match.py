"""Matches in FTS5's query language."""

from __future__ import annotations

from itertools import product

from searcher.query.matching import (
    Match,
    MatchAny,
    MatchEvery,
    MatchNot,
    MatchPrefix,
    MatchSequence,
    MatchTerms,
)
from searcher.query.scoring import title_field


def write_match(match: Match) -> str:
    """A match in FTS5's query language. What stands in the title stands in the text as well, so
    asking for both finds the same and ranks by both."""
    match match:
        case MatchTerms(field, terms):
            return f"{_columns(field)} : ({' OR '.join(map(_quote, terms))})"
        case MatchPrefix(field, prefix):
            return f"{_columns(field)} : {_quote(prefix)} *"
        case MatchSequence(field, steps):
            phrases = " OR ".join(_quote(" ".join(words)) for words in product(*steps))
            return f"{_columns(field)} : ({phrases})"
        case MatchEvery(parts):
            asked = [write_match(part) for part in parts if not isinstance(part, MatchNot)]
            excluded = [write_match(part.part) for part in parts if isinstance(part, MatchNot)]
            every = " AND ".join(f"({part})" for part in asked)
            return " NOT ".join((f"({every})", *(f"({part})" for part in excluded)))
        case MatchAny(parts):
            return " OR ".join(f"({write_match(part)})" for part in parts)
    raise TypeError(f"not in the mix: {match}")


def _columns(field: str) -> str:
    title = title_field(field)
    return f"{{{field} {title}}}" if title else field


def _quote(text: str) -> str:
    return f'"{text}"'
