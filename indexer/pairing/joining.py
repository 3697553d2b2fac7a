"""Joining two articles to one story, and taking that back.

The story of an article is part of it, so a change is a version like others: indexes, exports and
everybody who follows the archive learn of it. An article that came a moment ago and that nobody has
seen is told anew in its place instead.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count

from indexer.archive.pairs import Pair, PairState
from indexer.archive.store import Archive
from indexer.article import LANGS, Article, Lang
from indexer.errors import ArticleNotFoundError
from indexer.pairing.finding import FoundPair

_NO_SEQ = 2**63 - 1


def join(
    archive: Archive, found: FoundPair, state: PairState = "found", unseen: int = _NO_SEQ
) -> None:
    """Make one story of two articles, inside a transaction, and remember why. Versions newer than
    the `seq` `unseen` are in no index yet."""
    russian, english = (_read(archive, id_) for id_ in (found.ru, found.en))
    ru_given, en_given = (_forget_earlier(archive, one) for one in (russian, english))
    story = _choose_story(archive, russian, english)
    for article in (russian, english):
        _tell(archive, article, story, unseen)
    pair = Pair(
        ru=found.ru,
        en=found.en,
        state=state,
        ground=found.ground,
        confidence=found.confidence,
        evidence=found.evidence,
        decided=datetime.now(UTC),
        ru_story=story,
        en_story=story,
        ru_given=ru_given,
        en_given=en_given,
    )
    archive.pairs.keep(pair)


def part(archive: Archive, pair: Pair) -> None:
    """Give two articles that were joined back the stories that their records gave them, inside a
    transaction."""
    for id_ in (pair.ru, pair.en):
        given, decided = pair.tell_stories(id_)
        version = archive.get(id_)
        if version and version.article and version.article.story == decided:
            archive.put(replace(version.article, story=given))
    archive.pairs.forget(pair)


def give_way(archive: Archive, since: int) -> None:
    """Take pairs back that we found and that records newer than a `seq` contradict: what they give
    the same story as one of the two is its version."""
    for edition in archive.editions.after(since):
        members = archive.editions.of_story(edition.story) if edition.story else []
        langs = [member.lang for member in members]
        for pair in (found for member in members for found in archive.pairs.of(member.id)):
            is_joined = {
                "ru": pair.ru_story != pair.ru_given,
                "en": pair.en_story != pair.en_given,
            }
            if pair.state == "found" and any(is_joined[lang] for lang in _list_doubled(langs)):
                part(archive, pair)
                break


def _list_doubled(langs: Sequence[Lang]) -> list[Lang]:
    return [lang for lang in LANGS if langs.count(lang) > 1]


def _read(archive: Archive, article_id: str) -> Article:
    version = archive.get(article_id)
    if version is None or version.article is None:
        raise ArticleNotFoundError(article_id)
    return version.article


def _forget_earlier(archive: Archive, article: Article) -> str | None:
    """The story that the record of an article gave it; pairs that it is not in any more are
    forgotten."""
    given = article.story
    for pair in archive.pairs.of(article.id):
        if pair.state == "split":
            continue
        known, decided = pair.tell_stories(article.id)
        if article.story == decided:
            given = known
        archive.pairs.forget(pair)
    return given


def _choose_story(archive: Archive, russian: Article, english: Article) -> str:
    """The key of the story: that of the original or its translation, or the id of the original."""
    original, other = sorted((russian, english), key=_in_order)
    return original.story or other.story or next(_list_free(archive, original.id))


def _in_order(article: Article) -> tuple[bool, float, str]:
    """Originals before translations, what was published first before what came later."""
    is_translation = article.original_published is not None
    return is_translation, article.published.timestamp(), article.id


def _list_free(archive: Archive, name: str) -> Iterator[str]:
    for number in count(1):
        story = name if number == 1 else f"{name}-{number}"
        if not archive.editions.of_story(story):
            yield story


def _tell(archive: Archive, article: Article, story: str, unseen: int) -> None:
    if article.story == story:
        return
    edition = archive.editions.get(article.id)
    told = replace(article, story=story)
    if edition is not None and edition.seq > unseen:
        archive.log.amend(told)
    else:
        archive.put(told)
