"""From query text to its tree.

>>> parse_query("мост -title:река")
And(nodes=(Word(text='мост', ...), Not(node=Word(text='река', field='title', ...))))
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files
from typing import cast

from lark import Lark, Token, Transformer, v_args
from lark.exceptions import VisitError

from indexer.analysis.tokenizer import DEFAULT_TOKENIZER, Tokenizer, drop_unseen
from indexer.dates import parse_days
from indexer.errors import QueryError
from indexer.schema import TEXT_FIELDS, TextName
from searcher.query.addresses import unescape_address
from searcher.query.dates import write_iso
from searcher.query.headlines import OPERATOR_WORDS
from searcher.query.nodes import (
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
from searcher.query.signs import PlainSign, settle_signs

MAX_LENGTH = 4000
MAX_TERMS = 200

# A prefix or a fuzzy word stands for many terms: it counts as so many towards the limit.
PREFIX_TERMS = 10

# Words around one another cost more than words in a row.
NEAR_TERMS = 5

# "…"~N looks for every word around every other: long ones cost too much.
MAX_NEAR_WORDS = 20
MAX_NEAR_GAP = 100

# Between the ends of a range: two dots, or what programs and people make of them.
_RANGE = re.compile(r"\.{2,}|[…–—]")
_HAS_YEAR = re.compile(r"(?<!\d)(?:\d{4}|\d\d?[./]\d\d?[./]\d\d)(?!\d)")
_QUOTATION = re.compile(r'["«»]')


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """The tree of a query, and the signs of it that might be operators and were read as plain
    text, in the order of the text."""

    tree: Node
    plain: tuple[PlainSign, ...]


def parse_query(text: str, tokenizer: Tokenizer = DEFAULT_TOKENIZER) -> Node:
    """The tree of a query; see `parse_typed`."""
    return parse_typed(text, tokenizer).tree


def parse_typed(text: str, tokenizer: Tokenizer = DEFAULT_TOKENIZER) -> ParsedQuery:
    """What a text asks for; an empty or blank one asks for everything. The tokenizer is that of the
    archive: it tells what is one word.

    A sign that cannot be an operator where it stands is a sign like any other. Raises QueryError
    for what is an operator for sure and wrong, with its position, for a text without a word, and
    with the limit that the query passes.
    """
    if len(text) > MAX_LENGTH:
        raise QueryError("too-long", MAX_LENGTH, limit=MAX_LENGTH)
    # Escaped, each letter of an address would be two words.
    text = unescape_address(text)
    tokens, plain = settle_signs(text, _lexer().lex, tokenizer)
    reading = _parser(tokenizer).parse_interactive()
    try:
        for token in tokens:
            reading.feed_token(token)
        tree = cast("Node", reading.feed_token(Token("$END", "")))
    except VisitError as error:
        if isinstance(error.orig_exc, QueryError):
            raise error.orig_exc from None
        raise
    if isinstance(tree, Everything) and text.strip():
        # Not even a letter: the whole archive would be no answer to that.
        raise QueryError("no-words", 0, text.strip())
    if _count_terms(tree, tokenizer) > MAX_TERMS:
        raise QueryError("too-many-terms", 0, limit=MAX_TERMS)
    return ParsedQuery(tree, plain)


def list_plain_signs(text: str, tokenizer: Tokenizer = DEFAULT_TOKENIZER) -> tuple[PlainSign, ...]:
    """The signs of a text that might be operators and are none in a search for it; nothing is told
    of a text that is no query."""
    try:
        return parse_typed(text, tokenizer).plain
    except QueryError:
        return ()


def plain_words(text: str) -> str:
    """The words of a query without any operator: what to search when it cannot be parsed."""
    forms = DEFAULT_TOKENIZER.find_forms(text[:MAX_LENGTH])
    words = [form for form in forms if form not in OPERATOR_WORDS]
    return " ".join(words[:MAX_TERMS])


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
        case Prefix(text) | Fuzzy(text):
            return PREFIX_TERMS + len(tokenizer.find_forms(text)) - 1
        case _:
            return 1


@v_args(inline=True)
class _TreeBuilder(Transformer[Token, Node]):
    """Builds nodes from the grammar's rules, which its methods are named after."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        super().__init__()
        self._find_forms = tokenizer.find_forms

    def start(self, node: Node | None) -> Node:
        return _map_leaves(node, _drop_symbols) if node else Everything()

    def any(self, *nodes: Node) -> Node:
        return join_or(list(nodes))

    def all(self, *nodes: Node) -> Node:
        return _drop_dots(join_and(list(nodes)))

    def negation(self, node: Node) -> Node:
        return negate(node)

    def word(self, token: Token) -> Node:
        return Word(self._name_word(token))

    def number(self, token: Token) -> Node:
        return Word(self._join_number(token))

    def exact_number(self, token: Token) -> Node:
        return Word(self._join_number(token), exact=True)

    def _join_number(self, token: Token) -> str:
        # Where numbers are not joined, it is several words in a row. Of a number that may be
        # several, parts of a telephone number say, the groups are kept.
        groups = token.split()
        may_be_several = len(groups[0]) == len(groups[-1]) and "000" not in groups
        is_one = len(self._find_forms(token)) == 1
        return ("" if is_one and not may_be_several else " ").join(groups)

    def _name_word(self, token: Token) -> str:
        """A word as it stands; only initials keep a dot behind them."""
        forms = self._find_forms(token)
        return str(token) if all(len(form) == 1 for form in forms) else token.rstrip(".")

    def exact_word(self, token: Token) -> Node:
        return Word(token.rstrip("."), exact=True)

    def prefix(self, token: Token) -> Node:
        return Prefix(token[:-1])

    def fuzzy(self, token: Token) -> Node:
        return Fuzzy(token[:-1])

    def phrase(self, token: Token, near: Token | None) -> Node:
        return Phrase(self._unquote(token), within=self._distance(token, near))

    def exact_phrase(self, token: Token, near: Token | None) -> Node:
        return Phrase(self._unquote(token), exact=True, within=self._distance(token, near))

    def field(self, token: Token, node: Node) -> Node:
        field = FIELDS_BY_NAME[token[:-1].lower()]
        if field in TEXT_FIELDS:
            return _map_leaves(node, lambda leaf: _move(leaf, cast("TextName", field)))
        return _map_leaves(node, lambda leaf: _as_value(leaf, field, token))

    def date(self, token: Token) -> Node:
        value = _QUOTATION.sub("", token.partition(":")[2])
        try:
            first, last = (write_iso(end) if end.strip() else "" for end in _split_range(value))
        except ValueError as error:
            raise QueryError("bad-date", token.start_pos or 0, value) from error
        days = [parse_days(iso) for iso in (first, last) if iso]
        if not days:
            raise QueryError("bad-date", token.start_pos or 0, value)
        start, end = days[0].first, days[-1].last
        if start and end and end < start:
            raise QueryError("reversed-dates", token.start_pos or 0, value)
        return Dates(first, last)

    def _unquote(self, token: Token) -> str:
        # A « » phrase may hold straight quotes, which the canonical text could not.
        return " ".join(token[1:-1].replace('"', " ").split())

    def _distance(self, token: Token, near: Token | None) -> int | None:
        if near is None:
            return None
        if int(near[1:]) > MAX_NEAR_GAP:
            raise QueryError("near-too-far", near.start_pos or 0, str(near), MAX_NEAR_GAP)
        if len(self._find_forms(token)) > MAX_NEAR_WORDS:
            quote = str(token)[:1]
            raise QueryError("near-too-long", token.start_pos or 0, quote, MAX_NEAR_WORDS)
        return int(near[1:])


