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
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from sys import intern
from typing import NamedTuple

from indexer.analysis.chunks import ChunkIndex
from indexer.analysis.dictionaries import Dictionaries
from indexer.analysis.exceptions import Exceptions, read_exceptions
from indexer.analysis.names import name_key
from indexer.analysis.rules import Rule, leave_out
from indexer.analysis.tokenizer import LONGEST_WORD, Tokenizer
from indexer.languages import DEFAULT_LANGUAGES, Language

# Raised by hand whenever tokenizing or folding changes what is indexed.
ANALYZER_VERSION = 4

# Shorter name keys are those of too many words.
SHORTEST_KEY = 2

# Word forms whose words are kept, about 250 bytes each.
CACHE_SIZE = 500_000


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
    name, its name keys."""

    surface: str
    lemmas: tuple[str, ...]
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WordReading:
    """How one word of a text was read: for `letopis explain` and the answer's own account.

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
    `off` the rules that it does without. Raises SettingsError where the file cannot be read.
    """

    def __init__(
        self,
        exceptions: Path | None = None,
        languages: Sequence[Language] = DEFAULT_LANGUAGES,
        off: Collection[Rule] = (),
    ) -> None:
        self.languages = tuple(languages)
        self.tokenizer = Tokenizer(languages, off)
        self.stop_words = frozenset().union(*(language.stop_words for language in languages))
        self._off = frozenset(off)
        self._exceptions = (
            Exceptions({})
            if "exception" in off
            else read_exceptions(languages, self.tokenizer, exceptions)
        )
        self._dictionaries = Dictionaries([leave_out(language, off) for language in languages])
        self._words = _WordCache(self._read)
        self.chunks = ChunkIndex(self.words)

    @property
    def fingerprint(self) -> str:
        """Changes whenever the same text could give other tokens."""
        parts = (
            str(ANALYZER_VERSION),
            *self._dictionaries.fingerprints,
            self._exceptions.fingerprint,
            *(f"without {rule}" for rule in sorted(self._off)),
        )
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]

    def forms(self, text: str) -> Iterator[re.Match[str]]:
        """The word forms of a text as they stand in it, in order: for those who need few of its
        tokens, at a third of the cost."""
        return self.tokenizer.iterate_forms(text)

    def tokens(self, text: str) -> Iterator[Token]:
        """The tokens of a text, in order."""
        for position, form in enumerate(self.forms(text)):
            surface, lemmas, _ = self.word(form[0])
            yield Token(surface, lemmas, position, form.start(), form.end())

    def words(self, text: str) -> list[Word]:
        """The words of a text without their offsets: the way of the indexer."""
        return list(map(self._words.__getitem__, self.tokenizer.find_forms(text)))

    def word(self, form: str) -> Word:
        """What one word form, as it stands in a text, is found by."""
        return self._words[form]

    def knows(self, form: str) -> bool:
        """Whether a dictionary or the exceptions have a word form, so that none need guess."""
        surface, _ = self.tokenizer.fold_word(form)
        if self._exceptions.find(form, surface) is not None:
            return True
        return any(one.knows(surface) for one in self._dictionaries.choose(form, surface))

    def explain(self, text: str) -> list[WordReading]:
        """How each word of a text was read."""
        readings: list[WordReading] = []
        for form in self.tokenizer.find_forms(text):
            surface, rules = self.tokenizer.fold_word(form)
            word = self.word(form)
            if word.lemmas != (surface,) and "lemma" not in self._off:
                rules = (*rules, "lemma")
            line = self._exceptions.find(form, surface)
            if line is not None:
                rules, name = (*rules, "exception"), line.place
            else:
                name = ", ".join(asked.name for asked in self._dictionaries.choose(form, surface))
            readings.append(WordReading(form, surface, word.lemmas, rules, name, word.names))
        return readings

    def _read(self, form: str) -> Word:
        surface, _ = self.tokenizer.fold_word(form)
        line = self._exceptions.find(form, surface)
        reading = self._dictionaries.read(form, surface)
        if reading is None:
            return Word(surface, line.lemmas if line else _read_number(form, surface))
        lemmas, names = reading
        # A word has many forms: its lemma is kept once.
        lemmas = tuple(map(intern, lemmas))
        if "lemma" in self._off:
            lemmas, names = (surface,), (surface,) if names else ()
        if line is not None:
            lemmas, names = line.lemmas, line.lemmas if names else ()
        if not names or "." in form or "name" in self._off:
            return Word(surface, lemmas)
        keys = dict.fromkeys(map(name_key, names))
        return Word(surface, lemmas, tuple(key for key in keys if len(key) >= SHORTEST_KEY))


def _read_number(form: str, surface: str) -> tuple[str, ...]:
    """The number, and its parts where they may be a list: `ст. 105,205`, but not 12,500."""
    parts = form.split(",")
    return (surface, *parts) if len(parts) > 1 and len(parts[0]) == 3 else (surface,)


class _WordCache(dict[str, Word]):
    """The words of the forms seen lately; looking one up reads a form that is not there.

    A large archive has more forms than fit, most of them rare. When half the space is full, it
    becomes the older half, and the older half before it goes, but for the forms asked for since.
    """

    def __init__(self, read: Callable[[str], Word]) -> None:
        super().__init__()
        self._read = read
        self._older: dict[str, Word] = {}

    def __missing__(self, form: str) -> Word:
        if len(form) > LONGEST_WORD:
            return self[form[:LONGEST_WORD]]
        word = self._older.get(form) or self._read(form)
        if len(self) >= CACHE_SIZE // 2:
            self._older = dict(self)
            self.clear()
        self[form] = word
        return word
