"""The news of a folder of data as articles: `news/*.jsonl` and `news/*.jsonl.gz`."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from indexer.article import Article, Lang

_FIRST_DAY = datetime(2010, 1, 1, tzinfo=UTC)
_CYRILLIC = re.compile(r"[а-яё]", re.IGNORECASE)


def read_articles(folder: Path) -> list[Article]:
    """The articles, each with an id of its own. Many records have no date: each article is of a day
    of its own, in the order of the records. Raises FileNotFoundError where there are none."""
    articles = [
        Article(
            id=f"a{number}",
            lang=tell_language(text),
            title=title,
            body=text,
            published=_FIRST_DAY + timedelta(days=number),
        )
        for number, (title, text) in enumerate(_read_records(folder), 1)
    ]
    if not articles:
        raise FileNotFoundError(f"no articles in {folder}/news")
    return articles


def _read_records(folder: Path) -> Iterator[tuple[str, str]]:
    """Titles and texts."""
    for path in sorted(folder.glob("news/*.jsonl*")):
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as records:
            for encoded in records:
                record = msgspec.json.decode(encoded)
                yield record.get("title", ""), record.get("body") or record.get("text", "")


def tell_language(text: str) -> Lang:
    """Russian where a quarter of the signs of a text are Cyrillic letters."""
    return "ru" if 2 * len(_CYRILLIC.findall(text)) > len(text) / 2 else "en"
