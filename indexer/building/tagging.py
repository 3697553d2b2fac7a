"""The tags that queries give: what a build asks of them.

To read a query is the business of `searcher`, so the rules come in from there, as the gate does.
"""

from __future__ import annotations

from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

from indexer.analysis import Analyzer
from indexer.analysis.ring_lists import Ring
from indexer.labels import Labels, Within
from indexer.schema import Tagger


class TagRules(Protocol):
    """The rules of one generation. They go to the processes that prepare articles."""

    @property
    def tags(self) -> tuple[str, ...]:
        """The ids of the tags that they give."""

    def tagger(self, analyzer: Analyzer, zone: ZoneInfo, within: Within) -> Tagger:
        """What tells the tags of an article."""

    def write(self, folder: Path) -> None:
        """Keep the rules in the folder of a generation."""


class RuleBook(Protocol):
    """Where the rules of a generation come from."""

    def compile(self, labels: Labels, rings: tuple[Ring, ...]) -> TagRules:
        """The rules of the archive as they are now; tags that have no id yet are made known to the
        labels. Raises SettingsError."""

    def read(self, folder: Path) -> TagRules:
        """Those that the generation in a folder was built with. Raises IndexDamagedError."""
