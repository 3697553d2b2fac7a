"""SQLite's FTS5: a contentless index of tokens, and side tables for facets.

FTS5 has one token a position: the lemmas of a word stand one after another. A phrase across a word
with several lemmas may therefore be missed or be found where it does not stand.
Prefixes are looked up in the term dictionary: FTS5's prefix indexes double its size.
"""

# ruff: noqa: S608 - the names in the statements are this module's own
from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from benchmarks.peers import (
    HITS,
    Counts,
    PeerAnswer,
    Volume,
    count_years,
    day_numbers,
    facet_passes,
    has_text,
    month_name,
    month_number,
    without_lifts,
)
from benchmarks.peers.fts5_match import write_match
from indexer.analysis import Word
from indexer.schema import TEXT_FIELDS, Document
from searcher.engines import FacetFilter, Selection
from searcher.query.scoring import TITLE_WEIGHT, field_weight, title_field

EXACT_PHRASES = False

_FIELDS = tuple(
    name for field in TEXT_FIELDS.values() for name in (field.lemmas, field.exact, field.names)
)
_TITLES = frozenset(map(title_field, _FIELDS)) - {None}
_WEIGHTS = ", ".join(
    str(field_weight(name) * (TITLE_WEIGHT if name in _TITLES else 1.0)) for name in _FIELDS
)
# Stands between title, lead and body, so that no phrase crosses the border, and for the words
# between names.
_BORDER = " ¶ "
_BATCH = 2_000
# Facets with several values an article have a table of their own, the others a column.
_LISTED = ("author", "country", "tag")

# The ASCII tokenizer takes every other letter as part of a word and folds nothing: the tokens are
# folded already.
_SCHEMA = f"""
CREATE VIRTUAL TABLE fts USING fts5(
    {", ".join(_FIELDS)}, content='', detail=full, tokenize="ascii tokenchars ''''"
);
INSERT INTO fts(fts, rank) VALUES ('hashsize', 67108864);
CREATE TABLE article (doc INTEGER PRIMARY KEY, id TEXT NOT NULL, article BLOB NOT NULL);
CREATE TABLE doc (
    doc INTEGER PRIMARY KEY, published INTEGER NOT NULL, day INTEGER NOT NULL,
    month INTEGER NOT NULL, lang TEXT NOT NULL, source TEXT NOT NULL
);
""" + "".join(
    f"CREATE TABLE {facet} (doc INTEGER, value TEXT, PRIMARY KEY (doc, value)) WITHOUT ROWID;\n"
    for facet in _LISTED
)
# A selection as a source of SQL: the rows of a table that are selected. All of them need no join.
_EVERY, _FOUND = "{}", "hit CROSS JOIN {} USING (doc)"
_INDEXES = """
CREATE INDEX doc_published ON doc (published);
CREATE INDEX doc_day ON doc (day, month);
CREATE INDEX doc_counted ON doc (month, lang, source);
""" + "".join(f"CREATE INDEX {facet}_value ON {facet} (value, doc);\n" for facet in _LISTED)


def release() -> str:
    return f"SQLite {sqlite3.sqlite_version} FTS5"


def build(documents: Iterator[Document], path: Path) -> None:
    db = _connect(path)
    db.execute("PRAGMA journal_mode = OFF")
    db.executescript(_SCHEMA)
    batch: list[tuple[int, Document]] = []
    for entry in enumerate(documents, 1):
        batch.append(entry)
        if len(batch) == _BATCH:
            _write(db, batch)
            batch.clear()
    _write(db, batch)
    db.executescript(_INDEXES)
    db.execute("ANALYZE")
    db.close()


def tidy(path: Path) -> None:
    """Merge the segments of the index into one."""
    db = _connect(path)
    db.execute("INSERT INTO fts(fts) VALUES ('optimize')")
    db.close()


def open_peer(path: Path) -> Fts5:
    return Fts5(_connect(path))


