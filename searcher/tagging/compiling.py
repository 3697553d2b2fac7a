"""From the queries in tags.toml to the rules of a generation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from indexer.analysis import Analyzer
from indexer.analysis.ring_lists import Ring
from indexer.analysis.rings import load_rings
from indexer.errors import QueryError, SettingsError
from indexer.home.tags import TagQuery, read_tag_queries
from indexer.labels import Labels, is_cyrillic
from searcher.query.matching import Match, MatchAll, MatchValue, drop_lifts, list_parts
from searcher.query.nodes import Fuzzy, list_leaves
from searcher.query.reading import QueryReader
from searcher.tagging.rules import TagRule, TagRules, read_rules


@dataclass(frozen=True, slots=True)
class TagBook:
    """The tags.toml of an archive home."""

    path: Path
    analyzer: Analyzer

    def compile(self, labels: Labels, rings: tuple[Ring, ...]) -> TagRules:
        """The rules as they are now; their tags are made known to the labels. Raises SettingsError:
        a query that cannot be read, that finds everything, that depends on the words of the
        index, or on the tag of a rule."""
        queries = read_tag_queries(self.path)
        if not queries:
            return TagRules()
        # A query may ask for the tag of a line below, which is refused.
        tags = list(self._name_all(queries, labels))
        reader = QueryReader(self.analyzer, labels, load_rings(rings, self.analyzer))
        rules = tuple(
            TagRule(tag, query.query, self._read(query, reader))
            for tag, query in zip(tags, queries, strict=True)
        )
        for query, rule in zip(queries, rules, strict=True):
            if asked := sorted(set(tags).intersection(_list_tags(rule.match))):
                reason = f"asks for the tag {asked[0]!r}, which is given by a query itself"
                raise self._refuse(query, reason)
        return TagRules(rules)

    def read(self, folder: Path) -> TagRules:
        """The rules that a generation was built with. Raises IndexDamagedError."""
        return read_rules(folder)

    def _name_all(self, queries: Iterable[TagQuery], labels: Labels) -> Iterator[str]:
        """The ids of the tags, which are made known."""
        seen: set[str] = set()
        for query in queries:
            tag = self._name(query, labels)
            if tag in seen:
                raise self._refuse(query, f"the tag {tag!r} has a query already")
            seen.add(tag)
            yield tag

    def _name(self, query: TagQuery, labels: Labels) -> str:
        tag = labels.resolve("tag", query.tag)
        if not tag:
            raise self._refuse(query, "a tag needs letters or digits")
        if tag != query.tag:
            labels.add("tag", tag, "ru" if is_cyrillic(query.tag) else "en", query.tag)
        labels.add_id("tag", tag)
        return tag

    def _read(self, query: TagQuery, reader: QueryReader) -> Match:
        try:
            tree = reader.parse(query.query)
        except QueryError as error:
            raise self._refuse(query, f"the query cannot be read: {error}") from error
        if any(isinstance(leaf, Fuzzy) for leaf in list_leaves(tree)):
            reason = "`~` means words that the index has, which is written only then"
            raise self._refuse(query, reason)
        match = drop_lifts(reader.read(tree).match)
        if isinstance(match, MatchAll):
            raise self._refuse(query, "the query finds every article")
        return match

    def _refuse(self, query: TagQuery, reason: str) -> SettingsError:
        return SettingsError(self.path, f"{query.tag}: {reason}")


def _list_tags(match: Match) -> Iterator[str]:
    for part in list_parts(match):
        if isinstance(part, MatchValue) and part.facet == "tag":
            yield from part.values
