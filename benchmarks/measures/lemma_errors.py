"""Why a pair of forms is wrong: its class, by how the treebanks tag both and by their shape."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

_PARTS = {"NOUN": "noun", "PROPN": "name", "VERB": "verb", "ADJ": "adjective", "ADV": "adverb"}
_DRAWN_OUT = re.compile(r"(\w)\1\1")
_REFLEXIVE = ("ся", "сь")


@dataclass(frozen=True, slots=True)
class Reading:
    """One tagging of a form: its lemma, its part of speech, its features, and whether the file
    calls it a spelling mistake."""

    lemma: str
    tag: str
    features: str
    misspelt: bool


@dataclass(frozen=True, slots=True)
class TaggedForm:
    """A form and all that the files say of it."""

    form: str
    readings: frozenset[Reading]

    @property
    def tags(self) -> frozenset[str]:
        return frozenset(reading.tag for reading in self.readings)

    def has(self, *features: str) -> bool:
        """Whether a reading has one of the features: `Degree=Cmp`."""
        return any(
            feature in reading.features.split("|")
            for reading in self.readings
            for feature in features
        )


@dataclass(frozen=True, slots=True)
class Kind:
    """A class of errors. A convention of the treebanks, or a mistake of theirs, is none of ours."""

    name: str
    convention: bool = False


def classify_error(one: TaggedForm, other: TaggedForm) -> Kind:
    """The class of a wrong pair: the first that fits, or the parts of speech it joins."""
    for kind, fits in _CLASSES:
        if fits(one, other) or fits(other, one):
            return kind
    first, second = sorted(min(_PARTS[tag] for tag in form.tags) for form in (one, other))
    return Kind(f"two {first}s" if first == second else f"{first} and {second}")


def _is_misspelt(one: TaggedForm, _: TaggedForm) -> bool:
    return any(reading.misspelt for reading in one.readings) or bool(_DRAWN_OUT.search(one.form))


def _is_abbreviation(one: TaggedForm, _: TaggedForm) -> bool:
    """Tagged so, or a few letters whose lemma is a longer word."""
    return one.has("Abbr=Yes") or any(
        len(one.form) <= 4
        and len(reading.lemma) > len(one.form) + 1
        and reading.lemma.startswith(one.form[0])
        for reading in one.readings
        if reading.tag in ("NOUN", "PROPN", "ADJ")
    )


def _differs_in_reflexive(one: TaggedForm, other: TaggedForm) -> bool:
    both_verbs = "VERB" in one.tags and "VERB" in other.tags
    return both_verbs and one.form.endswith(_REFLEXIVE) and not other.form.endswith(_REFLEXIVE)


def _is_ordinal(one: TaggedForm, _: TaggedForm) -> bool:
    return one.has("NumType=Ord")


def _is_russian_comparative(one: TaggedForm, _: TaggedForm) -> bool:
    return one.has("Degree=Cmp", "Degree=Sup") and _is_cyrillic(one)


def _is_english_comparative(one: TaggedForm, _: TaggedForm) -> bool:
    return one.has("Degree=Cmp", "Degree=Sup")


def _is_adverb_of_adjective(one: TaggedForm, other: TaggedForm) -> bool:
    return _is_cyrillic(one) and "ADV" in one.tags and "ADJ" in other.tags


def _is_participle_of_verb(one: TaggedForm, other: TaggedForm) -> bool:
    """A participle, to which the files or the dictionary give the lemma of an adjective."""
    is_participle = "ADJ" in one.tags or one.has("VerbForm=Part")
    return _is_cyrillic(one) and is_participle and "VERB" in other.tags


def _is_noun_like_adjective(one: TaggedForm, other: TaggedForm) -> bool:
    return _is_cyrillic(one) and "NOUN" in one.tags and "ADJ" in other.tags


def _is_variant_spelling(one: TaggedForm, other: TaggedForm) -> bool:
    """`organise` and `organize`, `neighbour` and `neighbor`: lemmas that differ by a letter."""
    return any(
        mine.lemma
        in (
            its.lemma.replace("z", "s"),
            its.lemma.replace("our", "or"),
            its.lemma.replace("tre", "ter"),
        )
        and mine.lemma != its.lemma
        for mine in one.readings
        for its in other.readings
    )


def _is_ing_noun(one: TaggedForm, _: TaggedForm) -> bool:
    return one.form.endswith(("ing", "ings")) and bool(one.tags & {"NOUN", "PROPN", "ADJ"})


def _is_ing_form(one: TaggedForm, _: TaggedForm) -> bool:
    return one.form.endswith("ing") and len(one.form) > 4


def _is_ed_adjective(one: TaggedForm, _: TaggedForm) -> bool:
    own = one.form.endswith("ed") and "ADJ" in one.tags
    return own or (one.has("VerbForm=Part") and not _is_cyrillic(one))


def _is_ed_form(one: TaggedForm, _: TaggedForm) -> bool:
    return one.form.endswith("ed") and len(one.form) > 3


def _is_people(one: TaggedForm, other: TaggedForm) -> bool:
    """`American` and `Americans`."""
    return one.form == other.form + "s" and "PROPN" in one.tags and "ADJ" in other.tags


def _is_auxiliary(one: TaggedForm, _: TaggedForm) -> bool:
    """English words of one or two letters, and the forms of `be`."""
    return not _is_cyrillic(one) and (
        len(one.form) <= 2 or any(reading.lemma == "be" for reading in one.readings)
    )


def _is_irregular_past(one: TaggedForm, _: TaggedForm) -> bool:
    return one.has("Tense=Past") and not one.form.endswith("ed") and not _is_cyrillic(one)


def _is_plural(one: TaggedForm, _: TaggedForm) -> bool:
    return not _is_cyrillic(one) and one.has("Number=Plur")


def _is_name(one: TaggedForm, _: TaggedForm) -> bool:
    return one.tags == {"PROPN"}


def _is_cyrillic(one: TaggedForm) -> bool:
    return "а" <= one.form[0] <= "я"


# In this order: the first that fits either way round names the class.
_CLASSES: Sequence[tuple[Kind, Callable[[TaggedForm, TaggedForm], bool]]] = (
    (Kind("spelling mistakes, letters drawn out", convention=True), _is_misspelt),
    (Kind("verbs with and without -ся", convention=True), _differs_in_reflexive),
    (Kind("ordinals", convention=True), _is_ordinal),
    (Kind("Russian comparatives and superlatives", convention=True), _is_russian_comparative),
    (Kind("British and American spellings", convention=True), _is_variant_spelling),
    (Kind("abbreviations"), _is_abbreviation),
    (Kind("adverb and its adjective"), _is_adverb_of_adjective),
    (Kind("participle or adjective, and its verb"), _is_participle_of_verb),
    (Kind("adjective used as a noun"), _is_noun_like_adjective),
    (Kind("forms of `be`, words of one or two letters"), _is_auxiliary),
    (Kind("peoples"), _is_people),
    (Kind("comparatives"), _is_english_comparative),
    (Kind("-ing noun or adjective and its verb"), _is_ing_noun),
    (Kind("-ing form"), _is_ing_form),
    (Kind("irregular past"), _is_irregular_past),
    (Kind("-ed adjective or participle and its verb"), _is_ed_adjective),
    (Kind("-ed form"), _is_ed_form),
    (Kind("names"), _is_name),
    (Kind("plurals"), _is_plural),
)
