"""Which signs of a query are operators.

People paste headlines, names and sentences into a search box. A sign that cannot be an operator
where it stands is a sign like any other: an unpaired quotation mark or bracket, `OR` with nothing
behind it, the asterisk of `A*`. `settle_signs` finds them in one pass over the tokens of a query,
and what is left fits the grammar.

Where both can be read, `searcher.query.headlines` tells a headline from a query.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from lark import Token
from rapidfuzz.distance import OSA

from indexer.analysis.tokenizer import Tokenizer, drop_unseen
from indexer.errors import QueryError
from searcher.query.headlines import OPERATOR_WORDS, find_byline, is_in_capitals
from searcher.query.nodes import MIN_FUZZY, MIN_PREFIX
from searcher.query.operators import FIELDS_BY_NAME

MAX_DEPTH = 20

_JOINING = frozenset({"_OR", "_AND", "_NOT"})
# What may follow an operator that is glued to what it is for.
_OPERANDS = frozenset({"WORD", "NUMBER", "QUOTED"})
_FOLLOWING = {
    "_BANG": _OPERANDS,
    "FIELD": _OPERANDS | {"PREFIX", "FUZZY", "_LPAR", "_MINUS", "_BANG"},
}
_GLUED = frozenset({*_FOLLOWING, "_MINUS"})
# What is no operator within a quoted phrase, nor looks like one.
_QUIET = frozenset({"WORD", "NUMBER", "_LPAR", "_RPAR"})
_QUOTATION_MARKS = frozenset('"«»“”„')

# A field that is misspelt is one of such names, typed in small letters: `Kate:` is none.
_LONG_NAMES = tuple(name for name in FIELDS_BY_NAME if len(name) >= 5)
_MOST_EDITS = 1

Lex = Callable[[str], Iterable[Token]]


@dataclass(frozen=True, slots=True)
class PlainSign:
    """An operator that was read as plain text: where it begins in the query, in characters (of an
    address that is escaped, as it reads unescaped), and the sign or word itself."""

    position: int
    text: str


def settle_signs(
    text: str, lex: Lex, tokenizer: Tokenizer
) -> tuple[list[Token], tuple[PlainSign, ...]]:
    """The tokens of a query that the grammar can read, and the signs that are none of its
    operators, in the order of the text. `lex` finds tokens, `tokenizer` the words of them.

    Raises QueryError for brackets that are too deep and for a field that is misspelt.
    """
    settling = _Settling(text, lex, tokenizer)
    tokens = list(lex(text))
    paired = _pair_brackets(tokens)
    for token in tokens:
        settling.take(token, is_paired=token.start_pos in paired)
    settling.finish()
    return settling.kept, tuple(sorted(settling.plain, key=lambda sign: sign.position))


def _pair_brackets(tokens: Sequence[Token]) -> frozenset[int | None]:
    """The positions of the brackets that have a partner."""
    opened: list[Token] = []
    paired: set[int | None] = set()
    for token in tokens:
        if token.type == "_LPAR":
            opened.append(token)
        elif token.type == "_RPAR" and opened:
            paired |= {opened.pop().start_pos, token.start_pos}
    return frozenset(paired)


class _Settling:
    """One pass over the tokens of a query: each is kept or let go once."""

    def __init__(self, text: str, lex: Lex, tokenizer: Tokenizer) -> None:
        self.kept: list[Token] = []
        self.plain: list[PlainSign] = []
        self._lex = lex
        self._tokenizer = tokenizer
        self._in_capitals = is_in_capitals(text)
        self._byline = find_byline(text)
        self._depth = 0

    def take(self, token: Token, *, is_paired: bool) -> None:
        """Take the next token."""
        match token.type:
            case "_LPAR" | "_RPAR" if not is_paired:
                self._drop(token)
            case "_LPAR":
                self._open(token)
            case "_RPAR":
                self._close(token)
            case "_STRAY":
                self._drop(token)
            case "_MINUS" if token.start_pos == self._byline:
                self._note(token)
            case "_OR" | "_AND" | "_NOT" if not self._joins(token):
                if token.isalpha():
                    self._read_plain(token)
                else:
                    self._drop(token)
            case "FIELD" if not _is_field(token):
                self._read_plain(token)
            case "QUOTED" if not self._tokenizer.find_forms(token):
                self._drop(token)
            case "QUOTED":
                self.plain += self._list_inner(token[1:-1], _start(token) + 1)
                self._keep(token)
            case "NEAR" if self._last() != "QUOTED" or self.kept[-1].end_pos != token.start_pos:
                self._note(token)
                self._keep(token.update("WORD", token[1:]))
            case "PREFIX" | "FUZZY" if not self._is_pattern(token):
                self._note(token)
                self._keep(token.update("WORD", token[:-1]))
            case _:
                self._keep(token)

    def finish(self) -> None:
        """Operators at the end have nothing to stand before."""
        while self._last() in _JOINING | _GLUED:
            self._give_up()

    def _last(self) -> str | None:
        return self.kept[-1].type if self.kept else None

    def _joins(self, token: Token) -> bool:
        """Whether AND, OR or NOT can be an operator here, and is one in such a text."""
        if self._in_capitals and token.isalpha():
            return False
        last = self._last()
        if last in _FOLLOWING:
            return False
        return token.type == "_NOT" or not (last is None or last in {*_JOINING, *_GLUED, "_LPAR"})

    def _is_pattern(self, token: Token) -> bool:
        """Whether a prefix or a fuzzy word can be one: 5* is a hotel, Sagittarius A* a star."""
        forms = self._tokenizer.find_forms(token)
        length = len(self._tokenizer.fold_word(forms[-1])[0])
        if token.type == "PREFIX":
            return length >= MIN_PREFIX
        return len(forms) == 1 and length >= MIN_FUZZY

    def _list_inner(self, text: str, start: int) -> Iterator[PlainSign]:
        """The operators within a quoted phrase, where none work."""
        in_capitals = self._in_capitals or is_in_capitals(text)
        for token in self._lex(text):
            position = start + _start(token)
            if token.type == "QUOTED":
                yield from self._list_inner(token[1:-1], position + 1)
            elif not (
                token.type in _QUIET
                or token in _QUOTATION_MARKS
                or (token.type == "FIELD" and token[:-1].lower() not in FIELDS_BY_NAME)
                or (in_capitals and token in OPERATOR_WORDS)
            ):
                sign = _find_sign(token)
                yield PlainSign(position + sign.position - _start(token), sign.text)

    def _keep(self, token: Token) -> None:
        while not self._may_follow(token):
            self._give_up()
        if token.type == "WORD" and drop_unseen(token) in OPERATOR_WORDS:
            # In small letters it stays a word when it is written again, without unseen signs.
            token = token.update(value=token.lower())
        self.kept.append(token)

    def _may_follow(self, token: Token) -> bool:
        last = self.kept[-1] if self.kept else None
        if last is None or last.type not in _GLUED:
            return True
        is_near = last.end_pos == token.start_pos
        return is_near and token.type in _FOLLOWING.get(last.type, {token.type})

    def _open(self, token: Token) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise QueryError("too-deep", _start(token), limit=MAX_DEPTH)
        self._keep(token)

    def _close(self, token: Token) -> None:
        self._depth -= 1
        self.finish()
        if self._last() == "_LPAR":
            # There is nothing in the brackets.
            self._note(self.kept.pop())
            self._drop(token)
        else:
            self._keep(token)

    def _drop(self, token: Token) -> None:
        """Let a sign go; what is glued to it goes with it, since it is for nothing else."""
        while self._last() in _GLUED:
            self._give_up()
        self._note(token)

    def _give_up(self) -> None:
        """The last operator is none after all."""
        self._read_plain(self.kept.pop())

    def _read_plain(self, token: Token) -> None:
        """An operator as the word it is made of, if there is one."""
        self._note(token)
        word = token.removesuffix(":")
        if word.isalpha():
            self._keep(token.update("WORD", word))

    def _note(self, token: Token) -> None:
        self.plain.append(_find_sign(token))


def _start(token: Token) -> int:
    return token.start_pos or 0


def _find_sign(token: Token) -> PlainSign:
    """The sign of a token that might be an operator: of `мост*` the asterisk."""
    if token.type in {"PREFIX", "FUZZY"}:
        return PlainSign(_start(token) + len(token) - 1, token[-1])
    return PlainSign(_start(token), str(token))


def _is_field(token: Token) -> bool:
    """Whether a word with a colon is a field. Raises QueryError for one that is misspelt."""
    name = token[:-1]
    if name.lower() in FIELDS_BY_NAME:
        return True
    if name.islower() and any(OSA.distance(name, known) <= _MOST_EDITS for known in _LONG_NAMES):
        raise QueryError("unknown-field", _start(token), name)
    return False
