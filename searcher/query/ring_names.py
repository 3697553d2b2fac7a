"""Names of rings among the words of a query, and their other names as they may stand in a text."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from indexer.analysis import Analyzer
from indexer.analysis.rings import Member, Rings, Steps
from indexer.schema import TEXT_FIELDS, TextName
from searcher.query.matching import MatchSequence, MatchTerms, TextMatch
from searcher.query.nodes import Node, Word, plain_field


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


def spell_names(
    members: Sequence[Member], name: TextName, *, with_keys: bool
) -> Iterator[TextMatch]:
    """The names as they may stand in a text: those of one word count as one term."""
    field = TEXT_FIELDS[name]
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


def join_terms(own: tuple[str, ...], others: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    """The terms of a word with those of others, each once."""
    return tuple(dict.fromkeys((*own, *(term for terms in others for term in terms))))
