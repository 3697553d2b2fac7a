"""Full names among the words of a query, as people write them.

    Иван Петрович Сидоров · Сидоров Иван Петрович · И. П. Сидоров · Сидоров И.П.
    Ильхам Гейдар оглы Алиев · Алиев Ильхам Гейдар-оглы
    John F. Kennedy · Kennedy, John F. · J. F. Kennedy

Most articles have no more of a name than the given name, or its initial, and the surname. So a
patronymic and a middle initial are only wished for, and an initial of the given name stands for any
that begins so.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, islice

from indexer.analysis import Analyzer
from indexer.analysis import Word as AskedWord
from indexer.analysis.tokenizer import Tokenizer
from indexer.analysis.transliteration import transliterate
from indexer.languages import NamePart
from indexer.schema import TEXT_FIELDS, TextName
from searcher.query.alternatives import join_terms
from searcher.query.matching import (
    Lift,
    Match,
    MatchAny,
    MatchEvery,
    MatchLifted,
    MatchNear,
    MatchSequence,
    MatchTerms,
)
from searcher.query.nodes import Node, Word, plain_field
from searcher.query.patronymics import (
    CHILD_WORDS,
    find_father,
    is_child_word,
    make_patronymics,
    may_be_patronymic,
    tell_patronymic,
)
from searcher.request import Expansion
from searcher.words.given_names import GivenNames

# Letters that stand for names, glued or not; a Russian one may stand for a sound of two letters.
_INITIALS = re.compile(r"(?:(?:дж|[^\W\d_])\.-?)*(?:дж|[^\W\d_])\.?", re.IGNORECASE)
_LETTER = re.compile(r"дж|[^\W\d_]")
# Initials that are glued to a surname.
_GLUED = re.compile(r"((?:[^\W\d_]\.-?)+)([^\W\d_][\w'’-]{2,})")
_MOST_TRANSLITERATIONS = 3
# Others that may stand between a surname and another part of a name: two cost less than one.
_GAP = 2
# What a patronymic or a middle initial is worth beside the surname, and a patronymic anywhere.
_BESIDE_WEIGHT = 1.5
_ANYWHERE_WEIGHT = 0.2


@dataclass(frozen=True, slots=True)
class FullName:
    """A full name among nodes: where its surname stands, and the nodes that are not asked for by
    themselves. `first` is the initial of the given name, where that is not typed, and stands in the
    first of the places; `middle` are other initials, folded, `patronymic` is as it was typed."""

    surname: int
    places: tuple[int, ...]
    first: str = ""
    middle: tuple[str, ...] = ()
    patronymic: str = ""

    def has_first(self, place: int) -> bool:
        """Whether the initial of the given name stands at a place."""
        return bool(self.first) and place == self.places[0]


@dataclass(frozen=True, slots=True)
class _NameWord:
    """What a word of a query may be in a name, or words that are one part of it: `Гейдар оглы`."""

    places: tuple[int, ...]
    text: str
    parts: frozenset[NamePart] = frozenset()
    is_known: bool = True
    is_patronymic: bool = False
    is_latin: bool = False
    initials: tuple[str, ...] = ()
    is_dotted: bool = False

    @property
    def place(self) -> int:
        return self.places[0]

    @property
    def may_be_given(self) -> bool:
        return "given" in self.parts or not (self.is_known or "surname" in self.parts)

    @property
    def may_be_surname(self) -> bool:
        return "surname" in self.parts or not self.is_known

    def may_follow(self, *, dotted: bool) -> bool:
        """Whether it may be the surname beside initials, though mostly it is none: Bush, Шарон."""
        return self.may_be_surname or (dotted and (self.is_latin or "given" in self.parts))


def list_words(text: str, tokenizer: Tokenizer) -> list[Node]:
    """The words of a text; initials keep the dots that tell them from other letters."""
    forms = [(form[0], text[form.end() : form.end() + 1]) for form in tokenizer.iterate_forms(text)]
    return [
        Word(form + "." if len(form) == 1 and behind == "." else form) for form, behind in forms
    ]


def split_initials(nodes: Iterable[Node], analyzer: Analyzer) -> tuple[Node, ...]:
    """Nodes with the words in parts whose initials are glued to a surname: `И.П.Сидоров`."""
    return tuple(part for node in nodes for part in _split(node, analyzer))


def _split(node: Node, analyzer: Analyzer) -> tuple[Node, ...]:
    glued = _GLUED.fullmatch(node.text) if isinstance(node, Word) and not node.exact else None
    if glued is None or not isinstance(node, Word):
        return (node,)
    initials, surname = replace(node, text=glued[1]), replace(node, text=glued[2])
    is_name = len(analyzer.ask(node.text)) > 1 and _read_word(0, surname, analyzer).may_be_surname
    return (initials, surname) if is_name else (node,)


def find_full_names(nodes: Sequence[Node], analyzer: Analyzer) -> dict[int, FullName]:
    """The full names among nodes that are asked for together, by the place of each of their words
    but the given name."""
    names: list[FullName] = []
    for field, row in groupby(enumerate(nodes), lambda entry: plain_field(entry[1])):
        words = [(place, node) for place, node in row if isinstance(node, Word)]
        if field is None or len(words) < 2 or not any(_tells_of_name(node) for _, node in words):
            continue
        names += _find_in_row(list(_read_row(words, analyzer)))
    by_place = {place: name for name in names for place in name.places}
    return by_place | {name.surname: name for name in names}


def _tells_of_name(node: Word) -> bool:
    return bool(_INITIALS.fullmatch(node.text)) or may_be_patronymic(node.text)


def _read_row(words: Iterable[tuple[int, Word]], analyzer: Analyzer) -> Iterator[_NameWord]:
    """The words of a row; one that says "son" or "daughter" is part of what stands before it."""
    last: _NameWord | None = None
    for place, node in words:
        word = _read_word(place, node, analyzer)
        if last and is_child_word(word.text.lower()) and not last.is_patronymic:
            word = _join_child(last, word)
        elif last:
            yield last
        last = word
    if last:
        yield last


def _join_child(father: _NameWord, child: _NameWord) -> _NameWord:
    """A patronymic of two words, or the initial of one."""
    places = (*father.places, *child.places)
    if father.initials:
        return replace(father, places=places)
    return _NameWord(places, f"{father.text} {child.text}", is_patronymic=True)


def _read_word(place: int, node: Word, analyzer: Analyzer) -> _NameWord:
    text, forms = node.text, [word.surface for word in analyzer.ask(node.text)]
    if _INITIALS.fullmatch(text) and all(map(_LETTER.fullmatch, forms)):
        is_dotted = "." in text or len(forms[0]) > 1
        if is_dotted or forms[0] not in analyzer.stop_words:
            return _NameWord((place,), text, initials=tuple(forms), is_dotted=is_dotted)
    if not forms or any(form in analyzer.stop_words for form in forms):
        return _NameWord((place,), text)
    if len(forms) > 1 and is_child_word(forms[-1]):
        return _NameWord((place,), text, is_patronymic=True)
    parts = analyzer.tell_parts(text)
    is_patronymic = False
    if may_be_patronymic(text):
        told = tell_patronymic(forms[-1], parts, analyzer)
        is_patronymic, parts = "patronymic" in told, told
    is_known, is_latin = all(map(analyzer.knows, forms)), forms[0].isascii()
    return _NameWord((place,), text, parts, is_known, is_patronymic, is_latin)


def _find_in_row(row: Sequence[_NameWord]) -> Iterator[FullName]:
    place = 0
    while place < len(row):
        end = place + 1
        if row[place].initials:
            while end < len(row) and row[end].initials:
                end += 1
            found = _join_initials(row, place, end)
        else:
            found = _join_patronymic(row, place) if row[place].is_patronymic else None
        if found is not None:
            yield found
        place = end


def _join_initials(row: Sequence[_NameWord], start: int, end: int) -> FullName | None:
    """The name that initials from start to end are part of."""
    letters = tuple(letter for word in row[start:end] for letter in word.initials)
    places = tuple(place for word in row[start:end] for place in word.places)
    dotted = any(word.is_dotted for word in row[start:end])
    left, right = _word_at(row, start - 1), _word_at(row, end)
    if left and right and left.may_be_given and right.may_follow(dotted=dotted):
        # John F. Kennedy. Without a dot the letter may be anything, but behind a given name.
        is_name = dotted or "given" in left.parts
        return FullName(right.place, places, middle=letters) if is_name else None
    if not dotted and len(letters) == 1:
        return None
    is_left_surer = left is not None and "surname" in left.parts
    if right and not (is_left_surer and "surname" not in right.parts):
        behind = _word_at(row, end + 1)
        if behind and right.may_be_given and behind.may_be_surname:
            # F. Scott Fitzgerald.
            return FullName(behind.place, places, middle=letters)
        if right.may_follow(dotted=dotted) and not _is_place(right, letters):
            return FullName(right.place, places, letters[0], letters[1:])
    before = _word_at(row, start - 2)
    if left and before and left.may_be_given and before.may_follow(dotted=dotted):
        # Kennedy, John F.
        return FullName(before.place, places, middle=letters)
    if left and left.may_be_surname and not _is_place(left, letters):
        return FullName(left.place, places, letters[0], letters[1:])
    return None


def _is_place(word: _NameWord, letters: tuple[str, ...]) -> bool:
    """Whether one letter beside a word says what place it is: `г.`, `с.`."""
    return len(letters) == 1 and "place" in word.parts


def _join_patronymic(row: Sequence[_NameWord], place: int) -> FullName | None:
    """The name that a patronymic behind a given name is part of; None without a surname. One that
    may be a surname itself is asked for unless the others are surely names."""
    one, given = row[place], _word_at(row, place - 1)
    before, behind = _word_at(row, place - 2), _word_at(row, place + 1)
    is_sure = "surname" not in one.parts
    if not given or not ("given" in given.parts or (is_sure and given.may_be_given)):
        return None
    for word in (behind, before):
        if word and ("surname" in word.parts or (is_sure and word.may_be_surname)):
            return FullName(word.place, one.places, patronymic=one.text)
    return None


def _word_at(row: Sequence[_NameWord], place: int) -> _NameWord | None:
    """A word of a row that is no initial; None beyond its ends."""
    return row[place] if 0 <= place < len(row) and not row[place].initials else None


@dataclass(frozen=True, slots=True)
class FullNameMatcher:
    """What is asked of an engine for the parts of a name that stand beside a surname in a text."""

    surname: AskedWord
    name: TextName
    given_names: GivenNames
    analyzer: Analyzer
    off: Collection[Expansion]

    def match(self, own: Match, name: FullName) -> Match:
        """What has the surname, which `own` asks for, beside its initial or a given name that
        begins so; what has the rest of the name beside it comes first."""
        lifts = list(self._list_lifts(name))
        if name.first:
            given = self._stand_beside(*self._list_given(name.first))
            initial = self._stand_beside(self.analyzer.ask_initial(name.first))
            own = MatchEvery((own, MatchAny((*given, *initial))))
        return MatchLifted(own, tuple(lifts)) if lifts else own

    def _list_given(self, letter: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The given names that begin so, and their name keys, with those of Cyrillic ones that a
        Latin letter may stand for."""
        found = self.given_names.find(letter)
        others = islice(transliterate(letter), _MOST_TRANSLITERATIONS) if letter.isascii() else ()
        keys = (key for other in others for key in self.given_names.find(other).keys)
        return found.given, tuple(dict.fromkeys((*found.keys, *keys)))

    def _list_lifts(self, name: FullName) -> Iterator[Lift]:
        for letter in name.middle:
            names = (*self.analyzer.ask_initial(letter), *self.given_names.find(letter).patronymics)
            yield from (Lift(part, _BESIDE_WEIGHT) for part in self._stand_beside(names))
        if name.patronymic:
            yield from self._lift_patronymic(self.analyzer.ask(name.patronymic))

    def _lift_patronymic(self, words: Sequence[AskedWord]) -> Iterator[Lift]:
        """A patronymic beside the surname, in Russian manner or with a word for the child."""
        field, last = TEXT_FIELDS[self.name], words[-1]
        if is_child_word(last.surface):
            father = words[-2]
            fathers, keys = father.lemmas, father.names
            names = tuple(one for lemma in fathers for one in make_patronymics(lemma))
            beside = self._stand_beside(names)
        else:
            fathers = tuple(filter(None, map(find_father, last.lemmas)))
            keys = self.analyzer.list_keys(fathers)
            # Marked wherever it stands.
            yield Lift(MatchTerms(field.lemmas, last.lemmas), _ANYWHERE_WEIGHT)
            beside = self._stand_beside(last.lemmas, last.names)
        parts = (*beside, *self._stand_before_child(fathers, keys))
        yield from (Lift(part, _BESIDE_WEIGHT) for part in parts)

    def _stand_before_child(
        self, fathers: tuple[str, ...], keys: tuple[str, ...]
    ) -> Iterator[Match]:
        """A father's name before "son" or "daughter", in either alphabet."""
        field = TEXT_FIELDS[self.name]
        children = [self._ask(word) for word in CHILD_WORDS]
        if fathers:
            lemmas = join_terms((), (child.lemmas for child in children))
            yield MatchSequence(field.lemmas, (fathers, lemmas))
        if "names" not in self.off and keys:
            yield MatchSequence(field.names, (keys, join_terms((), (c.names for c in children))))

    def _ask(self, text: str) -> AskedWord:
        return self.analyzer.ask(text)[0]

    def _stand_beside(self, names: tuple[str, ...], keys: tuple[str, ...] = ()) -> Iterator[Match]:
        """Any of the names beside the surname, in either alphabet."""
        field = TEXT_FIELDS[self.name]
        if names:
            yield MatchNear(field.lemmas, (names, self.surname.lemmas), _GAP)
        if "names" not in self.off and keys and self.surname.names:
            yield MatchNear(field.names, (keys, self.surname.names), _GAP)
