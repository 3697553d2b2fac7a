"""Xapian's side of the pipe: run by Debian's interpreter, with nothing but Xapian.

    python3 xapian_process.py version|build|tidy|serve [FOLDER]

A facet has a value slot for each value an article may have of it, since Xapian counts whole slots.
Filters are Boolean terms, days a value range. Lemmas of one word are synonyms; a phrase may have
alternatives at each step.
"""

from __future__ import annotations

import json
import shutil
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

try:
    import xapian  # type: ignore[import-not-found]
except ImportError:
    sys.exit("Xapian is missing: apt-get install python3-xapian")

Query = xapian.Query

DAY, PUBLISHED, FIRST_SLOT = 0, 1, 2
# Xapian takes no longer terms.
LONGEST_TERM = 240


def name_slots(counts: dict[str, int]) -> dict[str, list[int]]:
    """The value slots of each facet."""
    slots: dict[str, list[int]] = {}
    first = FIRST_SLOT
    for facet, count in counts.items():
        slots[facet] = list(range(first, first + count))
        first += count
    return slots


def text_term(field: str, term: str) -> str:
    """A term of a text field: the fields are told apart by a capital prefix."""
    return f"X{field.upper()}:{term}"


def value_term(facet: str, value: str) -> str:
    """The Boolean term of a facet value."""
    return f"V{facet.upper()}:{value}"


def build(path: Path, lines: Iterable[bytes]) -> None:
    """Index the documents of the lines; the first line tells the facets."""
    entries = map(json.loads, lines)
    slots = name_slots(next(entries)["slots"])
    # As fast as it goes: a build that is killed begins anew.
    flags = xapian.DB_CREATE | xapian.DB_NO_SYNC | xapian.DB_DANGEROUS
    database = xapian.WritableDatabase(str(path / "xapian"), flags)
    by_day: dict[int, int] = {}
    for entry in entries:
        database.add_document(make_document(entry, slots))
        by_day[entry["day"]] = by_day.get(entry["day"], 0) + 1
    database.set_metadata("days", json.dumps(by_day))
    database.close()


def make_document(entry: dict[str, Any], slots: dict[str, list[int]]) -> Any:
    """A document with its postings, values and stored article."""
    document = xapian.Document()
    add = document.add_posting
    for field, postings in entry["postings"].items():
        for term, positions in postings.items():
            name = text_term(field, term)
            if len(name.encode()) <= LONGEST_TERM:
                for position in positions:
                    add(name, position)
    for facet, values in entry["values"].items():
        for slot, value in zip(slots[facet], values, strict=False):
            document.add_value(slot, value)
            document.add_boolean_term(value_term(facet, value))
        if len(values) > len(slots[facet]):
            sys.exit(f"{entry['id']}: more than {len(slots[facet])} values of {facet}")
    document.add_value(DAY, write_day(entry["day"]))
    document.add_value(PUBLISHED, xapian.sortable_serialise(entry["published"]))
    document.set_data(json.dumps([entry["id"], entry["article"]], ensure_ascii=False))
    return document


def write_day(ordinal: int) -> str:
    """A day as text that sorts by time."""
    return f"{ordinal:07}"


def tidy(path: Path) -> None:
    """Compact the database."""
    built, compact = path / "xapian", path / "compact"
    database = xapian.Database(str(built))
    database.compact(str(compact))
    database.close()
    shutil.rmtree(built)
    compact.rename(built)


def serve(path: Path, lines: Iterable[bytes]) -> None:
    """Answer each line by a line; the first one tells the facets, its answer the days."""
    database = xapian.Database(str(path / "xapian"))
    messages = map(json.loads, lines)
    server = Server(database, next(messages))
    say(json.loads(database.get_metadata("days")))
    for message in messages:
        began = time.thread_time()
        answer = server.answer(message)
        answer["seconds"] = time.thread_time() - began
        say(answer)


def say(message: object) -> None:
    """Send one line."""
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


