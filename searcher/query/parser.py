"""From query text to its tree.

>>> parse_query("мост -title:река")
And(nodes=(Word(text='мост', ...), Not(node=Word(text='река', field='title', ...))))
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from importlib.resources import files
from typing import cast

from lark import Lark, Token, Transformer, v_args
from lark.exceptions import UnexpectedCharacters, UnexpectedInput, VisitError

from indexer.analysis.tokenizer import DEFAULT_TOKENIZER, Tokenizer
from indexer.dates import parse_days
from indexer.errors import QueryError
from indexer.schema import TEXT_FIELDS, TextName
from searcher.query.nodes import (
    MIN_FUZZY,
    And,
    Dates,
    Everything,
    Fuzzy,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Value,
    Word,
    join_and,
    join_or,
    negate,
)
from searcher.query.operators import FIELDS_BY_NAME

MAX_LENGTH = 4000
MAX_TERMS = 200
MAX_DEPTH = 20

# A prefix or a fuzzy word stands for many terms: it counts as so many towards the limit.
PREFIX_TERMS = 10

# Words around one another cost more than words in a row.
NEAR_TERMS = 5

# "…"~N looks for every word around every other: long ones cost too much.
MAX_NEAR_WORDS = 20
MAX_NEAR_GAP = 100

# One letter followed by * would walk a good part of all terms.
MIN_PREFIX = 2

_OPERATOR_WORDS = frozenset({"AND", "OR", "NOT", "И", "ИЛИ", "НЕ"})
_QUOTED = re.compile(r'"[^"]*"|«[^»]*»|[“„][^”“"]*[”“]')


def parse_query(text: str, tokenizer: Tokenizer = DEFAULT_TOKENIZER) -> Node:
    """The tree of a query; an empty or blank text asks for everything. The tokenizer is that of
    the archive: it tells what is one word.

    Raises QueryError with the position of the first character that is wrong, or with the limit
    that the query passes.
    """
    if len(text) > MAX_LENGTH:
        raise QueryError("too-long", MAX_LENGTH, limit=MAX_LENGTH)
    _check_depth(text)
    try:
        tree = cast("Node", _parser(tokenizer).parse(text))
    except VisitError as error:
        if isinstance(error.orig_exc, QueryError):
            raise error.orig_exc from None
        raise
    except UnexpectedInput as error:
        raise _describe(error, text) from error
    if isinstance(tree, Everything) and text.strip():
        # Not even a letter: the whole archive would be no answer to that.
        raise QueryError("no-words", 0, text.strip())
    if _count_terms(tree, tokenizer) > MAX_TERMS:
        raise QueryError("too-many-terms", 0, limit=MAX_TERMS)
    return tree


def plain_words(text: str) -> str:
    """The words of a query without any operator: what to search when it cannot be parsed."""
    forms = DEFAULT_TOKENIZER.find_forms(text[:MAX_LENGTH])
    words = [form for form in forms if form not in _OPERATOR_WORDS]
    return " ".join(words[:MAX_TERMS])


def _check_depth(text: str) -> None:
    depth = 0
    unquoted = _QUOTED.sub(lambda match: " " * len(match[0]), text)
    for match in re.finditer(r"[()]", unquoted):
        depth += 1 if match[0] == "(" else -1
        if depth > MAX_DEPTH:
            raise QueryError("too-deep", match.start(), limit=MAX_DEPTH)


def _count_terms(node: Node, tokenizer: Tokenizer) -> int:
    match node:
        case And(nodes) | Or(nodes):
            return sum(_count_terms(inner, tokenizer) for inner in nodes)
        case Not(inner):
            return _count_terms(inner, tokenizer)
        case Phrase(text, within=int()):
            return NEAR_TERMS * len(tokenizer.find_forms(text))
        case Word(text) | Phrase(text):
            return len(tokenizer.find_forms(text))
        case Prefix() | Fuzzy():
            return PREFIX_TERMS
        case _:
            return 1


def _describe(error: UnexpectedInput, text: str) -> QueryError:
    if isinstance(error, UnexpectedCharacters):
        position = error.pos_in_stream or 0
        found = text[position]
        code = "unclosed-quote" if found in '"«“„' else "unexpected"
        return QueryError(code, position, found)
    token = getattr(error, "token", None)
    if token is not None and token.type != "$END":
        return QueryError("unexpected", token.start_pos or 0, str(token))
    unquoted = _QUOTED.sub("", text)
    if unquoted.count("(") > unquoted.count(")"):
        return QueryError("unclosed-bracket", text.rfind("("), "(")
    return QueryError("unfinished", len(text))


@v_args(inline=True)
class _TreeBuilder(Transformer[Token, Node]):
    """Builds nodes from the grammar's rules, which its methods are named after."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        super().__init__()
        self._find_forms = tokenizer.find_forms
        self._fold_word = tokenizer.fold_word

    def start(self, node: Node | None) -> Node:
        return _map_leaves(node, _drop_symbols) if node else Everything()

    def any(self, *nodes: Node) -> Node:
        return join_or(list(nodes))

    def all(self, *nodes: Node) -> Node:
        return join_and(list(nodes))

    def negation(self, node: Node) -> Node:
        return negate(node)

    def word(self, token: Token) -> Node:
        return Word(_as_word(token))

    def number(self, token: Token) -> Node:
        return Word(self._join_number(token))

    def exact_number(self, token: Token) -> Node:
        return Word(self._join_number(token), exact=True)

    def _join_number(self, token: Token) -> str:
        # Where numbers are not joined, it is several words in a row.
        is_one = len(self._find_forms(token)) == 1
        return ("" if is_one else " ").join(token.split())

    def exact_word(self, token: Token) -> Node:
        return Word(_as_word(token), exact=True)

    def prefix(self, token: Token) -> Node:
        text = str(token)[:-1]
        words = self._find_forms(text)
        if len(words) != 1:
            raise QueryError("prefix-not-one-word", token.start_pos or 0, str(token))
        if len(self._fold_word(words[0])[0]) < MIN_PREFIX:
            raise QueryError("prefix-too-short", token.start_pos or 0, str(token), MIN_PREFIX)
        return Prefix(text)

    def fuzzy(self, token: Token) -> Node:
        text = str(token)[:-1]
        words = self._find_forms(text)
        if len(words) != 1:
            raise QueryError("fuzzy-not-one-word", token.start_pos or 0, str(token))
        if len(self._fold_word(words[0])[0]) < MIN_FUZZY:
            raise QueryError("fuzzy-too-short", token.start_pos or 0, str(token), MIN_FUZZY)
        return Fuzzy(text)

    def phrase(self, token: Token, near: Token | None) -> Node:
        return Phrase(self._unquote(token), within=self._distance(token, near))

    def exact_phrase(self, token: Token, near: Token | None) -> Node:
        return Phrase(self._unquote(token), exact=True, within=self._distance(token, near))

    def field(self, token: Token, node: Node) -> Node:
        name = str(token)[:-1]
        field = FIELDS_BY_NAME.get(name.lower())
        if field is None:
            raise QueryError("unknown-field", token.start_pos or 0, name)
        if field in TEXT_FIELDS:
            return _map_leaves(node, lambda leaf: _move(leaf, cast("TextName", field)))
        return _map_leaves(node, lambda leaf: _as_value(leaf, field, token))

    def date(self, token: Token) -> Node:
        value = token.partition(":")[2]
        first, dots, last = value.partition("..")
        last = last if dots else first
        try:
            ends = [parse_days(end) for end in (first, last) if end]
        except ValueError as error:
            raise QueryError("bad-date", token.start_pos or 0, value) from error
        if not ends:
            raise QueryError("bad-date", token.start_pos or 0, value)
        start, end = ends[0].first, ends[-1].last
        if first and last and start and end and end < start:
            raise QueryError("reversed-dates", token.start_pos or 0, value)
        return Dates(first, last)

    def _unquote(self, token: Token) -> str:
        # A « » phrase may hold straight quotes, which the canonical text could not.
        text = " ".join(token[1:-1].replace('"', " ").split())
        if not self._find_forms(text):
            raise QueryError("empty-phrase", token.start_pos or 0, str(token))
        return text

    def _distance(self, token: Token, near: Token | None) -> int | None:
        if near is None:
            return None
        if int(near[1:]) > MAX_NEAR_GAP:
            raise QueryError("near-too-far", near.start_pos or 0, str(near), MAX_NEAR_GAP)
        if len(self._find_forms(token)) > MAX_NEAR_WORDS:
            quote = str(token)[:1]
            raise QueryError("near-too-long", token.start_pos or 0, quote, MAX_NEAR_WORDS)
        return int(near[1:])


