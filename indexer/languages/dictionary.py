"""What the analyzer asks of the dictionary of a language."""

from __future__ import annotations

from typing import Literal, NamedTuple, Protocol

# What a word may be in the name of a person, and a place.
NamePart = Literal["given", "patronymic", "surname", "place"]


class Reading(NamedTuple):
    """What a dictionary says of a word.

    `lemmas` are its likely ones, likeliest first, at least one. `names` are those that may be names
    because the dictionary has them as such; of a word that it has not, the word itself and its
    likeliest lemma. `surname` is the one lemma that a capital leaves, where the small word is
    another's form: `Магомедов` is no plural of `Магомед`. `namesake` is a surname that is spelt as
    this form of a common word, `Мясников`: a capital inside a sentence may mean either.
    `is_declined` tells that no name is spelt as the word is.
    """

    lemmas: tuple[str, ...]
    names: tuple[str, ...]
    surname: str = ""
    namesake: str = ""
    is_declined: bool = False


# What a library that reads words may end in at a word that its authors did not think of: pymorphy3
# asks for the Unicode name of each letter, and some letters have none. Compiled parts raise
# RuntimeError. What the system refuses (OSError, MemoryError) is no answer about a word.
FAILURES = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    RuntimeError,
    TypeError,
    ValueError,
)


def read_unknown(word: str) -> Reading:
    """The reading of a word that a dictionary has not, and cannot guess at: itself, which may be a
    name."""
    return Reading((word,), (word,))


class Dictionary(Protocol):
    """The dictionary of one language. Words it is asked for are folded
    (`indexer.analysis.tokenizer.Tokenizer.fold_word`). It raises nothing: a word that its library
    fails of is unknown."""

    @property
    def name(self) -> str: ...

    @property
    def fingerprint(self) -> str:
        """Changes whenever a word could be read otherwise."""

    def knows(self, word: str) -> bool:
        """Whether it has the word, and need not guess."""

    def read(self, word: str) -> Reading:
        """Read a word: all its likely lemmas, likeliest first, or guesses at them."""

    def find_names(self, word: str) -> tuple[str, ...]:
        """The lemmas of a word that it has as names, however unlikely; the word itself where it has
        not the word. Several times as quick as to read it, since nothing is weighed or guessed."""

    def tell_parts(self, word: str) -> frozenset[NamePart]:
        """What a word may be in a name, in any of its forms, however unlikely. Of a word that it
        has not, what the ending tells."""
