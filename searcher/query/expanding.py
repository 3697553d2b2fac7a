"""What is asked for of the words of a query: their lemmas and forms, the other spellings of names,
the other names of rings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from indexer.analysis import Analyzer, WordReading
from indexer.analysis.rings import Member, Rings, Steps, leave_out_longer
from indexer.schema import TEXT_FIELDS, TextName
from searcher.query.alternatives import (
    join_terms,
    mend_types,
    prefer_own,
    prefer_terms,
    spell_out,
)
from searcher.query.matching import (
    Match,
    MatchAny,
    MatchEvery,
    MatchPrefix,
    MatchSequence,
    MatchTerms,
    place_words,
)
from searcher.query.nodes import count_edits
from searcher.query.notes import WordNotes
from searcher.request import Expansion
from searcher.words.lexicon import Lexicon
from searcher.words.name_spellings import find_spellings

# How many forms the last word of a compound may have that begins so (`северо-кавк*`): the commonest
# ones, in each of which the whole compound is a phrase.
_MOST_ENDINGS = 500


@dataclass(frozen=True, slots=True)
class WordExpander:
    """Expands words of a query, or words in a row, to what an archive may have for them, without
    the expansions that are off; `notes` are told how each word was read."""

    analyzer: Analyzer
    rings: Rings
    lexicon: Lexicon
    off: frozenset[Expansion]
    notes: WordNotes

    def match_forms(self, text: str, name: TextName, within: int | None) -> Match:
        """Words as they are spelt; with `within`, near one another."""
        self.notes.add_all(self.analyzer.explain(text), "exact")
        steps = tuple((word.surface,) for word in self.analyzer.ask(text))
        return place_words(TEXT_FIELDS[name].exact, steps, within)

    def match_words(self, text: str, name: TextName, within: int | None) -> Match:
        """Words in any form and by their other names; with `within`, near one another."""
        readings = mend_types(self.analyzer.explain(text), self.analyzer)
        typed = tuple(reading.lemmas for reading in readings)
        others = self._ring(typed)
        spelt = leave_out_longer(others, typed)
        if len(readings) == 1:
            spelt = [member for member in spelt if len(member.steps) > 1]
        steps: list[tuple[str, ...]] = []
        keys: list[tuple[str, ...]] = []
        for reading in readings:
            # A name of several words has others as a whole: its words are not asked for theirs.
            members = [] if others and len(readings) > 1 else self._ring((reading.lemmas,))
            # Another name of one word takes the same place, and counts as the same term.
            alike = [member for member in members if len(member.steps) == 1]
            steps.append(join_terms(reading.lemmas, (member.steps[0] for member in alike)))
            keys.append(self._keys(reading, alike))
            self.notes.add(reading)
            self.notes.tell_ring(1, alike)
        self.notes.tell_ring(len(readings), others)
        has_name = "names" not in self.off and self.analyzer.has_name(text)
        spellings = self._find_spellings(readings, tuple(steps), tuple(keys)) if has_name else {}
        placed = tuple(
            join_terms(own, [spellings.get(place, ())]) for place, own in enumerate(steps)
        )
        parts: list[Match] = [place_words(TEXT_FIELDS[name].lemmas, placed, within)]
        if readings[0].surface.isdecimal() if len(readings) == 1 else not has_name:
            # A number has itself for a key only so that names may have numbers.
            keys = [()] * len(keys)
        if all(keys):
            parts.append(place_words(TEXT_FIELDS[name].names, tuple(keys), within))
        else:
            keys = [own if place in spellings else () for place, own in enumerate(keys)]
        # Of a word that is seldom a name it is no news.
        self.notes.tell_names(keys, ("name",) if has_name else ())
        parts += spell_out(spelt, name, self.off)
        if len(readings) == 1 and readings[0].surface.isdecimal() and len(typed[0]) > 1:
            parts = list(_match_grouped(readings[0], name))
        match = parts[0] if len(parts) == 1 else MatchAny(tuple(parts))
        if len(readings) == 1:
            return prefer_own(match, readings[0], name)
        return prefer_terms(match, [steps[place] for place in spellings], name)

    def match_prefix(self, text: str, name: TextName) -> Match:
        """A word that begins so, behind the words before it."""
        *before, last = self.analyzer.explain(text)
        self.notes.add_all(before, "exact")
        self.notes.add_all([last], "prefix")
        field = TEXT_FIELDS[name].exact
        if not before:
            return MatchPrefix(field, last.surface)
        endings = self.lexicon.complete(last.surface, _MOST_ENDINGS)
        steps = (*((word.surface,) for word in before), tuple(form for form, _ in endings))
        return MatchSequence(field, steps)

    def match_fuzzy(self, text: str, name: TextName) -> Match:
        """A word that is spelt nearly so."""
        self.notes.add_all(self.analyzer.explain(text), "fuzzy")
        (word,) = self.analyzer.ask(text)
        near = self.lexicon.near(word.surface, count_edits(word.surface))
        return MatchTerms(TEXT_FIELDS[name].exact, tuple(form for form, _, _ in near))

    def _keys(self, reading: WordReading, alike: Iterable[Member]) -> tuple[str, ...]:
        """The name keys of a word and of what it is also called."""
        if "names" in self.off:
            return ()
        return join_terms(reading.names, (member.keys[0] for member in alike))

    def _find_spellings(
        self, readings: Sequence[WordReading], steps: Steps, keys: Steps
    ) -> dict[int, tuple[str, ...]]:
        """The lemmas of the other spellings of the names, by their places, among words that are not
        all names.

        Names and other words stand in two fields, and no engine has a phrase over both: so what
        keys would find is asked for by lemmas. Where all are names, their keys are a phrase.
        """
        are_names = [bool(self.analyzer.word(reading.surface).names) for reading in readings]
        if all(are_names):
            return {}
        others: dict[int, tuple[str, ...]] = {}
        for place, (reading, is_name) in enumerate(zip(readings, are_names, strict=True)):
            if is_name and not reading.surface.isdecimal():
                found = find_spellings(keys[place], self.lexicon, self.analyzer)
                others[place] = tuple(lemma for lemma in found if lemma not in steps[place])
        return {place: lemmas for place, lemmas in others.items() if lemmas}

    def _ring(self, steps: Steps) -> list[Member]:
        """The other names of the rings that have a name with these words."""
        if "rings" in self.off or "lemmas" in self.off:
            return []
        return self.rings.find_others(steps)


def _match_grouped(reading: WordReading, name: TextName) -> Iterator[Match]:
    """A number whose digits are grouped: as it is, or all of its groups as numbers of their own, as
    in a telephone number. As a row they would cost too much: a group may be part of a thousand
    other numbers."""
    field = TEXT_FIELDS[name].lemmas
    number, *groups = reading.lemmas
    yield MatchTerms(field, (number,))
    yield MatchEvery(tuple(MatchTerms(field, (group,)) for group in groups))
