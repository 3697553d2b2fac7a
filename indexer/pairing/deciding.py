"""What an admin decides of pairs. It holds whatever is imported or found later."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from msgspec import structs

from indexer.archive.editions import Edition
from indexer.archive.pairs import Pair
from indexer.archive.store import Archive
from indexer.errors import ArticleDeletedError, ArticleNotFoundError, PairError
from indexer.home.lock import writing
from indexer.home.paths import ArchiveHome
from indexer.pairing.finding import FoundPair
from indexer.pairing.joining import join, part


def confirm_pair(home: ArchiveHome, one: str, other: str) -> None:
    """Make one story of two articles by their ids, for good; the next update tells the index.

    Raises ArticleNotFoundError, ArticleDeletedError, ArchiveLockedError, and PairError for two
    articles of one language, or one that has another version in the language of the other.
    """
    with Archive.open(home.database) as archive, writing(home), archive.transaction():
        russian, english = sorted(
            (_find(archive, id_) for id_ in (one, other)), key=lambda edition: edition.lang == "en"
        )
        if (russian.lang, english.lang) != ("ru", "en"):
            raise PairError(one, other, f"both are in one language: {russian.lang}")
        if russian.story and russian.story == english.story:
            archive.pairs.keep(_confirm(archive, russian, english))
            return
        for edition in (russian, english):
            if edition.has_partner:
                partners = ", ".join(partner.id for partner in _list_partners(archive, edition))
                raise PairError(edition.id, other, f"it is a version of {partners}; split it first")
        found = FoundPair(russian.id, english.id, "", "", "hand", 1.0, ())
        join(archive, found, "confirmed")


def split_article(home: ArchiveHome, article_id: str) -> list[str]:
    """Take an article out of its story; the next update tells the index. The ids of its versions in
    the other language: they are never joined with it again, but by `confirm_pair`.

    Raises ArticleNotFoundError, ArticleDeletedError, ArchiveLockedError, and PairError for an
    article that has no version in the other language.
    """
    with Archive.open(home.database) as archive, writing(home), archive.transaction():
        edition = _find(archive, article_id)
        partners = _list_partners(archive, edition)
        if not partners:
            raise PairError(article_id, "", "it has no version in the other language")
        known = {
            pair.en if edition.lang == "ru" else pair.ru: pair
            for pair in archive.pairs.of(article_id)
            if pair.state != "split"
        }
        for partner in partners:
            if partner.id in known:
                part(archive, known[partner.id])
        _leave(archive, article_id, {partner.id for partner in partners})
        for partner in partners:
            pair = (edition, partner) if edition.lang == "ru" else (partner, edition)
            archive.pairs.keep(_split(archive, *pair, known.get(partner.id)))
        return [partner.id for partner in partners]


def _find(archive: Archive, article_id: str) -> Edition:
    edition = archive.editions.get(article_id)
    if edition is not None:
        return edition
    version = archive.get(article_id)
    if version is not None and version.deleted is not None:
        raise ArticleDeletedError(article_id, version.first_seen, version.deleted)
    raise ArticleNotFoundError(article_id)


def _list_partners(archive: Archive, edition: Edition) -> list[Edition]:
    members = archive.editions.of_story(edition.story) if edition.story else []
    return [member for member in members if member.lang != edition.lang]


def _leave(archive: Archive, article_id: str, partners: set[str]) -> None:
    """Let an article be in no story where it is still in that of the others."""
    version = archive.get(article_id)
    article = version.article if version else None
    if article is None or article.story is None:
        return
    members = {member.id for member in archive.editions.of_story(article.story)}
    if not members.isdisjoint(partners):
        archive.put(replace(article, story=None))


def _confirm(archive: Archive, russian: Edition, english: Edition) -> Pair:
    """The pair of two articles that are one story already."""
    known = next((one for one in archive.pairs.of(russian.id) if one.en == english.id), None)
    return structs.replace(
        known or _make_pair(russian, english),
        state="confirmed",
        confidence=1.0,
        decided=datetime.now(UTC),
        ru_story=russian.story,
        en_story=english.story,
    )


def _split(archive: Archive, russian: Edition, english: Edition, known: Pair | None) -> Pair:
    """The pair of two articles that were one story until now."""
    ru, en = (archive.editions.get(edition.id) for edition in (russian, english))
    return structs.replace(
        known or _make_pair(russian, english),
        state="split",
        decided=datetime.now(UTC),
        ru_story=ru.story if ru else None,
        en_story=en.story if en else None,
    )


def _make_pair(russian: Edition, english: Edition) -> Pair:
    """The pair of two articles that are one story by their records."""
    return Pair(
        ru=russian.id,
        en=english.id,
        state="confirmed",
        ground="hand",
        confidence=1.0,
        decided=datetime.now(UTC),
        ru_given=russian.story,
        en_given=english.story,
    )
