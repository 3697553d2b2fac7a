"""Finding the lines that end thousands of articles, and taking them out of the texts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from indexer.archive.store import Archive
from indexer.article import Article
from indexer.enriching.boilerplate import Boilerplate, BoilerplateLine, fold_line, list_edges
from indexer.home.boilerplate import read_boilerplate, write_boilerplate
from indexer.home.lock import writing
from indexer.home.paths import ArchiveHome
from indexer.progress import Progress

# A line that ends so many articles of a source, and this share of them, is no news.
LEAST_ARTICLES = 20
LEAST_SHARE = 0.03

# Lines of one source that are counted at most: the rarest of them go first.
_MOST_COUNTED = 200_000


@dataclass(frozen=True, slots=True)
class FoundLine:
    """A line that stands at the edges of many articles of a source: as it stands in the first of
    them, in how many, and of how many of that source and language."""

    text: str
    lang: str
    source: str
    articles: int
    of: int


@dataclass(slots=True)
class BoilerplateReport:
    """The lines that were found and are not known yet, and how many articles were changed."""

    found: list[FoundLine] = field(default_factory=list)
    known: int = 0
    changed: int = 0


@dataclass(frozen=True, slots=True)
class BoilerplateJob:
    """Finds lines that repeat at the edges of articles.

    Only `apply` changes something: what is found, and what boilerplate.toml calls a notice, goes
    from the texts to the notices, and what it calls text comes back, as new versions of articles.
    """

    home: ArchiveHome

    def find(self, progress: Progress) -> BoilerplateReport:
        """Look at all articles. Raises SettingsError for a boilerplate.toml that cannot be used."""
        known = read_boilerplate(self.home.boilerplate_file)
        with Archive.open(self.home.database) as archive:
            return self._find(archive, Boilerplate.of(known), progress)

    def apply(self, progress: Progress) -> BoilerplateReport:
        """Write down what is found, and take all notices out of the texts. Raises SettingsError,
        ArchiveLockedError and JobCancelledError; what was changed until then stays."""
        lines = read_boilerplate(self.home.boilerplate_file)
        with Archive.open(self.home.database) as archive, writing(self.home):
            report = self._find(archive, Boilerplate.of(lines), progress)
            lines = (*lines, *(BoilerplateLine(found.text, "notice") for found in report.found))
            if report.found:
                write_boilerplate(self.home.boilerplate_file, lines)
            known = Boilerplate.of(lines)
            progress.start("boilerplate", archive.count())
            for span in archive.spans(1000):
                with archive.transaction():
                    for article in [article for _, article in archive.articles(*span)]:
                        report.changed += archive.put(known.sort_out(article)) == "changed"
                        progress.advance()
        return report

    def _find(self, archive: Archive, known: Boilerplate, progress: Progress) -> BoilerplateReport:
        progress.start("boilerplate", archive.count())
        counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        totals: Counter[tuple[str, str]] = Counter()
        examples: dict[str, str] = {}
        for _, article in archive.articles():
            kind: tuple[str, str] = (article.lang, article.source or "")
            totals[kind] += 1
            for folded, line in _list_lines(article):
                counts[kind][folded] += 1
                examples.setdefault(folded, line)
            if len(counts[kind]) > _MOST_COUNTED:
                _forget_rare(counts[kind], examples)
            progress.advance()
        report = BoilerplateReport(known=len(known.notices) + len(known.texts))
        for (lang, source), lines in counts.items():
            total = totals[lang, source]
            for folded, count in lines.most_common():
                if count < max(LEAST_ARTICLES, LEAST_SHARE * total):
                    break
                if folded not in known.notices and folded not in known.texts:
                    found = FoundLine(examples[folded], lang, source, count, total)
                    report.found.append(found)
        return report


def _list_lines(article: Article) -> Iterator[tuple[str, str]]:
    """The different lines at the edges of an article, folded and as they stand."""
    lines = {fold_line(line): line for line in list_edges(article.body)}
    yield from lines.items()


def _forget_rare(lines: Counter[str], examples: dict[str, str]) -> None:
    for folded, count in list(lines.items()):
        if count == 1:
            del lines[folded]
            examples.pop(folded, None)
