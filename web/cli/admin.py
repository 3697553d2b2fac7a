"""The commands that change an archive."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol, TypeVar, cast

import click
import msgspec

from indexer.building.job import IndexReport
from indexer.errors import GateError, IndexMissingError, LetopisError
from indexer.home.settings import ENGINE_CHOICES, EngineChoice
from indexer.progress import Progress
from searcher.archive import NewsArchive, create_archive, open_archive
from web.cli.delivering import tell_announced
from web.cli.hints import name_command
from web.cli.output import count_of, json_option, print_json, printable, show_progress
from web.findings import tell_findings

Report = TypeVar("Report", covariant=True)


class Job(Protocol[Report]):
    """What the archive's jobs have in common."""

    def run(self, progress: Progress) -> Report:
        """Do it all; what was done."""


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
        told = {"gate": report.gate, "alerts": report.announced}
        print_json(manifest | msgspec.to_builtins(told))
    else:
        print_index(report)
    tell_announced(archive, report.announced)


@click.command("update")
@json_option
@click.pass_obj
def update_command(home: Path, *, as_json: bool) -> None:
    """Bring the archive's changes into the index."""
    archive = open_archive(home)
    report = run_job(archive.update_job(), quiet=as_json)
    if as_json:
        print_json(
            {
                "written": report.written,
                "removed": report.removed,
                "index": msgspec.to_builtins(report.manifest),
                "gate": msgspec.to_builtins(report.gate),
                "alerts": msgspec.to_builtins(report.announced),
            }
        )
    else:
        print_update(report)
    tell_announced(archive, report.announced)


def run_job(job: Job[Report], *, quiet: bool) -> Report:
    """Run a job with its progress shown."""
    with show_progress(quiet=quiet) as progress:
        return job.run(progress)


def update_served(archive: NewsArchive) -> None:
    """Bring a decision into the index, if there is one."""
    try:
        report = run_job(archive.update_job(), quiet=True)
        print_update(report)
        tell_announced(archive, report.announced)
    except IndexMissingError:
        click.echo(
            f"There is no index yet. Next: {name_command(archive.home.path, 'letopis index')}"
        )
    except LetopisError:
        click.echo(
            "The archive has the change; the index will have it once it is updated.", err=True
        )
        raise


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