def _connect(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(path / "fts5.db", isolation_level=None, cached_statements=512)
    for pragma in ("synchronous = OFF", "cache_size = -262144", "mmap_size = 34359738368",
                   "temp_store = MEMORY"):  # fmt: skip
        db.execute(f"PRAGMA {pragma}")
    return db


def _write(db: sqlite3.Connection, batch: list[tuple[int, Document]]) -> None:
    db.execute("BEGIN")
    marks = ", ".join("?" * (len(_FIELDS) + 1))
    db.executemany(
        f"INSERT INTO fts (rowid, {', '.join(_FIELDS)}) VALUES ({marks})",
        ((number, *_texts(document)) for number, document in batch),
    )
    db.executemany(
        "INSERT INTO article VALUES (?, ?, ?)",
        ((number, document.id, document.article) for number, document in batch),
    )
    columns = [(number, document.columns) for number, document in batch]
    db.executemany(
        "INSERT INTO doc VALUES (?, ?, ?, ?, ?, ?)",
        ((n, c.published, c.day, month_number(c.day), c.lang, c.source) for n, c in columns),
    )
    for facet, values in (
        ("author", [(n, value) for n, c in columns for value in c.authors]),
        ("country", [(n, value) for n, c in columns for value in c.countries]),
        ("tag", [(n, value) for n, c in columns for value in c.tags]),
    ):
        db.executemany(f"INSERT INTO {facet} VALUES (?, ?)", values)
    db.execute("COMMIT")


def _texts(document: Document) -> Iterator[str]:
    for parts in document.texts.values():
        yield _BORDER.join(" ".join(" ".join(word.lemmas) for word in words) for words in parts)
        yield _BORDER.join(" ".join(word.surface for word in words) for words in parts)
        yield _BORDER.join(map(_names, parts))


def _names(words: list[Word]) -> str:
    """The name keys of the words, with one sign wherever other words stand between."""
    runs = groupby(words, key=lambda word: bool(word.names))
    return _BORDER.join(
        " ".join(key for word in run for key in word.names) for is_name, run in runs if is_name
    )


class Fts5:
    """An index asked by SQL: the matching articles go into a temporary table, which is counted."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        db.execute("CREATE TEMP TABLE hit (doc INTEGER PRIMARY KEY, score REAL)")
        self._volume = Volume(dict(db.execute("SELECT day, count(*) FROM doc GROUP BY day")))

    def ask(self, selection: Selection) -> PeerAnswer:
        selection = without_lifts(selection)
        began = time.thread_time()
        passes = facet_passes(selection)
        source = self._find(selection)
        hits = self._hits(source)
        singles = self._count_columns(source)
        facets = {
            facet: self._count_listed(facet, source) if facet in _LISTED else singles[facet]
            for facet in passes[0][1]
        }
        for other, (facet,) in passes[1:]:
            source = self._find(other)
            if facet in _LISTED:
                facets[facet] = self._count_listed(facet, source)
            else:
                facets[facet] = self._count_columns(source)[facet]
        months = singles["month"]
        return PeerAnswer(
            total=sum(months.values()),
            hits=hits,
            facets=facets,
            timeline=self._volume.timeline(selection.days, months),
            seconds=time.thread_time() - began,
        )

    def close(self) -> None:
        self._db.close()

    def _find(self, selection: Selection) -> str:
        """Fill `hit` with what is selected, and its score; the source to count from."""
        is_ranked = has_text(selection.match)
        if not (is_ranked or selection.filters or selection.days):
            return _EVERY
        conditions: list[str] = []
        values: list[str | int] = []
        for entry in selection.filters:
            for condition, chosen in _conditions(entry):
                conditions.append(condition)
                values.extend(chosen)
        if selection.days:
            conditions.append("doc.day BETWEEN ? AND ?")
            values.extend(day_numbers(selection.days))
        if is_ranked:
            # Joined only where needed: the scan of the index gives the documents by itself.
            joined = "CROSS JOIN doc ON doc.doc = fts.rowid" if conditions else ""
            rows = f"SELECT fts.rowid, bm25(fts, {_WEIGHTS}) FROM fts {joined}"
            conditions.insert(0, "fts MATCH ?")
            values.insert(0, write_match(selection.match))
        else:
            rows = "SELECT doc.doc, -doc.published FROM doc"
        self._db.execute("DELETE FROM hit")
        self._db.execute(f"INSERT INTO hit {rows} WHERE {' AND '.join(conditions)}", values)
        return _FOUND

    def _hits(self, source: str) -> tuple[str, ...]:
        best = {
            _FOUND: "SELECT doc FROM hit ORDER BY score LIMIT ?",
            _EVERY: "SELECT doc FROM doc ORDER BY published DESC LIMIT ?",
        }[source]
        read = "SELECT id, article FROM article WHERE doc = ?"
        chosen = self._db.execute(best, (HITS,)).fetchall()
        articles = [self._db.execute(read, number).fetchone() for number in chosen]
        return tuple(id_ for id_, article in articles if article)

    def _count_listed(self, facet: str, source: str) -> Counts:
        query = f"SELECT value, count(*) FROM {source.format(facet)} GROUP BY value"
        return dict(self._db.execute(query))

    def _count_columns(self, source: str) -> dict[str, Counts]:
        """The facets of one value an article, and the months, in one pass over the columns."""
        query = (
            f"SELECT month, lang, source, count(*) FROM {source.format('doc')} "
            "GROUP BY month, lang, source"
        )
        counts: dict[str, Counts] = {"month": {}, "lang": {}, "source": {}}
        for month, lang, publisher, count in self._db.execute(query):
            for name, value in (
                ("month", month_name(month)),
                ("lang", lang),
                ("source", publisher),
            ):
                counts[name][value] = counts[name].get(value, 0) + count
        return counts | {"year": count_years(counts["month"])}


def _conditions(entry: FacetFilter) -> Iterator[tuple[str, tuple[str, ...]]]:
    for negation, values in (("", entry.any_of), ("NOT ", entry.none_of)):
        marks = ", ".join("?" * len(values))
        if values and entry.facet in _LISTED:
            rows = f"SELECT 1 FROM {entry.facet} AS f WHERE f.doc = doc.doc AND value IN ({marks})"
            yield f"{negation}EXISTS ({rows})", values
        elif values:
            yield f"doc.{entry.facet} {negation}IN ({marks})", values
