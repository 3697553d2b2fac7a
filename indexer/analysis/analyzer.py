"""The one analyzer: the same object when indexing, querying and highlighting.

    >>> analyzer = Analyzer()
    >>> [(token.surface, token.lemmas) for token in analyzer.tokens("Children's games")]
    [('children', ('child',)), ('games', ('game',))]

A token carries its folded surface form and every likely lemma; all of them stand at the token's
one position. The script of a word chooses its dictionary, word by word.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from pathlib import Path
from sys import intern
from typing import NamedTuple

from indexer.analysis.capitals import capitalize, find_capital, mark_openings, unmark
from indexer.analysis.chunks import ChunkIndex
from indexer.analysis.dictionaries import Dictionaries
from indexer.analysis.exceptions import ExceptionLine, Exceptions, read_exceptions
from indexer.analysis.names import NameKeys, is_of_sounds
from indexer.analysis.rules import Rule, leave_out
from indexer.analysis.tokenizer import LONGEST_WORD, Tokenizer
from indexer.languages import DEFAULT_LANGUAGES, Language, NamePart, Reading

# Raised by hand whenever tokenizing or folding changes what is indexed.
ANALYZER_VERSION = 6

# Marks that a Latin letter may lose.
_MARKED_LATIN = re.compile(r"(?<=[a-z])[\u0300-\u036f]+")

# A figure of a footnote behind a word; fewer letters before it are a type of something: `МиГ29`.
_FOOTNOTE = re.compile(r"([^\W\d_]{4,})(?:\d{1,2}|[\u00b9\u00b2\u00b3\u2070-\u2079]+)")

# Numbers with no more digits stand beside names: `ковид-19`, `Ту-154`.
_NAMED_NUMBER = 3

# What groups of digits are set apart by, and how long they are.
_SEPARATORS = re.compile("[ ,\u00a0\u2009\u202f]")
_GROUP = 3

# Word forms whose words are kept, about 500 bytes each.
FORMS = 500_000
# And of words that were asked for: a query asks for each several times.
_ASKED_SIZE = 20_000


class Token(NamedTuple):
    """A word of a text: what it is found by and where it stands.

    `position` counts words from 0, `start` and `end` are character offsets into the text.
    """

    surface: str
    lemmas: tuple[str, ...]
    position: int
    start: int
    end: int


class Word(NamedTuple):
    """What a word form is found by: its folded surface form, its likely lemmas and, if it may be a
    name there, its name keys. What a word of a query asks for, in any capitals."""

    surface: str
    lemmas: tuple[str, ...]
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WordReading:
    """How one word of a query was read: for `letopis explain` and the answer's own account.

    `rules` names the rules that fired (`indexer.analysis.rules`), `name` left to those who ask by
    name keys; `dictionary` names what gave the lemmas: dictionaries, the line of an exceptions
    file, or nothing (numbers, other scripts). `names` are its name keys if it may be a name, and
    `ring` the other names of its rings, where it was read with them.
    """

    text: str
    surface: str
    lemmas: tuple[str, ...]
    rules: tuple[str, ...]
    dictionary: str
    names: tuple[str, ...] = ()
    ring: tuple[str, ...] = ()


class Analyzer:
    """Turns text into tokens. Make one per process and pass it down: it holds the dictionaries
    and the cache of word forms. Safe to share between threads.

    `exceptions` is an archive's file of them, if it has one, `languages` are those of its texts,
    `off` the rules that it does without, `forms` how many word forms it remembers, about 500 bytes
    each. Raises SettingsError where the file cannot be read.
    """

    def __init__(
        self,
        exceptions: Path | None = None,
        languages: Sequence[Language] = DEFAULT_LANGUAGES,
        off: Collection[Rule] = (),
        forms: int = FORMS,
    ) -> None:
        self.languages = tuple(languages)
        self.tokenizer = Tokenizer(languages, off)
        self.stop_words = frozenset().union(*(language.stop_words for language in languages))
        self._letters = frozenset(word for word in self.stop_words if len(word) == 1)
        self._off = frozenset(off)
        self._exceptions = (
            Exceptions({})
            if "exception" in off
            else read_exceptions(languages, self.tokenizer, exceptions)
        )
        self._dictionaries = Dictionaries([leave_out(language, off) for language in languages])
        self._keys = NameKeys()
        self._words = _WordCache(self._read, forms)
        self._asked = _WordCache(self._ask, _ASKED_SIZE)
        self.chunks = ChunkIndex(lambda chunk: self.read_forms(self.tokenizer.find_forms(chunk)))

    @cached_property
    def fingerprint(self) -> str:
        """Changes whenever the same text could give other tokens."""
        parts = (
            str(ANALYZER_VERSION),
            *self._dictionaries.fingerprints,
            self._exceptions.fingerprint,
            self._keys.fingerprint,
            *(f"without {rule}" for rule in sorted(self._off)),
        )
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]

    def __eq__(self, other: object) -> bool:
        """Two that give the same tokens for every text are equal: what is read with one need not be
        read again with the other."""
        return isinstance(other, Analyzer) and self.fingerprint == other.fingerprint

    def __hash__(self) -> int:
        return hash(self.fingerprint)

    def surfaces(self, text: str) -> Iterator[str]:
        """The surface forms of the words of a text: no dictionary is asked for them."""
        return (self.tokenizer.fold_word(form)[0] for form in self.tokenizer.find_forms(text))

    def tokens(self, text: str) -> Iterator[Token]:
        """The tokens of a text, in order."""
        for position, form in enumerate(self.tokenizer.iterate_forms(mark_openings(text))):
            surface, lemmas, _ = self.word(form[0])
            yield Token(surface, lemmas, position, form.start(), form.end())

    def words(self, text: str) -> list[Word]:
        """The words of a text without their offsets: the way of the indexer."""
        return self.read_forms(self.tokenizer.find_forms(mark_openings(text)))

    def read_forms(self, forms: Iterable[str]) -> list[Word]:
        """What word forms are found by, of a text whose openings are marked."""
        return list(map(self._words.__getitem__, forms))

    def word(self, form: str) -> Word:
        """What one word form is found by, as it stands in a text whose openings are marked."""
        return self._words[form]

    def ask(self, text: str) -> list[Word]:
        """What the words of a query ask for; capitals change nothing."""
        return list(map(self._asked.__getitem__, self.tokenizer.find_forms(text)))

    def ask_initial(self, letter: str) -> tuple[str, ...]:
        """The lemmas of a folded letter that stands for a name. In texts one that is a common word
        as well has a lemma of its own where it is a capital with a dot: `И.`, but not `и`."""
        return (letter + ".",) if letter in self._letters else self._asked[letter].lemmas

    def knows(self, form: str) -> bool:
        """Whether a dictionary or the exceptions have a word form, so that none need guess."""
        surface, _ = self.tokenizer.fold_word(form)
        if self._exceptions.find_any(form, surface) is not None:
            return True
        return any(one.knows(surface) for one in self._dictionaries.choose(form, surface))

    def has_name(self, text: str) -> bool:
        """Whether one of several words is surely a name, or a number. Then the others are part of
        it, though a dictionary has them as words: `Дональд Трамп`, `Ту-154`."""
        return any(word.names for word in self.words(text.lower()))

    def find_names(self, surface: str) -> tuple[str, ...]:
        """What a folded word form may be wherever it stands, by its dictionaries alone: its lemmas
        that are names, and itself if none has it. Which of them are likely tells `word`, which
        takes many times as long."""
        if len(surface) == 1 or "." in surface or surface in self.stop_words:
            return ()
        plain = surface if "accent" in self._off else _drop_marks(surface)
        names = [
            name
            for dictionary in self._dictionaries.choose(surface, plain)
            for name in dictionary.find_names(plain)
        ]
        return (*names, surface) if names and plain != surface else tuple(names)

    def find_name_keys(self, surface: str) -> tuple[str, ...]:
        """The keys of the names that a folded word form may be wherever it stands."""
        names = self.find_names(surface)
        return self.list_keys(names) if names else ()

    def tell_parts(self, form: str) -> frozenset[NamePart]:
        """What a word form may be in a name."""
        surface, _ = self.tokenizer.fold_word(form)
        dictionaries = self._dictionaries.choose(form, surface)
        return frozenset().union(*(one.tell_parts(surface) for one in dictionaries))

    def explain(self, text: str) -> list[WordReading]:
        """How each word of a query is read."""
        readings: list[WordReading] = []
        for form in self.tokenizer.find_forms(text):
            surface, rules = self.tokenizer.fold_word(form)
            word = self._asked[form]
            if _drop_marks(surface) != surface and "accent" not in self._off:
                rules = (*rules, "accent")
            if _FOOTNOTE.fullmatch(surface) and "footnote" not in self._off:
                rules = (*rules, "footnote")
            if word.lemmas != (surface,) and "lemma" not in self._off:
                rules = (*rules, "lemma")
            line = self._exceptions.find_any(form, surface)
            if line is not None:
                rules, name = (*rules, "exception"), line.place
            else:
                name = ", ".join(asked.name for asked in self._dictionaries.choose(form, surface))
            readings.append(WordReading(form, surface, word.lemmas, rules, name, word.names))
        return readings

    def list_keys(self, names: Iterable[str]) -> tuple[str, ...]:
        """The name keys of folded names, if they are used."""
        if "name" in self._off:
            return ()
        listed = list(map(self._keys.list, names))
        return listed[0] if len(listed) == 1 else tuple(dict.fromkeys(chain.from_iterable(listed)))

    def _ask(self, form: str) -> Word:
        surface, _ = self.tokenizer.fold_word(form)
        line = self._exceptions.find_any(form, surface)
        reading = self._consult(form, surface, line)
        if reading is None:
            return self._read_other(form, surface, line)
        lemmas, surname = reading.lemmas, reading.surname
        if surname:
            # The other reading follows, since who types small letters may mean it.
            lemmas = (surname, *(lemma for lemma in lemmas if lemma != surname))
        elif reading.namesake:
            lemmas = (*lemmas, reading.namesake)
        return Word(surface, lemmas, self._list_keys(capitalize(form), surface, lemmas, reading))

    def _read(self, form: str) -> Word:
        capital = find_capital(form)
        spelt = unmark(form) if capital == "opening" else form
        surface, _ = self.tokenizer.fold_word(spelt)
        line = self._exceptions.find(spelt, surface)
        reading = self._consult(spelt, surface, line)
        if reading is None:
            return self._read_other(spelt, surface, line)
        lemmas = reading.lemmas
        if reading.surname and capital != "none":
            lemmas = (reading.surname,)
        elif reading.namesake and capital == "inside":
            lemmas = (reading.namesake, *lemmas)
        if surface in self._letters and capital == "inside":
            lemmas = (*lemmas, *self.ask_initial(surface))
        # A word has many forms: its lemma is kept once.
        lemmas = tuple(map(intern, lemmas))
        return Word(surface, lemmas, self._list_keys(form, surface, lemmas, reading))

    def _consult(self, form: str, surface: str, line: ExceptionLine | None) -> Reading | None:
        """What exceptions and dictionaries say of a word; None for what is no word of the
        languages."""
        plain = surface if "accent" in self._off else _drop_marks(surface)
        # Few words end in no letter.
        is_bare = plain[-1:].isalpha() or "footnote" in self._off
        footnote = None if is_bare else _FOOTNOTE.fullmatch(plain)
        if footnote:
            form = plain = footnote[1]
        reading = self._dictionaries.read(form, plain)
        if reading is None:
            return None
        lemmas, names = reading.lemmas, reading.names
        if "lemma" in self._off:
            reading = Reading((surface,), (surface,) if names else ())
        if line is not None:
            return Reading(line.lemmas, line.lemmas if names else ())
        if footnote and "lemma" not in self._off:
            return reading._replace(lemmas=(*lemmas, surface))
        if plain != surface and names:
            # The sounds are those of the letters with their marks.
            return reading._replace(names=(surface, *lemmas[:1]))
        return reading

    def _read_other(self, form: str, surface: str, line: ExceptionLine | None) -> Word:
        """A number, or a word of another script."""
        lemmas = line.lemmas if line else _read_number(form, surface)
        is_named = surface.isdecimal() and len(surface) <= _NAMED_NUMBER and "name" not in self._off
        return Word(surface, lemmas, (surface,) if is_named else ())

    def _list_keys(
        self, form: str, surface: str, lemmas: tuple[str, ...], reading: Reading
    ) -> tuple[str, ...]:
        """The name keys of a word form in a text whose openings are marked."""
        is_inside = form[0].isupper()
        if not (is_inside or reading.names) or "." in form or len(surface) == 1:
            return ()
        names = tuple(name for name in reading.names if name in lemmas or name == surface)
        is_likely = bool(names) and (lemmas[0] in names or surface in names)
        if not (is_inside or (is_likely and surface not in self.stop_words)):
            return ()
        others = names if is_likely else lemmas
        has_own = surface in names or (is_inside and not reading.is_declined)
        if is_likely and surface not in names:
            return self.list_keys((surface, *others) if has_own else others)
        own = self.list_keys((surface,))
        keys = own if has_own else ()
        if own and is_of_sounds(own[0]):
            # What is guessed, or is another word, and short is too many words.
            same = {surface, _drop_marks(surface)}
            keys += tuple(
                key
                for name in others
                for key in self.list_keys((name,))
                if name in same or is_of_sounds(key)
            )
        return tuple(dict.fromkeys(keys))


def _drop_marks(surface: str) -> str:
    """A surface form without the marks on its Latin letters."""
    # Most words of an archive are of Cyrillic letters.
    if surface.isascii() or "\u0400" <= surface[0] < "\u0530":
        return surface
    decomposed = unicodedata.normalize("NFD", surface)
    return unicodedata.normalize("NFC", _MARKED_LATIN.sub("", decomposed))


def _read_number(form: str, surface: str) -> tuple[str, ...]:
    """The number, and its parts where they may be several: `ст. 105,205`, `928 123`, but neither
    12,500 nor `250 000`."""
    parts = _SEPARATORS.split(form)
    if len(parts) == 1 or len(parts[0]) != _GROUP or "000" in parts:
        return (surface,)
    return tuple(dict.fromkeys((surface, *parts)))


class _WordCache(dict[str, Word]):
    """The words of the forms seen lately; looking one up reads a form that is not there.

    A large archive has more forms than fit, most of them rare. When half the space is full, it
    becomes the older half, and the older half before it goes, but for the forms asked for since.
    """

    def __init__(self, read: Callable[[str], Word], size: int) -> None:
        super().__init__()
        self._read = read
        self._size = size
        self._older: dict[str, Word] = {}

    def __missing__(self, form: str) -> Word:
        if len(form) > LONGEST_WORD:
            return self[form[:LONGEST_WORD]]
        word = self._older.get(form) or self._read(form)
        if len(self) >= self._size // 2:
            self._older = dict(self)
            self.clear()
        self[form] = word
        return word
