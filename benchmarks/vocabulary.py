"""The words that the generated corpus is made of: real lemmas with all their forms, by frequency.

Russian lemmas and paradigms are those of pymorphy3's dictionary, English ones those of
simplemma's. Words follow Zipf's law (Mandelbrot's form of it). They are drawn once, into *units* of
three to six words, and texts are made of units: a phrase then recurs as it does in news.
Surnames and place names are invented and inflected.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import accumulate
from random import Random

import pymorphy3
from simplemma.strategies.dictionaries.dictionary_factory import DefaultDictionaryFactory

from indexer.article import Lang
from indexer.labels import slugify
from indexer.languages.english import ENGLISH
from indexer.languages.russian import RUSSIAN

# The vocabulary is the same for every corpus, so that one mix of queries fits all of them.
SEED = 1
UNITS = 150_000
# Zipf's exponent, and Mandelbrot's constant, which flattens the head as texts have it.
EXPONENT = 1.2
MANDELBROT = 5


@dataclass(frozen=True, slots=True)
class Lemma:
    """A word with its forms, which all begin with the stem; the commonest suffixes come first."""

    stem: str
    suffixes: tuple[str, ...]

    def form(self, random: Random) -> str:
        """One of the forms, the first ones more often."""
        return self.stem + self.suffixes[int(len(self.suffixes) * random.random() ** 2)]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of a language. `lemmas` and `units` are ordered by frequency; the first
    `function_words` of the lemmas are such."""

    lemmas: tuple[Lemma, ...]
    function_words: int
    units: tuple[str, ...]


@cache
def load_vocabulary(lang: Lang) -> Vocabulary:
    """The vocabulary of a language, the same in every run; takes some seconds."""
    random = Random(f"{SEED} {lang}")
    read, stop_words = {
        "ru": (_russian_lemmas, RUSSIAN.stop_words),
        "en": (_english_lemmas, ENGLISH.stop_words),
    }[lang]
    function_words = tuple(Lemma("", (word,)) for word in _by_length(stop_words, random))
    lemmas = (*function_words, *read(random))
    return Vocabulary(lemmas, len(function_words), _draw_units(lemmas, random))


def skewed(count: int, random: Random) -> int:
    """A number below `count`, small ones far more often: the first hundredth takes a tenth."""
    return int(count * random.random() ** 2)


def _draw_units(lemmas: tuple[Lemma, ...], random: Random) -> tuple[str, ...]:
    ranks = range(1, len(lemmas) + 1)
    weights = list(accumulate((rank + MANDELBROT) ** -EXPONENT for rank in ranks))
    lengths = random.choices((3, 4, 5, 6), k=UNITS)
    drawn = iter(random.choices(lemmas, cum_weights=weights, k=sum(lengths)))
    return tuple(" ".join(next(drawn).form(random) for _ in range(length)) for length in lengths)


def _russian_lemmas(random: Random) -> list[Lemma]:
    morph = pymorphy3.MorphAnalyzer(lang="ru")
    dictionary = morph.dictionary
    suffixes = [
        tuple(dict.fromkeys(ending for prefix, _, ending in dictionary.build_paradigm_info(number)
                            if not prefix))
        for number in range(len(dictionary.paradigms))
    ]  # fmt: skip
    # Words that stood in a tagged corpus are common ones.
    common = {key.partition(":")[0] for key in morph.prob_estimator.p_t_given_w.keys()}  # noqa: SIM118
    first: dict[str, Lemma] = {}
    rest: dict[str, Lemma] = {}
    for word, (paradigm, index) in dictionary.words.iteritems():
        if index == 0 and word.isalpha() and word not in RUSSIAN.stop_words:
            endings = suffixes[paradigm]
            if endings and word.endswith(endings[0]):
                lemma = Lemma(word[: len(word) - len(endings[0])], endings)
                (first if word in common else rest)[word] = lemma
    return [
        *(first[word] for word in _by_length(first, random)),
        *(rest[word] for word in _by_length(rest, random)),
    ]


def _english_lemmas(random: Random) -> list[Lemma]:
    forms: defaultdict[str, list[str]] = defaultdict(list)
    for form, lemma in sorted(DefaultDictionaryFactory().get_dictionary("en").items()):
        if all(word.isascii() and word.isalpha() and word.islower() for word in (form, lemma)):
            forms[str(lemma)].append(str(form))
    # Words with more forms are commoner ones: names and foreign words have but one.
    kept = {lemma: found for lemma, found in forms.items() if lemma not in ENGLISH.stop_words}
    ordered = sorted(_by_length(kept, random), key=lambda lemma: len(kept[lemma]) < 3)
    return [Lemma("", tuple(dict.fromkeys((lemma, *kept[lemma])))) for lemma in ordered]


def _by_length(words: Iterable[str], random: Random) -> list[str]:
    """Shorter words first, roughly: they are the commoner ones."""
    # Sorted before the draw: the order of a set differs from run to run.
    keys = {word: len(word) * random.uniform(0.5, 1.5) for word in sorted(words)}
    return sorted(keys, key=keys.__getitem__)


_ONSETS = (
    "Ба Бе Ва Ви Га Го Да До Ер Жа За Зу Ка Ко Ку Ла Ли Ма Ме Му На Но Ра Ро Са Су Та То Ха Ша"
)
_MIDDLES = (
    "бар бек вар вид гал дар дел жан зак зал зор кал кан лов лук мал мар нар нел нур пал рад рег "
    "рим руб сар сел тал тар тим тор тур фар хан хар цел чер шак шам яр"
)
_ENDINGS: Mapping[str, tuple[str, ...]] = {
    "person": ("ов", "ев", "ин", "аев", "ян"),
    "place": ("ск", "град", "кент", "абад", "ург"),
}
_CASES: Mapping[str, tuple[str, ...]] = {
    "person": ("", "а", "у", "ым", "е"),
    "place": ("", "а", "е", "у", "ом"),
}


@lru_cache(maxsize=100_000)
def invent_name(kind: str, number: int) -> Mapping[Lang, Lemma]:
    """An invented surname (`person`) or town (`place`) in both languages; 240,000 of each."""
    onsets, middles, endings = _ONSETS.split(), _MIDDLES.split(), _ENDINGS[kind]
    number, onset = divmod(number, len(onsets))
    number, middle = divmod(number, len(middles))
    number, ending = divmod(number, len(endings))
    further = middles[number % len(middles)] if number else ""
    stem = onsets[onset] + middles[middle] + further + endings[ending]
    return {"ru": Lemma(stem, _CASES[kind]), "en": Lemma(slugify(stem).title(), ("", "'s"))}
