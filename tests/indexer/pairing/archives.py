"""Archives with articles in both languages, for the tests of pairs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from indexer.analysis import Analyzer
from indexer.archive.exporting import ExportJob
from indexer.archive.store import Archive
from indexer.article import Article
from indexer.home.paths import ArchiveHome
from indexer.home.settings import Settings
from indexer.importing.job import ImportJob
from indexer.importing.report import ImportReport
from indexer.pairing.job import PairJob, PairReport
from indexer.progress import Progress

MORNING = datetime(2019, 3, 4, 8, 20, tzinfo=UTC)

BRIDGE = Article(
    id="ru-1",
    lang="ru",
    title="В Хосте открыли пешеходный мост длиной 86 метров",
    body="Мост через Хосту строили два года, он обошёлся в 34 миллиона рублей. Дуги собирали в "
    "Туапсе, рассказала архитектор Нина Беридзе. Первой по мосту прошла 81-летняя Анна Лукина.",
    published=MORNING,
)
BRIDGE_EN = Article(
    id="en-1",
    lang="en",
    title="Footbridge of 86 metres opens in Khosta",
    body="A footbridge over the Khosta has been opened after two years of work. It cost 34 million "
    "roubles; its arches were put together in Tuapse, said architect Nina Beridze. Anna Lukina, "
    "81, was the first to cross.",
    published=MORNING + timedelta(hours=5),
)
# The next day, the same people and places.
LAMPS = Article(
    id="ru-2",
    lang="ru",
    title="Жители Хосты просят осветить новый мост",
    body="Обращение подписали 300 человек. Фонари заложены в смету второй очереди, ответила "
    "архитектор Нина Беридзе. Мэрия обещает деньги к 15 июня.",
    published=MORNING + timedelta(days=1),
)
LAMPS_EN = Article(
    id="en-2",
    lang="en",
    title="Khosta asks for lights on its new bridge",
    body="Three hundred people have signed a petition. Lamps are part of the second stage, said "
    "architect Nina Beridze. The town hall promises the money by June 15.",
    published=MORNING + timedelta(days=1, hours=6),
)


def write(path: Path, *articles: Article) -> Path:
    """A file of records as an archive gets them."""
    records = (
        {name: value for name, value in msgspec.to_builtins(article).items() if value}
        for article in articles
    )
    flat = ({**record, **record.pop("extra", {})} for record in records)
    path.write_bytes(b"".join(msgspec.json.encode(record) + b"\n" for record in flat))
    return path


def run_import(home: ArchiveHome, analyzer: Analyzer, *paths: Path) -> ImportReport:
    job = ImportJob(home=home, settings=Settings(), analyzer=analyzer, paths=paths)
    report = job.run(Progress())
    assert not report.rejected
    return report


def import_articles(
    home: ArchiveHome, analyzer: Analyzer, *articles: Article, name: str = "news.jsonl"
) -> ImportReport:
    """Import articles as a file of records."""
    return run_import(home, analyzer, write(home.path / name, *articles))


def put(home: ArchiveHome, articles: Iterable[Article]) -> None:
    """Have articles in an archive, and let nobody look for pairs."""
    with Archive.open(home.database) as archive, archive.transaction():
        for article in articles:
            archive.put(article)


def find(home: ArchiveHome, analyzer: Analyzer) -> PairReport:
    """Look for pairs, and join them."""
    return PairJob(home=home, settings=Settings(), analyzer=analyzer).run(Progress())


def stories(home: ArchiveHome) -> dict[str, str | None]:
    """The story of each article."""
    with Archive.open(home.database) as archive:
        return {article.id: article.story for _, article in archive.articles()}


def joined(home: ArchiveHome) -> set[frozenset[str]]:
    """The ids of the articles that are one story."""
    members: dict[str, set[str]] = {}
    for id_, story in stories(home).items():
        if story is not None:
            members.setdefault(story, set()).add(id_)
    return {frozenset(ids) for ids in members.values() if len(ids) > 1}


def hide_stories(articles: Iterable[Article]) -> list[Article]:
    return [replace(article, story=None) for article in articles]


def export(home: ArchiveHome, path: Path) -> Path:
    """All versions of an archive, as its export."""
    with path.open("wb") as file:
        ExportJob(home=home, write=file.write, depth="versions").run(Progress())
    return path
