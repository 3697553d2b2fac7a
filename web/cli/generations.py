"""The commands over the generations of an index: list them, go back, sweep."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from indexer.errors import UnavailableError
from indexer.generations.folders import find_damage, list_generations
from indexer.generations.listing import ListedGeneration, list_built
from indexer.generations.sweeping import KEPT, sweep_generations
from indexer.home.lock import writing
from indexer.home.paths import open_home
from searcher.archive import open_archive
from web.cli.admin import run_job
from web.cli.hints import name_command
from web.cli.output import count_of, json_option, print_json, printable
from web.findings import tell_damage, tell_findings


@click.command("accept")
@click.argument("generation")
@click.pass_obj
def accept_command(home: Path, generation: str) -> None:
    """Serve an index that was set aside for golden queries alone."""
    archive = open_archive(home)
    manifest = archive.accept(generation)
    click.echo(f"Current: {manifest.generation}, {count_of(manifest.articles, 'article')}.")
    with archive.open_store() as store:
        if store.last_seq() != manifest.last_seq:
            click.echo(
                f"The archive has changed since. Next: {name_command(home, 'letopis update')}"
            )


@click.command("generations")
@json_option
@click.pass_obj
def generations_command(home: Path, *, as_json: bool) -> None:
    """List the built indexes, oldest first.

    * marks the current one, ! one that was set aside.
    """
    archive_home = open_home(home)
    rows = [_describe_generation(listed) for listed in list_built(archive_home)]
    if as_json:
        print_json(rows)
        return
    if not rows:
        click.echo(f"There is no index yet. Next: {name_command(home, 'letopis index')}")
    for row in rows:
        mark = "!" if row["failed"] else "*" if row["current"] else " "
        click.echo(printable(f"{mark} {row['generation']}  {row['what']}"))


@click.command("rollback")
@click.argument("generation", required=False)
@click.pass_obj
def rollback_command(home: Path, generation: str | None) -> None:
    """Serve an earlier index again.

    It is the one named, or else the newest before the current one.
    """
    manifest = open_archive(home).roll_back(generation)
    click.echo(f"Current: {manifest.generation}, {count_of(manifest.articles, 'article')}.")


@click.command("verify")
@click.pass_obj
def verify_command(home: Path) -> None:
    """Check the archive and the index: texts, files, golden queries."""
    checked = run_job(open_archive(home).verify_job(), quiet=False)
    for line in tell_damage(checked.archive):
        click.echo(line)
    if isinstance(checked.index, UnavailableError):
        raise checked.index
    report = checked.index
    name, found = report.manifest.generation, report.gate
    state = "differs from the archive; passed" if found.failures else "is sound"
    click.echo(f"Generation {name} {state}: {', '.join(found.passed)}.")
    if found.passed == ("files",) and checked.archive.is_sound:
        click.echo(f"The archive has changed since. Next: {name_command(home, 'letopis update')}")
    for line in tell_findings(found):
        click.echo(printable(line))
    sys.exit(1 if found.failures or found.golden or not checked.archive.is_sound else 0)


@click.command("gc")
@click.option(
    "--keep",
    type=click.IntRange(min=0),
    default=KEPT,
    show_default=True,
    help="How many generations, and last states of full builds, to keep beside the current one.",
)
@click.pass_obj
def gc_command(home: Path, keep: int) -> None:
    """Remove old indexes and the remains of killed jobs."""
    archive_home = open_archive(home).home
    with writing(archive_home):
        damage = find_damage(archive_home)
        if damage:
            click.echo(printable(f"{damage}; every readable generation is kept"), err=True)
            keep = len(list_generations(archive_home))
        removed = sweep_generations(archive_home, keep)
    for name in removed:
        click.echo(f"Removed {printable(name)}")
    click.echo(f"Kept {count_of(len(list_generations(archive_home)), 'generation')}.")


def _describe_generation(listed: ListedGeneration) -> dict[str, object]:
    row: dict[str, object] = {"generation": listed.name, "current": listed.is_current}
    if listed.is_aside:
        return {**row, "failed": listed.problem, "what": f"set aside: {listed.problem}"}
    row["failed"] = ""
    manifest = listed.manifest
    if manifest is None:
        return {**row, "what": listed.problem}
    kind = "update" if listed.is_update else "build"
    return row | {
        "kind": kind,
        "engine": manifest.engine,
        "articles": manifest.articles,
        "last_seq": manifest.last_seq,
        "finished": manifest.finished.isoformat(timespec="seconds"),
        "what": f"{kind}, {manifest.engine}, {count_of(manifest.articles, 'article')}",
    }
