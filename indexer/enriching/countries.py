"""Which country or region a name stands for, and which of them a news story comes from.

    >>> from indexer.analysis import Analyzer
    >>> gazetteer = Gazetteer(Analyzer())
    >>> gazetteer.resolve("Азербайджана"), gazetteer.resolve("Дагестан")
    ('AZ', 'dagestan')
    >>> gazetteer.infer("Bridge opens in Makhachkala", "")[0].words
    ('title: Makhachkala',)

The names are those of `places.py`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, get_args

from indexer.analysis import Analyzer, Token, Word
from indexer.article import CountryEvidence
from indexer.enriching.places import NO_ENTRY, name_countries, read_places

Field = Literal["title", "dateline", "text"]
FIELDS: tuple[Field, ...] = get_args(Field)

# What the first mention in a field is worth; the n-th one adds the n-th part of it.
FIELD_WEIGHTS: dict[Field, float] = {"title": 4.0, "dateline": 3.0, "text": 2.0}
ADJECTIVE_WEIGHT = 0.6
COUNTED_MENTIONS = 8

# News copy begins with the place and the day: "MAKHACHKALA, 5 May."
DATELINE_WORDS = 12

# What a further country needs, unless the title names it: this share of the best score, and more
# than one mention in the running text.
LEAST_SHARE = 0.5
MOST_COUNTRIES = 3

# Words of a text in which a single mention still tells where it comes from; in a longer one it is
# made in passing.
SHORT_STORY = 300
MOST_WORDS = 5

# The endings of the case forms, by the ending of the base form; the first that fits counts. Names
# of one word are declined here and not lemmatized: the dictionary finds names in what is none
# (`Того` is a form of тот, `Казбеков` of Казбек) and guesses at rare ones (`Хосты` from хост).
_CASE_ENDINGS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("ый", ("ого", "ому", "ым", "ом")),
    ("ий", ("ого", "ому", "им", "ом", "ая", "ой", "ую", "ое", "ие", "их", "ими")),
    ("ая", ("ой", "ую")),
    ("ое", ("ого", "ому", "ым", "ом")),
    ("ия", ("ии", "ию", "ией")),
    ("я", ("и", "е", "ю", "ей")),
    ("а", ("ы", "и", "е", "у", "ой", "ей")),
    ("ы", ("", "ов", "ам", "ами", "ах")),
    ("ь", ("и", "ью", "я", "ю", "ем", "е")),
    ("й", ("я", "ю", "ем", "е")),
)

# Самоа has no other form: самое is a word.
_UNDECLINED = re.compile("[аеиоуыэю]а$")
_CONSONANT = re.compile("[бвгджзклмнпрстфхцчшщ]$")
_CONSONANT_ENDINGS = ("а", "у", "ом", "ем", "е")
_LOCATIVE = frozenset(("в", "во", "in"))
_SENTENCE_BORDER = re.compile(r"[.!?…:;«\"“„()\n—–]")
_DATED = re.compile(r"\s?[,(—–-]\W{0,2}(?:[^\W\d]+\.? )?\d")


@dataclass(frozen=True, slots=True)
class _Name:
    """A name as it is looked for: its words as listed, and, of a longer one, as the analyzer reads
    them.

    `countries` is empty for a name that only looks like a place, and holds several ids where
    the name alone does not decide.
    """

    fold: str
    forms: tuple[str, ...]
    words: tuple[Word, ...]
    countries: tuple[str, ...]
    weight: float
    is_doubtful: bool


@dataclass(frozen=True, slots=True)
class _Mention:
    field: Field
    printed: str
    name: _Name
    is_certain: bool


class Gazetteer:
    """Knows countries and regions by name, and finds them in a story. Safe to share between
    threads."""

    def __init__(self, analyzer: Analyzer) -> None:
        self._analyzer = analyzer
        places = read_places()
        self._text_weights: dict[str, float] = {}
        self._ids: dict[str, str] = {}
        self._names: dict[str, _Name] = {}
        self._doubtful = {self._fold(name) for name in places.doubtful}

        for id_, names in name_countries().items():
            entry = places.countries.get(id_, NO_ENTRY)
            self._text_weights[id_] = entry.text_weight
            self._ids[self._fold(id_)] = id_
            self._ids.update((self._fold(name), id_) for name in names)
            self._add_names(names, id_, weight=1.0)
            self._add_names(entry.adjectives, id_, weight=ADJECTIVE_WEIGHT)
            for spellings in entry.places:
                self._add_names(spellings, id_, weight=1.0)
        self._add_names(places.not_places, None, weight=0.0)

        self._most_words = max(len(name.forms) for name in self._names.values())
        # Names of one word by every case form; longer ones by what may be their first word.
        self._short = {fold: name for fold, name in self._names.items() if not name.words}
        self._long: dict[str, list[_Name]] = defaultdict(list)
        for fold, name in self._names.items():
            if not name.words:
                for form in list_case_forms(fold):
                    self._short.setdefault(form, name)
            else:
                for key in {name.words[0].surface, *name.words[0].lemmas}:
                    self._long[key].append(name)

    def resolve(self, name: str) -> str | None:
        """The id of a country or region given by its name in any case form, or by its id.

        The names of its towns do not count, nor does upper or lower case.
        """
        known = self._ids.get(self._fold(name))
        if known is not None:
            return known
        words = self._analyzer.words(name)
        found = {
            self._ids.get(candidate.fold)
            for candidate in self._candidates(words)
            if len(candidate.forms) == len(words)
        }
        found.discard(None)
        return found.pop() if len(found) == 1 else None

    def infer(self, title: str, text: str) -> tuple[CountryEvidence, ...]:
        """The countries and regions that a story speaks of, best first, at most three.

        A name in the title weighs most, then one in the first words of the text, then the rest.
        """
        mentions = [*self._mentions(title, "title"), *self._mentions(text, "dateline")]
        certain = {
            id_ for mention in mentions if mention.is_certain for id_ in mention.name.countries
        }
        if not certain:
            return ()
        found = [self._weigh(id_, mentions) for id_ in certain]
        found.sort(key=lambda evidence: (-evidence.score, evidence.country))
        best = found[0].score
        is_short = len(self._analyzer.words(text)) <= SHORT_STORY
        titled = {
            id_
            for mention in mentions
            if mention.field == "title"
            for id_ in mention.name.countries
        }
        kept = [
            evidence
            for evidence in found
            if (evidence.score == best and (best > FIELD_WEIGHTS["text"] or is_short))
            or evidence.country in titled
            or (evidence.score >= LEAST_SHARE * best and evidence.score > FIELD_WEIGHTS["text"])
        ]
        return tuple(kept[:MOST_COUNTRIES])

    def _weigh(self, id_: str, mentions: Sequence[_Mention]) -> CountryEvidence:
        own = [mention for mention in mentions if id_ in mention.name.countries]
        score = 0.0
        for field in FIELDS:
            weight = FIELD_WEIGHTS[field]
            if field == "text":
                weight *= self._text_weights[id_]
            weights = [mention.name.weight for mention in own if mention.field == field]
            for rank, part in enumerate(weights[:COUNTED_MENTIONS], start=1):
                score += weight * part / rank
        words = dict.fromkeys(f"{mention.field}: {mention.printed}" for mention in own)
        return CountryEvidence(id_, round(score, 3), tuple(words)[:MOST_WORDS])

    def _mentions(self, text: str, first_field: Field) -> Iterator[_Mention]:
        """The places named in a text, the longest name first where several begin at a word."""
        tokens = list(self._analyzer.tokens(text))
        start = 0
        while start < len(tokens):
            name = self._longest(text, tokens, start)
            if name is None:
                start += 1
                continue
            end = start + len(name.forms)
            field = first_field
            if field == "dateline" and start >= DATELINE_WORDS:
                field = "text"
            printed = text[tokens[start].start : tokens[end - 1].end]
            is_certain = len(name.countries) == 1 and (
                not name.is_doubtful or _stands_as_name(text, tokens, start, name)
            )
            yield _Mention(field, " ".join(printed.split()), name, is_certain)
            start = end

    def _longest(self, text: str, tokens: Sequence[Token], start: int) -> _Name | None:
        following = tokens[start : start + self._most_words]
        found = [
            name
            for name in self._candidates(following)
            if all(
                _has_case_of(form, text[token.start : token.end])
                for form, token in zip(name.forms, following, strict=False)
            )
        ]
        return max(found, key=lambda name: len(name.forms), default=None)

    def _candidates(self, words: Sequence[Word | Token]) -> Iterator[_Name]:
        """The names that some words begin with, in any case form."""
        if not words:
            return
        first = words[0]
        short = self._short.get(first.surface)
        if short is not None:
            yield short
        for key in {first.surface, *first.lemmas}:
            for name in self._long.get(key, ()):
                if len(name.words) <= len(words) and all(map(_share_lemma, name.words, words)):
                    yield name

    def _add_names(self, names: Iterable[str], id_: str | None, *, weight: float) -> None:
        for listed in names:
            forms = tuple(self._analyzer.tokenizer.find_forms(listed))
            # One word is declined below: the dictionary need not be asked.
            words = tuple(self._analyzer.words(listed)) if len(forms) > 1 else ()
            fold = self._fold(listed)
            known = self._names.get(fold)
            countries = known.countries if known is not None else ()
            if id_ is not None and id_ not in countries:
                countries = (*countries, id_)
            self._names[fold] = _Name(fold, forms, words, countries, weight, fold in self._doubtful)

    def _fold(self, name: str) -> str:
        return " ".join(self._analyzer.surfaces(name))


@lru_cache(maxsize=2)
def load_gazetteer(analyzer: Analyzer) -> Gazetteer:
    """The gazetteer of an analyzer: a watch imports again and again, and to read a thousand names
    takes longer than to import a few articles."""
    return Gazetteer(analyzer)


def list_case_forms(name: str) -> Iterator[str]:
    """The regular case forms of a Russian name of one word; none for other names."""
    if _UNDECLINED.search(name):
        return
    for ending, others in _CASE_ENDINGS:
        if name.endswith(ending):
            yield from (name.removesuffix(ending) + other for other in others)
            return
    if _CONSONANT.search(name):
        yield from (name + ending for ending in _CONSONANT_ENDINGS)


def _share_lemma(one: Word | Token, other: Word | Token) -> bool:
    return one.surface == other.surface or not set(one.lemmas).isdisjoint(other.lemmas)


def _has_case_of(listed: str, printed: str) -> bool:
    """Whether the text has the capital letters of the listed name (`US` is not `Us`)."""
    if len(listed) > 1 and listed.isupper():
        return printed.isupper()
    return printed[0].isupper() or not listed[0].isupper()


def _stands_as_name(text: str, tokens: Sequence[Token], start: int, name: _Name) -> bool:
    """Whether a word that is also a common word, or a person's name, is surely a place here."""
    first = tokens[start]
    last = tokens[start + len(name.forms) - 1]
    if start == 0:
        return _DATED.match(text, last.end) is not None
    previous = tokens[start - 1]
    if previous.surface in _LOCATIVE:
        return True
    printed = text[first.start : first.end]
    says_nothing = printed.isupper() and not name.forms[0].isupper()
    gap = text[previous.end : first.start]
    if says_nothing or _SENTENCE_BORDER.search(gap):
        return False
    after = text[last.end : last.end + 2]
    beside_name = (gap.isspace() and text[previous.start].isupper()) or (
        after[:1].isspace() and after[1:].isupper()
    )
    return not beside_name