class Server:
    """Answers queries over one database."""

    def __init__(self, database: Any, settings: dict[str, Any]) -> None:
        self._database = database
        self._count = database.get_doccount()
        self._slots = name_slots(settings["slots"])
        self._hits: int = settings["hits"]
        self._titles: dict[str, str] = settings["titles"]
        self._title_weight: float = settings["title_weight"]
        self._weights: dict[str, float] = settings["weights"]

    def answer(self, message: dict[str, Any]) -> dict[str, Any]:
        """Hits and total of the first pass, and the counts of every pass."""
        match = self._compile(message["match"])
        counts: list[dict[str, dict[str, int]]] = []
        first, *others = message["passes"]
        enquire = xapian.Enquire(self._database)
        if not message["ranked"]:
            enquire.set_weighting_scheme(xapian.BoolWeight())
            enquire.set_sort_by_value(PUBLISHED, True)  # noqa: FBT003 - Xapian's signature
        found, counted = self._run(enquire, match, first, self._hits)
        counts.append(counted)
        hits = [json.loads(hit.document.get_data())[0] for hit in found]
        total = found.get_matches_estimated()
        for part in others:
            enquire = xapian.Enquire(self._database)
            enquire.set_weighting_scheme(xapian.BoolWeight())
            counts.append(self._run(enquire, match, part, 0)[1])
        return {"total": total, "hits": hits, "counts": counts}

    def _run(
        self, enquire: Any, match: Any, part: dict[str, Any], limit: int
    ) -> tuple[Any, dict[str, dict[str, int]]]:
        enquire.set_query(self._select(match, part))
        spies = {
            facet: [xapian.ValueCountMatchSpy(slot) for slot in self._slots[facet]]
            for facet in part["facets"]
        }
        for of_facet in spies.values():
            for spy in of_facet:
                enquire.add_matchspy(spy)
        # All are looked at: totals and counts are exact.
        found = enquire.get_mset(0, limit, self._count)
        counts: dict[str, dict[str, int]] = {}
        for facet, of_facet in spies.items():
            values: dict[str, int] = {}
            for spy in of_facet:
                for item in spy.values():
                    value = item.term.decode()
                    values[value] = values.get(value, 0) + item.termfreq
            counts[facet] = values
        return found, counts

    def _select(self, match: Any, part: dict[str, Any]) -> Any:
        query = match
        for facet, any_of, none_of in part["filters"]:
            if any_of:
                terms = [Query(value_term(facet, value)) for value in any_of]
                query = Query(Query.OP_FILTER, query, Query(Query.OP_OR, terms))
            if none_of:
                terms = [Query(value_term(facet, value)) for value in none_of]
                query = Query(Query.OP_AND_NOT, query, Query(Query.OP_OR, terms))
        if part["days"]:
            first, last = map(write_day, part["days"])
            within = Query(Query.OP_VALUE_RANGE, DAY, first, last)
            query = Query(Query.OP_FILTER, query, within)
        return query

    def _compile(self, match: list[Any]) -> Any:
        kind, *parts = match
        if kind == "all":
            return Query.MatchAll
        if kind == "terms":
            field, terms = parts
            return self._lift(field, self._synonyms(field, terms), terms)
        if kind == "prefix":
            field, prefix = parts
            name = text_term(field, prefix)
            return Query(Query.OP_WILDCARD, name, 0, Query.WILDCARD_LIMIT_ERROR, Query.OP_SYNONYM)
        if kind == "sequence":
            field, steps = parts
            words = [self._any(field, terms) for terms in steps]
            phrase = Query(Query.OP_PHRASE, words, len(words))
            return self._lift(field, phrase, [term for terms in steps for term in terms])
        if kind == "any":
            return Query(Query.OP_OR, [self._compile(part) for part in parts])
        assert kind == "every", kind
        asked = [self._compile(part) for part in parts if part[0] != "not"]
        excluded = [self._compile(part[1]) for part in parts if part[0] == "not"]
        query = Query(Query.OP_AND, asked)
        return Query(Query.OP_AND_NOT, query, Query(Query.OP_OR, excluded)) if excluded else query

    def _any(self, field: str, terms: list[str]) -> Any:
        return Query(Query.OP_OR, [Query(text_term(field, term)) for term in terms])

    def _synonyms(self, field: str, terms: list[str]) -> Any:
        if len(terms) == 1:
            return Query(text_term(field, terms[0]))
        return Query(Query.OP_SYNONYM, [Query(text_term(field, term)) for term in terms])

    def _lift(self, field: str, query: Any, terms: list[str]) -> Any:
        if field in self._titles:
            title = self._any(self._titles[field], terms)
            title = Query(Query.OP_SCALE_WEIGHT, title, self._title_weight)
            query = Query(Query.OP_AND_MAYBE, query, title)
        weight = self._weights[field]
        return query if weight == 1 else Query(Query.OP_SCALE_WEIGHT, query, weight)


def main() -> None:
    """Run one command."""
    command, *folders = sys.argv[1:]
    if command == "version":
        sys.stdout.write(f"Xapian {xapian.version_string()}\n")
        return
    path = Path(folders[0])
    if command == "build":
        build(path, sys.stdin.buffer)
    elif command == "tidy":
        tidy(path)
    elif command == "serve":
        serve(path, sys.stdin.buffer)
    else:
        sys.exit(f"unknown command: {command}")


if __name__ == "__main__":
    main()
