"""Inferring anew which countries the articles of an archive are about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import islice

from indexer.analysis import Analyzer
from indexer.archive.labels import load_labels
from indexer.archive.store import Archive
from indexer.article import Article
from indexer.enriching.countries import Gazetteer, load_gazetteer
from indexer.home.countries import read_country_rules
from indexer.home.lock import writing
from indexer.home.paths import ArchiveHome
from indexer.progress import Progress

# Articles of one transaction.
_BATCH = 1_000
# Changed articles that a report names.
_SHOWN = 20


@dataclass(frozen=True, slots=True)
class CountryChange:
    """An article of which other countries are told now."""

    id: str
    title: str
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(slots=True)
class CountryReport:
    """Of how many articles the countries were inferred, of how many they are others now, how many
    gain and lose each country, and some of these articles."""

    inferred: int = 0
    changed: int = 0
    gained: Counter[str] = field(default_factory=Counter)
    lost: Counter[str] = field(default_factory=Counter)
    examples: list[CountryChange] = field(default_factory=list)

    def add(self, before: Article, after: Article) -> None:
        """Count an article that changes; other words for the same countries are no change."""
        if before.countries == after.countries:
            return
        self.changed += 1
        self.gained.update(set(after.countries) - set(before.countries))
        self.lost.update(set(before.countries) - set(after.countries))
        if len(self.examples) < _SHOWN:
            change = CountryChange(before.id, before.title, before.countries, after.countries)
            self.examples.append(change)


@dataclass(frozen=True, slots=True)
class CountryJob:
    """Infers the countries of all articles whose records named none.

    Only `apply` changes something. What is inferred is no part of what an article says, so it has
    no new version (decision 5): an index has it from the next build on.
    """

    home: ArchiveHome
    analyzer: Analyzer

    def find(self, progress: Progress) -> CountryReport:
        """Tell what would change. Raises SettingsError for a countries.toml that cannot be used,
        and JobCancelledError."""
        report = CountryReport()
        with Archive.open(self.home.database) as archive:
            for before, after in self._compare(archive, report, progress):
                report.add(before, after)
        return report

    def apply(self, progress: Progress) -> CountryReport:
        """Change it. Raises what `find` raises, and ArchiveLockedError; what was changed until then
        stays."""
        report = CountryReport()
        with Archive.open(self.home.database) as archive, writing(self.home):
            changes = self._compare(archive, report, progress)
            while batch := list(islice(changes, _BATCH)):
                with archive.transaction():
                    for before, after in batch:
                        archive.log.amend(after)
                        report.add(before, after)
        return report

    def _compare(
        self, archive: Archive, report: CountryReport, progress: Progress
    ) -> Iterator[tuple[Article, Article]]:
        """The articles that change, before and after."""
        labels = load_labels(self.home, archive)
        rules = read_country_rules(
            self.home.countries_file, labels.of("country"), self.analyzer.tokenizer
        )
        gazetteer = load_gazetteer(self.analyzer, rules)
        progress.start("countries", archive.count())
        for span in archive.spans(_BATCH):
            for before in [article for _, article in archive.articles(*span)]:
                progress.advance()
                if before.countries and not before.inferred_countries:
                    continue
                after = infer_countries(before, gazetteer)
                report.inferred += bool(after.countries)
                if after != before:
                    yield before, after


def infer_countries(article: Article, gazetteer: Gazetteer) -> Article:
    """An article with the countries that its texts tell."""
    title, *texts = article.texts()
    evidence = gazetteer.infer(title, "\n\n".join(filter(None, texts)))
    countries = tuple(found.country for found in evidence)
    return replace(article, countries=countries, inferred_countries=evidence)
