"""Purging: of a deleted article nothing is left that could be read."""

from __future__ import annotations

import json
from collections.abc import Iterable

from indexer.archive.checking import salvage_article
from indexer.archive.connection import ArchiveConnection
from indexer.archive.copies import ArchiveCopies
from indexer.archive.identity import list_weak_keys
from indexer.article import Article
from indexer.labels import LabelKind, facet_ids

# Escapes of JSON have letters of either case, and some programs escape slashes too.
_FORGET_REJECTS = r"DELETE FROM reject WHERE instr(lower(replace(raw, '\/', '/')), lower(?))"


def purge_article(db: ArchiveConnection, article_id: str) -> None:
    """Remove every text of a deleted article, inside a transaction; the names of authors and tags
    that no other article has; and every rejected record that stood where it stood, or holds its
    headline or its address.

    What it is recognized by stays, as checksums, but for its place in files that other articles
    have had as well: without a text to compare that would hold back innocent ones.
    """
    rows = db.execute("SELECT article FROM version WHERE id = ?", (article_id,)).fetchall()
    texts = [text for (stored,) in rows if (text := salvage_article(stored))]
    db.execute("UPDATE version SET article = NULL WHERE id = ?", (article_id,))
    weak = {key for text in texts for key in list_weak_keys(text)}
    db.executemany(
        "DELETE FROM identity WHERE id = ? AND key = ?", [(article_id, key) for key in weak]
    )
    ArchiveCopies(db).forget(article_id)
    # What it shared with another version, word by word.
    db.execute("UPDATE pair SET evidence = '[]' WHERE ru = ?1 OR en = ?1", (article_id,))
    _forget_rejects(db, texts)
    _forget_names(db, texts)


def list_purged(db: ArchiveConnection) -> set[str]:
    """The deleted articles of which no text is left."""
    rows = db.execute(
        "SELECT current.id FROM current JOIN version USING (seq) WHERE deleted IS NOT NULL "
        "AND NOT EXISTS (SELECT 1 FROM version AS text WHERE text.id = current.id "
        "AND text.article IS NOT NULL)"
    )
    return {id_ for (id_,) in rows}


def _forget_rejects(db: ArchiveConnection, gone: Iterable[Article]) -> None:
    marks = {mark for text in gone for mark in (text.title, text.url) if mark}
    for form in {form for mark in marks for form in _write_forms(mark)}:
        db.execute(_FORGET_REJECTS, (form,))
    places = [text.provenance for text in gone if text.provenance]
    db.executemany(
        "DELETE FROM reject WHERE file = ? AND line = ?",
        [(place.file, place.record) for place in places],
    )


def _forget_names(db: ArchiveConnection, gone: Iterable[Article]) -> None:
    names = {name for text in gone for name in _list_names(text)}
    rows = db.execute(
        "SELECT article FROM current JOIN version USING (seq) WHERE article IS NOT NULL"
    )
    for (stored,) in rows:
        if not names:
            return
        if (text := salvage_article(stored)) is not None:
            names.difference_update(_list_names(text))
    db.executemany("DELETE FROM label WHERE kind = ? AND id = ?", sorted(names))


def _list_names(article: Article) -> Iterable[tuple[LabelKind, str]]:
    return ((kind, id_) for kind, ids in facet_ids(article).items() for id_ in ids)


def _write_forms(text: str) -> tuple[str, str, str]:
    """A text as records have it: plain, and as JSON writes it, with letters escaped or not."""
    return text, json.dumps(text, ensure_ascii=False)[1:-1], json.dumps(text)[1:-1]
