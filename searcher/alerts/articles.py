"""The articles of alerts, as they are now: for feeds and for the calls of hooks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from indexer.analysis import Analyzer
from indexer.archive.store import Archive
from indexer.home.alerts import Alert
from indexer.home.paths import ArchiveHome
from indexer.home.settings import Settings
from indexer.operations.alert_matches import reading_ledger
from searcher.alerts.matching import select_alert
from searcher.answering import Answerer
from searcher.arrivals import ArrivedArticle, read_arrived
from searcher.engines import EngineQuery
from searcher.generation import Generation
from searcher.response import Hit
from searcher.service import SearchService


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchedPage:
    """Articles that an alert matched, the last matched first, and whether there are more behind.
    Those that the generation has not, or that were taken down, are left out."""

    generation: Generation
    arrived: tuple[ArrivedArticle, ...]
    has_more: bool


def list_matched(service: SearchService, alert: Alert, offset: int, limit: int) -> MatchedPage:
    """A page of what an alert matched. Raises what `SearchService.generation`, `Archive.open` and
    reading raise, TooExpensiveError."""
    generation = service.generation()
    with reading_ledger(service.home.operations) as ledger:
        matches = ledger.matches(alert.id, limit + 1, offset) if ledger else []
    with Archive.open(service.home.database) as store:
        ids = [match.article for match in matches[:limit]]
        arrived = tuple(read_arrived(generation, store.history, ids))
    return MatchedPage(generation=generation, arrived=arrived, has_more=len(matches) > limit)


def list_last_matched(home: ArchiveHome) -> dict[str, datetime]:
    """When each alert matched an article last, by its id, of those that have any. Raises
    ArchiveDamagedError."""
    with reading_ledger(home.operations) as ledger:
        return ledger.last_noted() if ledger else {}


@dataclass(frozen=True, slots=True)
class AlertReader:
    """Reads what hooks are told of a generation. Safe to share between threads."""

    home: ArchiveHome
    settings: Settings
    analyzer: Analyzer
    generation: Generation

    def read(self, alert: Alert, ids: Sequence[str]) -> Iterator[Hit]:
        """Articles that an alert matched, as a search shows them, but for those that were taken
        down since. Raises QueryError, ParameterError, and what reading raises."""
        found = select_alert(self.generation, alert)
        highlighting = Answerer(self.analyzer, self.settings).highlight(
            self.generation, found.reading
        )
        with Archive.open(self.home.database) as store:
            for arrived in read_arrived(self.generation, store.history, ids):
                yield highlighting.make_hit(arrived.article, 0.0)

    def is_behind(self, alert: Alert, ids: Sequence[str]) -> bool:
        """Whether the generation is too old for some of what an alert matched, because an earlier
        one was gone back to: the next update brings it. What was taken down is not waited for.
        Raises ArchiveDamagedError."""
        with reading_ledger(self.home.operations) as ledger:
            matches = ledger.matches(alert.id) if ledger else []
        matched = {match.article: match.seq for match in matches}
        last = self.generation.manifest.last_seq
        with Archive.open(self.home.database) as store:
            for id_ in ids:
                now = store.history.current_text(id_)
                if now is None or now <= last:
                    continue
                # A match so old that its `seq` is not kept any more is known by its article.
                if matched.get(id_, 0) > last or self.generation.searcher.get(id_) is None:
                    return True
        return False

    def find_newest(self, alert: Alert, limit: int) -> list[str]:
        """The ids of the newest articles that an alert would match today. Raises QueryError and
        ParameterError."""
        selection = select_alert(self.generation, alert).selection
        query = EngineQuery(selection=selection, sort="newest", limit=limit)
        return [hit.id for hit in self.generation.searcher.search(query).hits]