def _split_range(value: str) -> tuple[str, str]:
    """The ends of a range, or a date twice. A single hyphen divides too, where years on either side
    tell that it is none of a date's own: 2014-2016, 01.05.2014-09.05.2014, 01.05.14-09.05.14."""
    first, *others = _RANGE.split(value, maxsplit=1)
    if not others and value.count("-") == 1:
        first, last = value.split("-")
        if _HAS_YEAR.search(first) and _HAS_YEAR.search(last):
            return first, last
    return (first, others[0]) if others else (value, value)


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


def _drop_dots(node: Node) -> Node:
    """Words without the dots of letters behind a number, which are no initials: 2014 г."""
    if not isinstance(node, And):
        return node
    return And(
        tuple(
            replace(part, text=part.text.rstrip("."))
            if isinstance(part, Word) and isinstance(before, Word) and before.text[-1:].isdigit()
            else part
            for before, part in zip((None, *node.nodes), node.nodes, strict=False)
        )
    )


def _drop_symbols(leaf: Node) -> Node:
    """A leaf without signs that nobody sees, a phrase without pictures and the like, which are no
    words, too; names keep theirs."""
    match leaf:
        case Word() | Prefix() | Fuzzy():
            return replace(leaf, text=drop_unseen(leaf.text))
        case Phrase():
            text = drop_unseen(leaf.text)
            kept = (" " if unicodedata.category(sign) == "So" else sign for sign in text)
            return replace(leaf, text=" ".join("".join(kept).split()))
        case _:
            return leaf


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
        case Word(text, "text", False):
            return Value(facet, text.rstrip("."))
        case Phrase(text, "text", False, None):
            return Value(facet, text)
        case Value() | Dates():
            return leaf
        case _:
            raise QueryError("not-a-value", token.start_pos or 0, str(token))


def _read_grammar() -> str:
    return files("searcher.query").joinpath("grammar.lark").read_text("utf-8")


# It knows the signs that the rules have no use for, too.
@lru_cache(maxsize=1)
def _lexer() -> Lark:
    return Lark(_read_grammar(), parser=None, lexer="basic")


# A process has the tokenizer of its archive, and the default one.
@lru_cache(maxsize=4)
def _parser(tokenizer: Tokenizer) -> Lark:
    builder = _TreeBuilder(tokenizer)
    return Lark(
        _read_grammar(),
        parser="lalr",
        lexer="basic",
        transformer=builder,
        maybe_placeholders=True,
    )
