"""The commands that change an archive."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol, TypeVar, cast

import click
import msgspec

from indexer.archive.entries import Reject
from indexer.archive.identity import Recognition
from indexer.building.job import IndexReport
from indexer.errors import GateError
from indexer.home.settings import ENGINE_CHOICES, EngineChoice
from indexer.importing.records import RecordRules
from indexer.importing.rejecting import MOST_REJECTS
from indexer.importing.report import ImportReport
from indexer.importing.walking import STANDARD_INPUT
from indexer.progress import Progress
from searcher.archive import NewsArchive, create_archive, open_archive
from web.cli.findings import tell_findings
from web.cli.hints import name_command
from web.cli.output import count_of, json_option, print_json, printable, show_progress

Report = TypeVar("Report", covariant=True)


class Job(Protocol[Report]):
    """What the archive's jobs have in common."""

    def run(self, progress: Progress) -> Report:
        """Do it all; what was done."""


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

_DASH = Path("-")

# Records of a kind that are printed; the JSON tells of more.
_SHOWN_REJECTS = 20

map_option = click.option(
    "--map",
    "maps",
    multiple=True,
    metavar="FIELD=NAME",
    help="Read FIELD from NAME in every record.",
)
set_option = click.option(
    "--set",
    "sets",
    multiple=True,
    metavar="FIELD=VALUE",
    help="Set FIELD to VALUE in every record.",
)


@click.command("init")
@click.pass_obj
def init_command(home: Path) -> None:
    """Create an archive home; existing files stay."""
    archive_home = create_archive(home).home
    click.echo(f"Archive:  {home}")
    click.echo(f"Settings: {archive_home.settings_file}")
    click.echo(f"Names:    {archive_home.labels_file}")
    click.echo(f"Queries:  {archive_home.golden_file}")
    click.echo(f"About:    {archive_home.about_file()}")
    click.echo(f"Next:     {name_command(home, 'letopis import PATH…')}")


@click.command("import")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@map_option
@set_option
@json_option
@click.pass_obj
def import_command(
    home: Path,
    paths: tuple[Path, ...],
    maps: tuple[str, ...],
    sets: tuple[str, ...],
    *,
    as_json: bool,
) -> None:
    """Import articles from files and folders.

    Reads .jsonl, .jsonl.gz, .md and printed pages (.txt); - reads JSON Lines from the standard
    input.
    """
    rules = RecordRules.parse(maps, sets)
    paths = tuple(STANDARD_INPUT if path == _DASH else path for path in paths)
    # `import` is most people's first command: it makes the home it needs.
    archive = create_archive(home)
    report = run_job(archive.import_job(paths, rules), quiet=as_json)
    if as_json:
        print_json(
            {
                "files": report.files,
                **report.outcomes,
                "healed": report.healed,
                "rejected": msgspec.to_builtins(report.rejected),
                "unlisted": report.unlisted,
                "ignored": [str(path) for path in report.ignored],
                "vanished": [str(path) for path in report.vanished],
                "withheld": msgspec.to_builtins(report.withheld),
                "taken_down": report.taken_down,
                "taken": msgspec.to_builtins(report.taken),
                "untold": report.untold,
            }
        )
    else:
        print_import(report, home)
        print_names(report, archive)
        if command := archive.status().next_command:
            click.echo(f"Next: {name_command(home, command)}")
    sys.exit(1 if report.rejected else 0)


@click.command("index")
@click.option(
    "--engine",
    type=click.Choice(ENGINE_CHOICES),
    help="Use this engine instead of the one in the settings.",
)
@json_option
@click.pass_obj
def index_command(home: Path, engine: str | None, *, as_json: bool) -> None:
    """Build a new index, check it, and switch it in."""
    archive = open_archive(home)
    try:
        report = run_job(archive.build_job(cast("EngineChoice | None", engine)), quiet=as_json)
    except GateError as error:
        # The sentence goes to stderr as for every error.
        if as_json:
            print_json({"generation": error.generation, "gate": msgspec.to_builtins(error.report)})
        raise
    if as_json:
        manifest = msgspec.to_builtins(report.manifest)
        print_json({**manifest, "gate": msgspec.to_builtins(report.gate)})
    else:
        print_index(report)


