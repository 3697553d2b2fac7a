"""What else words of a query may stand for: other names, and other lemmas of a form."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from indexer.analysis import Analyzer, WordReading
from indexer.analysis.rings import Member, Rings, Steps
from indexer.schema import TEXT_FIELDS, TextName
from searcher.query.matching import (
    Lift,
    Match,
    MatchLifted,
    MatchSequence,
    MatchTerms,
    TextMatch,
)
from searcher.query.nodes import Node, Word, plain_field
from searcher.request import Expansion

# What a word is worth again where it stands as its own lemma: more than any number of its other
# readings in a text of half the length.
_OWN_WEIGHT = 3.0


def find_ring_name(
    nodes: Sequence[Node], analyzer: Analyzer, rings: Rings
) -> tuple[Steps, list[Member]]:
    """The words of the first nodes that are a name of several, and the other names of its rings;
    none where they are no name."""
    steps: list[tuple[str, ...]] = []
    lengths: Collection[int] = ()
    for node in nodes:
        # Most words begin no name: the others are not looked at.
        if steps and len(steps) >= max(lengths, default=1):
            break
        if not isinstance(node, Word) or plain_field(node) != plain_field(nodes[0]):
            break
        words = analyzer.ask(node.text)
        if len(words) != 1 or node.exact:
            break
        steps.append(words[0].lemmas)
        lengths = lengths or rings.lengths(steps[0])
    for count in sorted(lengths, reverse=True):
        others = rings.find_others(tuple(steps[:count])) if 1 < count <= len(steps) else []
        if others:
            return tuple(steps[:count]), others
    return (), []


def spell_out(
    members: Sequence[Member], name: TextName, off: Collection[Expansion]
) -> Iterator[TextMatch]:
    """Other names as they may stand in a text: those of one word count as one term."""
    field, with_keys = TEXT_FIELDS[name], "names" not in off
    single = [member for member in members if len(member.steps) == 1]
    if single:
        yield MatchTerms(field.lemmas, join_terms((), (member.steps[0] for member in single)))
    keys = join_terms((), (member.keys[0] for member in single))
    if keys and with_keys:
        yield MatchTerms(field.names, keys)
    for member in members:
        if len(member.steps) > 1:
            yield MatchSequence(field.lemmas, member.steps)
            if all(member.keys) and with_keys:
                yield MatchSequence(field.names, member.keys)


def prefer_own(match: Match, reading: WordReading, name: TextName) -> Match:
    """A word that is likeliest its own lemma: what has only the lemmas of its other readings comes
    below, as `Магомед` does where `Магомедов` is looked for."""
    own, *others = reading.lemmas
    if own != reading.surface or not others:
        return match
    return prefer_terms(match, [(own,)], name)


def prefer_terms(match: Match, words: Sequence[tuple[str, ...]], name: TextName) -> Match:
    """What has the lemmas of some words as they were typed comes before what has others in their
    place."""
    field = TEXT_FIELDS[name].lemmas
    lifts = tuple(Lift(MatchTerms(field, lemmas), _OWN_WEIGHT) for lemmas in words)
    return MatchLifted(match, lifts) if lifts else match


def mend_types(readings: Sequence[WordReading], analyzer: Analyzer) -> list[WordReading]:
    """Letters beside a number that may be of either alphabet are looked for in both: `T-34`."""
    mended = list(readings)
    for place, reading in enumerate(readings):
        beside = readings[max(0, place - 1) : place + 2]
        alike = analyzer.tokenizer.find_alike(reading.surface)
        if alike and any(other.surface.isdecimal() for other in beside):
            lemmas = join_terms(reading.lemmas, [(alike,)])
            mended[place] = replace(reading, lemmas=lemmas, rules=(*reading.rules, "mixed-script"))
    return mended


def join_terms(own: tuple[str, ...], others: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    """The terms of a word with those of others, each once."""
    return tuple(dict.fromkeys((*own, *(term for terms in others for term in terms))))
