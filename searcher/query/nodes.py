"""The tree of a query: what the reader asked for, free of any engine.

The parser makes it, `searcher.query.reading` turns it into what an engine is asked. Nodes are
values: equal trees compare equal, and `write_query` gives text that parses back to the tree.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce

from indexer.schema import TextName
from searcher.query.headlines import find_byline, is_in_capitals


@dataclass(frozen=True, slots=True)
class Everything:
    """Matches every article: the empty query."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word in any of its forms, or, if exact, in just this form.

    `text` may hold a hyphen or a dot and then stands for several words in a row.
    """

    text: str
    field: TextName = "text"
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words in a row. With `within`, the words in any order, and at most that many other words
    among them."""

    text: str
    field: TextName = "text"
    exact: bool = False
    within: int | None = None


@dataclass(frozen=True, slots=True)
class Prefix:
    """Any word that begins so. `text` may hold a hyphen, as `северо-кавк` does: then it stands for
    several words in a row, the last of which begins so."""

    text: str
    field: TextName = "text"


@dataclass(frozen=True, slots=True)
class Fuzzy:
    """Any word that is spelt nearly so: with at most as many edits as `count_edits` allows."""

    text: str
    field: TextName = "text"


@dataclass(frozen=True, slots=True)
class Value:
    """A facet value, by id or by name: `author:"Anna Orlova"`."""

    facet: str
    text: str


@dataclass(frozen=True, slots=True)
class Dates:
    """Published between two ISO dates or partial dates, both included; empty is an open end."""

    first: str
    last: str


@dataclass(frozen=True, slots=True)
class And:
    """Every one of at least two nodes, none of them an And."""

    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Any of at least two nodes, none of them an Or."""

    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Everything but what the node, which is no Not itself, matches."""

    node: Node


Node = Everything | Word | Phrase | Prefix | Fuzzy | Value | Dates | And | Or | Not


# One letter followed by * would walk a good part of all terms.
MIN_PREFIX = 2
# Words of fewer letters are near too many others.
MIN_FUZZY = 3
# From so many letters on, two edits are allowed.
_TWO_EDITS = 6


def count_edits(surface: str) -> int:
    """How many edits a fuzzy word may be away: letters added, left out, replaced, or swapped with
    their neighbours, counted in characters."""
    return 1 if len(surface) < _TWO_EDITS else 2


def plain_field(node: Node) -> TextName | None:
    """Where a word is looked for in any form; None for what is no such word."""
    return node.field if isinstance(node, Word) and not node.exact else None


def list_leaves(node: Node) -> Iterator[Node]:
    """The words, phrases, values and dates of a tree."""
    match node:
        case And(nodes) | Or(nodes):
            for part in nodes:
                yield from list_leaves(part)
        case Not(part):
            yield from list_leaves(part)
        case _:
            yield node


def join_and(nodes: Sequence[Node]) -> Node:
    """All of the nodes: nested Ands become one, a single node stays itself."""
    flat: list[Node] = []
    for node in nodes:
        flat.extend(node.nodes if isinstance(node, And) else (node,))
    return flat[0] if len(flat) == 1 else And(tuple(flat))


def join_or(nodes: Sequence[Node]) -> Node:
    """Any of the nodes: nested Ors become one, a single node stays itself."""
    flat: list[Node] = []
    for node in nodes:
        flat.extend(node.nodes if isinstance(node, Or) else (node,))
    return flat[0] if len(flat) == 1 else Or(tuple(flat))


def negate(node: Node) -> Node:
    """Everything but what the node matches; two negations cancel out."""
    return node.node if isinstance(node, Not) else Not(node)


def write_query(node: Node) -> str:
    """The canonical text of a tree; it parses back to the same tree."""
    text = _write(node, "OR")
    if is_in_capitals(text):
        # OR would be a word there.
        text = _write(node, "|")
    at = find_byline(text)
    return text if at is None else f"{text[:at]}-({text[at + 1 :]})"


def _write(node: Node, or_sign: str) -> str:
    match node:
        case Everything():
            return ""
        case Word(text, field, exact):
            return f"{_prefix(field)}{'!' if exact else ''}{text}"
        case Phrase(text, field, exact, within):
            near = "" if within is None else f"~{within}"
            return f'{_prefix(field)}{"!" if exact else ""}"{text}"{near}'
        case Prefix(text, field):
            return f"{_prefix(field)}{text}*"
        case Fuzzy(text, field):
            return f"{_prefix(field)}{text}~"
        case Value(facet, text):
            return f'{facet}:"{text}"'
        case Dates(first, last):
            return f"date:{first}" if first == last else f"date:{first}..{last}"
        case And(nodes):
            return reduce(_put_behind, (_write_part(part, (Or,), or_sign) for part in nodes))
        case Or(nodes):
            # AND binds tighter, so an And needs no brackets here.
            return f" {or_sign} ".join(_write(part, or_sign) for part in nodes)
        case Not(part):
            return "-" + _write_part(part, (And, Or), or_sign)


# Two words that would be read as one number, 10 (000), or as a year, 2014 (Г.).
_HEAD = re.compile(r"(?<![\w,.+])\d{1,3}\Z")
_GROUP = re.compile(r"\d{3}(?!\w|-\d)")
_INITIAL = re.compile(r"[^\W\d_]\.")


def _put_behind(text: str, part: str) -> str:
    is_number = _HEAD.search(text) and _GROUP.match(part)
    is_year = text[-1:].isdecimal() and _INITIAL.match(part)
    return f"{text} ({part})" if is_number or is_year else f"{text} {part}"


def _write_part(node: Node, bracketed: tuple[type, ...], or_sign: str) -> str:
    text = _write(node, or_sign)
    return f"({text})" if isinstance(node, bracketed) else text


def _prefix(field: TextName) -> str:
    return "" if field == "text" else f"{field}:"
