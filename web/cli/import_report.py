"""What an import did, for people and as JSON."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click
import msgspec

from indexer.archive.entries import Reject
from indexer.archive.identity import Recognition
from indexer.importing.counting import RecordCounts
from indexer.importing.rejecting import MOST_REJECTS
from indexer.importing.report import Doubt, ImportReport, Taken, Withheld
from searcher.archive import NewsArchive
from web.cli.hints import name_command
from web.cli.import_counts import TITLE_WIDTH, describe_import, tabulate_files
from web.cli.output import count_of, printable
from web.findings import name_kind

# How a record was recognized, for people.
_RECOGNITIONS: Mapping[Recognition, str] = {
    "new": "another article: its ID is taken by one in another language or source",
    "id": "a new version, by its ID",
    "address": "a new version, by its address",
    "mirror": "a copy on another site",
    "headline": "a new version, by its headline and day",
    "text": "a new version, by its text",
    "place": "a new version, by its place in the file",
}

# Records of a kind that are printed; the JSON tells of more.
_SHOWN = 20

# Rejects of one kind that are still told one by one.
_ALIKE = 3

Item = TypeVar("Item")


def report_import(report: ImportReport) -> dict[str, Any]:
    """An import's report as JSON has it."""
    counts, total = report.counts, report.total
    return {
        "files": counts.files,
        "read": counts.read,
        "new": counts.new,
        "changed": counts.changed,
        "unchanged": counts.unchanged,
        "held_back": counts.withheld,
        "duplicates": counts.duplicates,
        "near_copies": counts.copies,
        "weak_dates": counts.weak_dates,
        "inferred": counts.inferred,
        "inferred_countries": total.countries,
        "new_names": msgspec.to_builtins(total.names),
        "healed": counts.healed,
        "by_file": [{"file": name, **msgspec.to_builtins(each)} for name, each in report.places],
        "rejected": msgspec.to_builtins(report.rejected),
        "unlisted": report.unlisted,
        "ignored": [str(path) for path in report.ignored],
        "vanished": [str(path) for path in report.vanished],
        "unnamed": report.unnamed,
        "skipped": total.skipped,
        "gone": report.gone,
        "returned": counts.returned,
        "is_resumed": report.is_resumed,
        "resumed": report.resumed,
        "withheld": msgspec.to_builtins(report.withheld),
        "joined": report.joined,
        "pairs": msgspec.to_builtins(report.pairs),
        "taken_down": counts.taken_down,
        "taken": msgspec.to_builtins(report.taken),
        "doubts": msgspec.to_builtins(report.doubts),
        "copies": msgspec.to_builtins(report.copies),
        "untold": report.untold,
    }


def print_names(report: ImportReport, archive: NewsArchive) -> None:
    """Say how many names an import brought that are to be looked at."""
    if not report.named:
        return
    found = archive.review_names(report.named)
    looked_at = {value.key for value in found.unnamed}
    looked_at |= {value.key for pair in found.pairs for value in (pair.kept, pair.other)}
    new, pairs = len(looked_at & report.named), len(found.pairs)
    if new:
        told = f"; {count_of(pairs, 'likely pair')}" if pairs else ""
        command = name_command(archive.home.path, "letopis names")
        click.echo(f"{count_of(new, 'new name')} to look at{told}: {command}")


def print_import(report: ImportReport, home: Path) -> None:
    """Say what an import did."""
    click.echo(_sum_up(report.counts))
    if table := tabulate_files(report.places):
        click.echo("\n".join(("", *map(printable, table), "")))
    for title, text in describe_import(report, home):
        click.echo(printable(f"{title:{TITLE_WIDTH}}{text}"))
    _print_taken(report.taken)
    _print_withheld(report.withheld)
    if report.untold:
        click.echo(f"And {report.untold:,} more that were recognised or held back.")
    _print_doubts(report.doubts)
    _print_rejects(report, home)


