"""News for alerts: articles, what brings them in, and what is kept of it."""

from __future__ import annotations

from datetime import UTC, datetime

from indexer.archive.store import Archive
from indexer.article import Article
from indexer.building.announcing import Announcement
from indexer.operations.alert_calls import WaitingCall
from indexer.operations.alert_matches import writing_ledger
from indexer.progress import Progress
from searcher.archive import NewsArchive

DAY = datetime(2014, 3, 1, 12, tzinfo=UTC)


def story(id_: str, title: str, **more: object) -> Article:
    lang = "ru" if title > "а" else "en"
    return Article(id=id_, lang=lang, title=title, published=DAY, **more)


def put(archive: NewsArchive, *articles: Article) -> None:
    with Archive.open(archive.home.database) as store, store.transaction():
        for article in articles:
            store.put(article)


def build(archive: NewsArchive) -> Announcement:
    return archive.build_job().run(Progress()).announced


def update(archive: NewsArchive, *articles: Article) -> Announcement:
    put(archive, *articles)
    return archive.update_job().run(Progress()).announced


def write_alerts(archive: NewsArchive, text: str) -> None:
    archive.home.alerts_file.write_text(text, "utf-8")


def matched(archive: NewsArchive, alert: str = "floods") -> list[str]:
    """What an alert matched, in that order."""
    with writing_ledger(archive.home.operations) as ledger:
        return [match.article for match in reversed(ledger.matches(alert))]


def waiting(archive: NewsArchive, alert: str = "floods") -> list[WaitingCall]:
    with writing_ledger(archive.home.operations) as ledger:
        return ledger.calls.waiting(alert)
