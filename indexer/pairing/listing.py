"""The pairs of an archive as they are told."""

from __future__ import annotations

from dataclasses import dataclass

from indexer.archive.pairs import Pair
from indexer.archive.store import Archive
from indexer.errors import VersionDamagedError


@dataclass(frozen=True, slots=True)
class ListedPair:
    """A pair of two articles that are in the archive, with their headlines: None where a text
    cannot be read."""

    pair: Pair
    ru_title: str | None
    en_title: str | None


def list_pairs(archive: Archive) -> list[ListedPair]:
    """The pairs that were found or decided and hold, the least sure first, and behind them those
    that were split. Pairs of a deleted article are left out."""
    found: list[ListedPair] = []
    for pair in archive.pairs.all():
        ru, en = (archive.editions.get(id_) for id_ in (pair.ru, pair.en))
        if ru is None or en is None:
            continue
        is_one_story = ru.story is not None and ru.story == en.story
        if is_one_story == (pair.state != "split"):
            found.append(ListedPair(pair, _read_title(archive, ru.id), _read_title(archive, en.id)))
    return sorted(
        found, key=lambda one: (one.pair.state == "split", one.pair.confidence, one.pair.ru)
    )


def _read_title(archive: Archive, article_id: str) -> str | None:
    try:
        version = archive.get(article_id)
    except VersionDamagedError:
        return None
    return version.article.title if version and version.article else None