def _sum_up(counts: RecordCounts) -> str:
    if not counts.new and not counts.changed and not counts.healed:
        if not counts.unchanged:
            return "Nothing imported."
        return f"Nothing changed: {count_of(counts.unchanged, 'article')} already in the archive."
    told = [count_of(counts.new, "new article")] if counts.new else []
    if counts.changed:
        told.append(
            f"{counts.changed:,} changed" if told else count_of(counts.changed, "changed article")
        )
    if counts.unchanged:
        told.append(f"{counts.unchanged:,} unchanged")
    comma = "," if len(told) > 1 else ""
    return f"Imported {', '.join(told)}{comma} from {count_of(counts.files, 'file')}."


def _print_taken(listed: Sequence[Taken]) -> None:
    """Records that were recognized, equal ways as one line."""
    if not listed:
        return
    click.echo("Recognised by something other than the ID:")
    for group in _group(listed, lambda taken: taken.how):
        first = group[0]
        where = f"{first.file}:{first.record}: {first.id}, {_RECOGNITIONS[first.how]}"
        click.echo(printable(f"  {where}{_tell_alike(group)}"))


def _print_withheld(listed: Sequence[Withheld]) -> None:
    if not listed:
        return
    click.echo("Held back, because these articles were taken down:")
    for held in listed[:_SHOWN]:
        click.echo(printable(f"  {held.file}:{held.record}: {held.id} ({held.reason})"))
    _tell_more(listed)


def _print_doubts(doubts: Sequence[Doubt]) -> None:
    """What is doubtful of imported records, equal doubts as one line."""
    if not doubts:
        return
    click.echo("Imported, but to be looked at:")
    groups = _group(doubts, lambda doubt: (doubt.field, name_kind(doubt.reason)))
    for group in groups[:_SHOWN]:
        first = group[0]
        where = f"{first.file}:{first.record}: {first.field or 'record'}: {first.reason}"
        click.echo(printable(f"  {where}{_tell_alike(group)}"))
    _tell_more(groups)


def _print_rejects(report: ImportReport, home: Path) -> None:
    """The rejects, equal ones as one line: a thousand records of one kind fail alike."""
    rejected = report.counts.rejected
    if not rejected:
        return
    click.echo(f"Rejected {count_of(rejected, 'record')}:", err=True)
    groups = _group(report.rejected, lambda reject: (reject.field, name_kind(reject.reason)))
    shown: list[Sequence[Reject]] = []
    for group in groups:
        # A few of a kind are told one by one.
        shown += [group] if len(group) > _ALIKE else [[reject] for reject in group]
    for told_group in shown[:_SHOWN]:
        _print_reject(told_group)
    told = sum(map(len, shown[:_SHOWN]))
    last = report.rejected[-1]
    is_last_told = any(last in group for group in shown[:_SHOWN])
    more = rejected - told - (not is_last_told)
    if more > 0:
        listing = name_command(home, "letopis status --json")
        click.echo(f"  … and {more:,} more; up to {MOST_REJECTS} of each file: {listing}", err=True)
    if not is_last_told:
        # It may tell why a file was not read to its end.
        _print_reject([last])


def _print_reject(group: Sequence[Reject]) -> None:
    first = group[0]
    where = f"{first.file}:{first.line}: {first.field or 'record'}"
    click.echo(printable(f"  {where}: {first.reason}{_tell_alike(group)}"), err=True)


def _tell_alike(group: Sequence[object]) -> str:
    return f" (and {len(group) - 1:,} more like it)" if len(group) > 1 else ""


def _group(items: Iterable[Item], key: Callable[[Item], Hashable]) -> list[list[Item]]:
    """The items by their key, in the order in which each key came first."""
    groups: dict[Hashable, list[Item]] = defaultdict(list)
    for item in items:
        groups[key(item)].append(item)
    return list(groups.values())


def _tell_more(listed: Sequence[object]) -> None:
    if len(listed) > _SHOWN:
        click.echo(f"  … and {len(listed) - _SHOWN} more; to list them: letopis import --json")
