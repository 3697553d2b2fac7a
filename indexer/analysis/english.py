"""What is English: the dictionary for Latin words and the English stop words."""

from __future__ import annotations

from importlib.metadata import version

from simplemma import is_known, lemmatize

STOP_WORDS = frozenset(
    "a an and are as at be but by for from had has have he her his i if in into is it its no nor "
    "not of on or our she so such than that the their them then there these they this those to "
    "was we were which who will with would you your".split()
)


class EnglishLemmatizer:
    """Lemmas of Latin words by simplemma's English dictionary."""

    name = "simplemma"

    def __init__(self) -> None:
        # simplemma reads its dictionary with the first word: here, not under the first reader.
        lemmatize("word", lang="en")

    @property
    def fingerprint(self) -> str:
        return f"simplemma {version('simplemma')}"

    def lemmas(self, word: str) -> tuple[str, ...]:
        """The lemma of a folded word, as a tuple of one."""
        return (lemmatize(word, lang="en").lower() or word,)

    def is_name(self, word: str) -> bool:
        """Whether the dictionary has a folded word as a name, or not at all."""
        return not is_known(word, lang="en") or not lemmatize(word, lang="en").islower()
