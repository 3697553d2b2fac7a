"""The command that infers the countries of all articles anew."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from searcher.archive import open_archive
from web.cli.hints import name_command
from web.cli.output import count_of, json_option, print_json, printable, show_progress


@click.command("countries")
@click.option("--apply", "is_applied", is_flag=True, help="Change the articles of the archive.")
@json_option
@click.pass_obj
def countries_command(home: Path, *, is_applied: bool, as_json: bool) -> None:
    """Infer anew which countries articles are about.

    After a change of countries.toml, or with a release that knows more places. Those that records
    name stay. Without --apply it only tells what would change.
    """
    job = open_archive(home).country_job()
    with show_progress(quiet=as_json) as progress:
        report = job.apply(progress) if is_applied else job.find(progress)
    if as_json:
        print_json(asdict(report))
        return
    for change in report.examples:
        told = f"{', '.join(change.before) or '–'} → {', '.join(change.after) or '–'}"
        click.echo(f"{printable(change.id)}  {told}  {printable(change.title)}")
    if report.changed > len(report.examples):
        click.echo(f"… and {count_of(report.changed - len(report.examples), 'other article')}")
    for country in sorted({*report.gained, *report.lost}):
        gained, lost = report.gained[country], report.lost[country]
        click.echo(f"{printable(country):20} {f'+{gained}':>8} {f'-{lost}':>8}")
    changed, inferred = count_of(report.changed, "article"), count_of(report.inferred, "article")
    click.echo(f"{'Changed' if is_applied else 'Would change'} {changed}; inferred for {inferred}.")
    if report.changed:
        command = "letopis index" if is_applied else "letopis countries --apply"
        click.echo(f"Next: {name_command(home, command)}")
