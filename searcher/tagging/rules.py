"""The rules of a generation: tags, and the matches of the articles that get them.

A rule is read once, by the build, and kept in the generation as it was read: an update tags by it
as the build did, whatever became of tags.toml, of rings and of names meanwhile.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec

from indexer.analysis import Analyzer
from indexer.article import Article
from indexer.errors import IndexDamagedError
from indexer.generations.folders import generation_name, rules_file
from indexer.home.durable import write_durably
from indexer.labels import Within
from indexer.schema import Parts, Tagger, TextName
from searcher.answers.evaluation import Evaluation
from searcher.query.matching import Match


@dataclass(frozen=True, slots=True)
class TagRule:
    """A tag, the query of its articles as it was written, and as it was read."""

    tag: str
    query: str
    match: Match


@dataclass(frozen=True, slots=True)
class TagRules:
    """The rules of a generation, in the order of their tags in tags.toml."""

    rules: tuple[TagRule, ...] = ()

    @property
    def tags(self) -> tuple[str, ...]:
        """The ids of the tags that they give."""
        return tuple(rule.tag for rule in self.rules)

    @property
    def queries(self) -> Mapping[str, str]:
        """The query of each tag."""
        return {rule.tag: rule.query for rule in self.rules}

    def tagger(self, analyzer: Analyzer, zone: ZoneInfo, within: Within) -> Tagger:
        """What tells the tags of an article."""

        def tag(article: Article, texts: Mapping[TextName, Parts] | None = None) -> tuple[str, ...]:
            if not self.rules:
                return ()
            evaluation = Evaluation(article, analyzer, zone, within, texts)
            return tuple(rule.tag for rule in self.rules if evaluation.holds(rule.match))

        return tag

    def write(self, folder: Path) -> None:
        """Keep the rules, if there are any, in the folder of a generation."""
        if self.rules:
            write_durably(rules_file(folder), msgspec.json.encode(self.rules))


def read_rules(folder: Path) -> TagRules:
    """The rules of the generation in a folder; none where it has none. Raises
    IndexDamagedError."""
    path = rules_file(folder)
    try:
        return TagRules(msgspec.json.decode(path.read_bytes(), type=tuple[TagRule, ...]))
    except FileNotFoundError:
        return TagRules()
    except (msgspec.DecodeError, OSError) as error:
        raise IndexDamagedError(generation_name(folder), f"{path.name}: {error}") from error
