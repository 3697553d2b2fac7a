"""The commands over the generations of an index: list them, go back, sweep."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from indexer.archive.store import Archive
from indexer.building.job import IndexJob, verify_index
from indexer.building.switching import accept_index, roll_back_index
from indexer.errors import UnavailableError
from indexer.generations.aside import read_report
from indexer.generations.folders import (
    current_generation,
    find_damage,
    list_failed,
    list_generations,
)
from indexer.generations.manifest import read_manifest
from indexer.generations.sweeping import KEPT, sweep_generations
from indexer.home.lock import writing
from indexer.home.paths import ArchiveHome, open_home
from indexer.home.settings import load_analyzer, read_settings
from indexer.progress import Silence
from searcher.gate.examining import make_gate
from searcher.gate.golden import GoldenQueries, read_golden
from web.cli.findings import tell_findings
from web.cli.output import count_of, json_option, print_json, printable, show_progress


@click.command("accept")
@click.argument("generation")
@click.pass_obj
def accept_command(home: Path, generation: str) -> None:
    """Serve an index that was kept aside, if nothing but its golden queries failed."""
    archive_home = open_home(home)
    settings = read_settings(archive_home)
    analyzer = load_analyzer(archive_home, settings)
    gate = make_gate(archive_home, analyzer, GoldenQueries())
    job = IndexJob(archive_home, settings, analyzer, gate, Silence())
    manifest = accept_index(job, generation)
    click.echo(f"Current: {manifest.generation}, {count_of(manifest.articles, 'article')}.")
    with Archive.open(archive_home.database) as archive:
        if archive.last_seq() != manifest.last_seq:
            click.echo("The archive has changed since: `letopis update` brings the changes in.")


@click.command("generations")
@json_option
@click.pass_obj
def generations_command(home: Path, *, as_json: bool) -> None:
    """List the built indexes, oldest first; * marks the current one, ! one kept aside."""
    archive_home = open_home(home)
    rows = _describe_generations(archive_home)
    if as_json:
        print_json(rows)
        return
    if not rows:
        click.echo("There is no index yet.")
    for row in rows:
        mark = "!" if row["failed"] else "*" if row["current"] else " "
        click.echo(printable(f"{mark} {row['generation']}  {row['what']}"))


@click.command("rollback")
@click.argument("generation", required=False)
@click.pass_obj
def rollback_command(home: Path, generation: str | None) -> None:
    """Serve an earlier index again: the one named, or the newest before the current one."""
    archive_home = open_home(home)
    settings = read_settings(archive_home)
    analyzer = load_analyzer(archive_home, settings)
    gate = make_gate(archive_home, analyzer, GoldenQueries())
    job = IndexJob(archive_home, settings, analyzer, gate, Silence())
    manifest = roll_back_index(job, generation)
    click.echo(f"Current: {manifest.generation}, {count_of(manifest.articles, 'article')}.")


@click.command("verify")
@click.pass_obj
def verify_command(home: Path) -> None:
    """Check the current index: its files, its contents against the archive, golden queries."""
    archive_home = open_home(home)
    settings = read_settings(archive_home)
    analyzer = load_analyzer(archive_home, settings)
    gate = make_gate(archive_home, analyzer, read_golden(archive_home.golden_file))
    with show_progress(quiet=False) as progress:
        report = verify_index(IndexJob(archive_home, settings, analyzer, gate, progress))
    name, found = report.manifest.generation, report.gate
    state = "differs from the archive; passed" if found.failures else "is sound"
    click.echo(f"Generation {name} {state}: {', '.join(found.passed)}.")
    if found.passed == ("files",):
        click.echo("The archive has changed since: `letopis update` brings the changes in.")
    for line in tell_findings(found):
        click.echo(printable(line))
    sys.exit(1 if found.failures or found.golden else 0)


@click.command("gc")
@click.option(
    "--keep",
    type=click.IntRange(min=0),
    default=KEPT,
    show_default=True,
    help="Generations, and last states of full builds, to keep beside the current one.",
)
@click.pass_obj
def gc_command(home: Path, keep: int) -> None:
    """Remove old indexes, and what killed jobs left."""
    archive_home = open_home(home)
    with writing(archive_home):
        damage = find_damage(archive_home)
        if damage:
            click.echo(f"{damage}; every generation that can be read stays", err=True)
            keep = len(list_generations(archive_home))
        removed = sweep_generations(archive_home, keep)
    for name in removed:
        click.echo(f"Removed {printable(name)}")
    click.echo(f"Kept {count_of(len(list_generations(archive_home)), 'generation')}.")


def _describe_generations(home: ArchiveHome) -> list[dict[str, object]]:
    try:
        current = current_generation(home)
    except UnavailableError:
        current = ""
    rows = [_describe_failed(home, name) for name in list_failed(home)]
    for name in list_generations(home):
        row: dict[str, object] = {"generation": name, "current": name == current, "failed": ""}
        try:
            manifest = read_manifest(home, name)
        except UnavailableError as error:
            row |= {"what": str(error)}
        else:
            kind = "build" if manifest.build == name else "update"
            row |= {
                "kind": kind,
                "engine": manifest.engine,
                "articles": manifest.articles,
                "last_seq": manifest.last_seq,
                "finished": manifest.finished.isoformat(timespec="seconds"),
                "what": f"{kind}, {manifest.engine}, {count_of(manifest.articles, 'article')}",
            }
        rows.append(row)
    return sorted(rows, key=lambda row: str(row["generation"]))


def _describe_failed(home: ArchiveHome, name: str) -> dict[str, object]:
    try:
        reason = read_report(home, name).reason
    except UnavailableError as error:
        reason = str(error)
    return {
        "generation": name,
        "current": False,
        "failed": reason,
        "what": f"kept aside: {reason}",
    }