@click.command("update")
@json_option
@click.pass_obj
def update_command(home: Path, *, as_json: bool) -> None:
    """Bring the archive's changes into the index."""
    report = run_job(open_archive(home).update_job(), quiet=as_json)
    if as_json:
        print_json(
            {
                "written": report.written,
                "removed": report.removed,
                "index": msgspec.to_builtins(report.manifest),
                "gate": msgspec.to_builtins(report.gate),
            }
        )
    else:
        print_update(report)


def run_job(job: Job[Report], *, quiet: bool) -> Report:
    """Run a job with its progress shown."""
    with show_progress(quiet=quiet) as progress:
        return job.run(progress)


def print_update(report: IndexReport) -> None:
    """Say what an update did."""
    if not report.written and not report.removed:
        click.echo("The index is up to date.")
        return
    click.echo(
        f"Updated the index: {count_of(report.written, 'article')} written, "
        f"{report.removed} removed, in {report.seconds:.1f} s."
    )
    _print_generation(report)


def print_index(report: IndexReport) -> None:
    """Say what a build did."""
    manifest = report.manifest
    click.echo(
        f"Indexed {count_of(manifest.articles, 'article')} in {report.seconds:.1f} s "
        f"with {manifest.engine} ({manifest.reason})."
    )
    _print_generation(report)


def _print_generation(report: IndexReport) -> None:
    manifest = report.manifest
    click.echo(f"Generation {manifest.generation} passed its checks: {', '.join(manifest.checks)}.")
    for line in tell_findings(report.gate):
        click.echo(printable(line))


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
    counts = report.outcomes
    if not sum(counts.values()):
        click.echo("Nothing imported.")
    elif not counts["new"] and not counts["changed"] and not report.healed:
        click.echo(
            f"Nothing changed: {count_of(counts['unchanged'], 'article')} already in the archive."
        )
    else:
        click.echo(
            f"Imported {count_of(counts['new'], 'new article')}, {counts['changed']} changed, "
            f"{counts['unchanged']} unchanged, from {count_of(report.files, 'file')}."
        )
    if report.healed:
        click.echo(f"Healed {count_of(report.healed, 'article')} whose stored text was damaged.")
    for path in report.ignored:
        click.echo(f"Skipped, not an article file: {printable(path)}")
    for path in report.vanished:
        click.echo(f"Gone before it could be read: {printable(path)}")
    if report.taken:
        click.echo("Recognised by something other than the ID:")
    for taken in report.taken[:_SHOWN_REJECTS]:
        where = printable(f"{taken.file}:{taken.record}: {taken.id}")
        click.echo(f"  {where}, {_RECOGNITIONS[taken.how]}")
    _tell_more(report.taken)
    if report.withheld:
        click.echo("Held back, because these articles were taken down:")
    for held in report.withheld[:_SHOWN_REJECTS]:
        click.echo(printable(f"  {held.file}:{held.record}: {held.id} ({held.reason})"))
    _tell_more(report.withheld)
    if report.untold:
        click.echo(f"And {report.untold} more that were recognised or held back.")
    if report.taken_down:
        click.echo(
            f"Took down {count_of(report.taken_down, 'article')}, as the export says. "
            f"To list what is down: {name_command(home, 'letopis deleted')}"
        )
    rejected = len(report.rejected) + report.unlisted
    if rejected:
        click.echo(f"Rejected {count_of(rejected, 'record')}:", err=True)
    for reject in report.rejected[:_SHOWN_REJECTS]:
        _print_reject(reject)
    more = rejected - _SHOWN_REJECTS - 1
    if more > 0:
        listing = name_command(home, "letopis status --json")
        click.echo(f"  … and {more} more; up to {MOST_REJECTS} of each file: {listing}", err=True)
    # The last one may tell why a file was not read to its end.
    for reject in report.rejected[_SHOWN_REJECTS:][-1:]:
        _print_reject(reject)


def _print_reject(reject: Reject) -> None:
    where = f"{reject.file}:{reject.line}: {reject.field or 'record'}"
    click.echo(printable(f"  {where}: {reject.reason}"), err=True)


def _tell_more(listed: Sequence[object]) -> None:
    if len(listed) > _SHOWN_REJECTS:
        click.echo(
            f"  … and {len(listed) - _SHOWN_REJECTS} more; to list them: letopis import --json"
        )
