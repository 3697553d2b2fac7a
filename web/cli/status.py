"""The command that tells the state of an archive."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click
import msgspec
from babel.dates import format_timedelta

from indexer.archive.entries import Reject
from indexer.status import ArchiveStatus
from searcher.archive import open_archive
from web.cli.hints import name_command
from web.cli.output import count_of, json_option, print_json, printable
from web.i18n import load_language

# Reasons for rejects that are listed; the JSON has every reject.
_SHOWN_REASONS = 5
_UNITS = ("bytes", "kB", "MB", "GB", "TB")


@click.command("status")
@json_option
@click.pass_obj
def status_command(home: Path, *, as_json: bool) -> None:
    """Show what is stored, rejected and served, and what to do next."""
    status = open_archive(home).status()
    if as_json:
        print_json(render_status(status))
        return
    for title, text in describe_status(status, home, datetime.now(UTC)):
        click.echo(printable(f"{title:13}{text}"))


def render_status(status: ArchiveStatus) -> dict[str, object]:
    """The state of an archive as it is printed for programs."""
    if status.index is not None:
        index = {"state": "ready", **msgspec.to_builtins(status.index)}
    else:
        index = {"state": str(status.problem), "command": status.next_command}
    tally = status.tally
    return {
        "home": str(status.home),
        "zone": status.zone,
        "articles": tally.articles,
        "deleted": tally.deleted,
        "versions": tally.versions,
        "last_import": tally.newest,
        "last_seq": status.last_seq,
        "rejected": msgspec.to_builtins(status.rejects),
        "unlisted": status.unlisted,
        "behind": tally.changes,
        "bytes": {"archive": status.archive_bytes, "index": status.index_bytes},
        "root": msgspec.to_builtins(status.root),
        "damage": str(status.damage) if status.damage else None,
        "mirror": _render_mirror(status),
        "next": status.next_command,
        "index": index,
    }


def describe_status(status: ArchiveStatus, home: Path, now: datetime) -> Iterator[tuple[str, str]]:
    """The state of an archive as lines for people: a title each, empty where one goes on."""
    tally = status.tally
    language = load_language("en", ZoneInfo(status.zone))
    yield "Archive", f"{home} (days of {status.zone})"
    yield "Articles", f"{tally.articles} ({tally.deleted} deleted, {tally.versions} versions)"
    newest = language.format_datetime(tally.newest) if tally.newest else "none yet"
    yield "Last import", newest
    rejected = len(status.rejects) + status.unlisted
    yield "Rejected", count_of(rejected, "record") if rejected else "none"
    for line in _describe_rejects(status.rejects):
        yield "", line
    if status.rejects:
        yield "", f"To list them: {name_command(home, 'letopis status --json')}"
    yield from zip(("Index", "", ""), _describe_index(status, now), strict=False)
    if status.root is not None:
        yield "Root hash", f"{status.root.hash} (seq {status.root.seq})"
    if status.damage is not None:
        yield "Root hash", f"none: a text is damaged ({status.damage})"
    yield from zip(("Mirror of", "", ""), _describe_mirror(status, now), strict=False)
    archive, index = map(format_bytes, (status.archive_bytes, status.index_bytes))
    yield "Disk use", f"archive {archive}, index {index}"
    if status.next_command:
        yield "Next", name_command(home, status.next_command)


def format_bytes(size: float) -> str:
    """A size on the disk: `312 bytes`, `4.2 MB`."""
    for unit in _UNITS[:-1]:
        if size < 1000:
            return f"{size:.0f} {unit}" if unit == _UNITS[0] or size >= 10 else f"{size:.1f} {unit}"
        size /= 1000
    return f"{size:.1f} {_UNITS[-1]}"


def _describe_index(status: ArchiveStatus, now: datetime) -> Iterator[str]:
    index = status.index
    if index is None:
        yield str(status.problem)
        return
    age = format_timedelta(now - index.finished, locale="en_GB")
    yield f"{count_of(index.articles, 'article')}, {index.engine} ({index.reason})"
    yield f"generation {index.generation}, {age} old"
    behind = count_of(status.tally.changes, "change")
    yield f"{behind} behind the archive" if status.tally.changes else "up to date"


def _render_mirror(status: ArchiveStatus) -> dict[str, object] | None:
    followed, root = status.followed, status.mirrored
    if followed is None:
        return None
    return {
        "url": followed.url,
        "archive": followed.archive,
        "seq": followed.seq,
        "asked": followed.asked,
        "root": root.hash if root else None,
    }


def _describe_mirror(status: ArchiveStatus, now: datetime) -> Iterator[str]:
    followed, root = status.followed, status.mirrored
    if followed is None:
        return
    yield followed.url
    hash_ = root.hash if root else "none: what it has is taken anew"
    yield f"root there {hash_} (seq {followed.seq} there)"
    if followed.asked is None:
        yield "it never came to the end"
    else:
        yield f"asked {format_timedelta(now - followed.asked, locale='en_GB')} ago"


def _describe_rejects(rejects: Iterable[Reject]) -> Iterator[str]:
    """The commonest reasons, each with how often it stands there and where it does first."""
    # What comes behind the colon is what was found, different in each record.
    reasons = [(r.field or "record", r.reason.partition(":")[0]) for r in rejects]
    places: dict[tuple[str, str], str] = {}
    for reason, reject in zip(reasons, rejects, strict=True):
        places.setdefault(reason, f"{reject.file}:{reject.line}")
    counts = Counter(reasons).most_common()
    for reason, count in counts[:_SHOWN_REASONS]:
        yield f"{count} × {': '.join(reason)} (first at {places[reason]})"
    if len(counts) > _SHOWN_REASONS:
        yield f"… and {count_of(len(counts) - _SHOWN_REASONS, 'other reason')}"