def _as_word(token: Token) -> str:
    # Where no operator can stand, "И" is a word; in small letters it stays one when written again.
    return token.lower() if token in _OPERATOR_WORDS else str(token)


def _map_leaves(node: Node, change: Callable[[Node], Node]) -> Node:
    match node:
        case And(nodes):
            return join_and([_map_leaves(inner, change) for inner in nodes])
        case Or(nodes):
            return join_or([_map_leaves(inner, change) for inner in nodes])
        case Not(inner):
            return negate(_map_leaves(inner, change))
        case _:
            return change(node)


def _drop_symbols(leaf: Node) -> Node:
    """A phrase without pictures and the like, which are no words; names keep theirs."""
    if not isinstance(leaf, Phrase):
        return leaf
    kept = (" " if unicodedata.category(sign) == "So" else sign for sign in leaf.text)
    return replace(leaf, text=" ".join("".join(kept).split()))


def _move(leaf: Node, field: TextName) -> Node:
    match leaf:
        case Word(text, "text", exact):
            return Word(text, field, exact)
        case Phrase(text, "text", exact, within):
            return Phrase(text, field, exact, within)
        case Prefix(text, "text"):
            return Prefix(text, field)
        case Fuzzy(text, "text"):
            return Fuzzy(text, field)
        case _:
            # A field inside a field's brackets, such as title:(a author:b), keeps its own.
            return leaf


def _as_value(leaf: Node, facet: str, token: Token) -> Node:
    match leaf:
        case Word(text, "text", False) | Phrase(text, "text", False, None):
            return Value(facet, text)
        case Value() | Dates():
            return leaf
        case _:
            raise QueryError("not-a-value", token.start_pos or 0, str(token))


# A process has the tokenizer of its archive, and the default one.
@lru_cache(maxsize=4)
def _parser(tokenizer: Tokenizer) -> Lark:
    grammar = files("searcher.query").joinpath("grammar.lark").read_text("utf-8")
    builder = _TreeBuilder(tokenizer)
    return Lark(grammar, parser="lalr", transformer=builder, maybe_placeholders=True)
