"""What an import did, in numbers: a table of its files, and a line for each thing to know."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from indexer.importing.counting import CountsByPlace, RecordCounts
from indexer.importing.report import ImportReport
from web.cli.hints import name_command
from web.cli.output import count_of

# Files that are all shown in a table; of more, so many with the most rejects.
_FEW_FILES = 12

# Values that a line names.
_NAMED = 8

# Characters of the shortest name of a file, and of the titles of lines.
_SHORTEST = 20
TITLE_WIDTH = 13

# The columns of the table: what each counts, and its heading.
_COLUMNS: Mapping[str, str] = {
    "read": "records",
    "new": "new",
    "changed": "changed",
    "unchanged": "unchanged",
    "withheld": "held back",
    "rejected": "rejected",
    "duplicates": "repeated",
    "copies": "copies",
    "weak_dates": "weak dates",
}

# New values by their kind, as lines are called.
_KINDS: Mapping[str, str] = {
    "author": "New authors",
    "tag": "New tags",
    "source": "New sources",
    "country": "New places",
}


def tabulate_files(places: CountsByPlace, width: int | None = None) -> list[str]:
    """The files of an import as lines of a table, those with most rejects first: all of a few; of
    many those with several records and rejects among them. A column that would be empty is left
    out."""
    rows = sorted(places, key=lambda place: -place[1].rejected)
    if len(rows) > _FEW_FILES:
        rows = [row for row in rows if row[1].rejected and row[1].read > 1][:_FEW_FILES]
    if not rows or len(places) < 2:
        return []
    columns = {name: title for name, title in _COLUMNS.items() if _any(rows, name)}
    widths = {
        name: max(len(title), *(len(_number(counts, name)) for _, counts in rows)) + 2
        for name, title in columns.items()
    }
    room = (width or shutil.get_terminal_size().columns) - sum(widths.values())
    longest = max(len(name) for name, _ in rows)
    first = min(longest, max(room, _SHORTEST))
    heading = "".join(title.rjust(widths[name]) for name, title in columns.items())
    lines = [f"{'':{first}}{heading}"]
    for name, counts in rows:
        numbers = "".join(_number(counts, column).rjust(widths[column]) for column in columns)
        lines.append(f"{_shorten(name, first):{first}}{numbers}")
    return lines


def _any(rows: Sequence[tuple[str, RecordCounts]], name: str) -> bool:
    return any(getattr(counts, name) for _, counts in rows)


def _number(counts: RecordCounts, name: str) -> str:
    number: int = getattr(counts, name)
    return f"{number:,}" if number else "·"


def _shorten(name: str, width: int) -> str:
    """A path without its beginning, where it is longer than that."""
    return name if len(name) <= width else f"…{name[len(name) - width + 1 :]}"


def describe_import(report: ImportReport, home: Path) -> Iterator[tuple[str, str]]:
    """What else there is to know: a title and a text each."""
    counts = report.counts
    if report.is_resumed:
        files = count_of(report.resumed, "whole file")
        yield "Went on", f"where this import was stopped, behind {files}"
        yield "", "numbers and rejects are those of all of it; lists, of what was read since"
    if report.gone:
        gone = count_of(len(report.gone), "article")
        yield "Deleted", f"{gone} whose files are gone: {_list(report.gone)}"
    if counts.returned:
        yield "Back", f"{count_of(counts.returned, 'article')} whose files are back"
    if counts.healed:
        yield "Healed", f"{count_of(counts.healed, 'article')} whose stored text was damaged"
    if counts.taken_down:
        told = count_of(counts.taken_down, "article")
        listing = name_command(home, "letopis deleted")
        yield "Taken down", f"{told}, as the export says: {listing}"
    yield from _describe_gains(report)
    if counts.duplicates:
        told = count_of(counts.duplicates, "record")
        yield "Repeated", f"{told} of articles that other records gave too"
    if report.copies:
        first = report.copies[0]
        told = count_of(counts.copies, "near copy", "near copies")
        listing = name_command(home, "letopis duplicates")
        yield "Copies", f"{told}, such as {first.id} of {first.of}: {listing}"
    if report.joined:
        told = count_of(report.joined, "article")
        listing = name_command(home, "letopis pairs")
        yield "Joined", f"{told} with the version in the other language: {listing}"
    if report.total.skipped:
        yield "No articles", _rank(report.total.skipped)
    yield from _describe_files(report)


def _describe_gains(report: ImportReport) -> Iterator[tuple[str, str]]:
    """What the archive knows by new and changed articles."""
    counts, total = report.counts, report.total
    if not counts.new and not counts.changed:
        return
    if counts.inferred:
        told = count_of(counts.inferred, "article")
        yield "Countries", f"of {told} told by the text: {_rank(total.countries)}"
    for kind, title in _KINDS.items():
        if (names := total.names.get(kind)) is not None:
            more = " …" if names.count > len(names.first[:_NAMED]) else ""
            yield title, f"{names.count:,}: {', '.join(names.first[:_NAMED])}{more}"


def _describe_files(report: ImportReport) -> Iterator[tuple[str, str]]:
    """The files that gave nothing."""
    if len(report.ignored) <= _FEW_FILES:
        for path in report.ignored:
            yield "Skipped", f"not an article file: {path}"
    else:
        kinds = Counter(path.suffix.lower() or "no ending" for path in report.ignored)
        files = len(report.ignored) + report.unnamed
        yield "Skipped", f"{files:,} files without articles: {_rank(kinds)}"
    for path in report.vanished[:_FEW_FILES]:
        yield "Vanished", f"before it could be read: {path}"
    if len(report.vanished) > _FEW_FILES:
        yield "", f"… and {len(report.vanished) - _FEW_FILES:,} more"


def _rank(numbers: Mapping[str, int]) -> str:
    """The most frequent, with their numbers."""
    ranked = sorted(numbers.items(), key=lambda item: -item[1])
    return _list([f"{name} {number:,}" for name, number in ranked])


def _list(names: Sequence[str]) -> str:
    return ", ".join(names[:_NAMED]) + " …" * (len(names) > _NAMED)
