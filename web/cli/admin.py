"""The commands that change an archive, and the one that tells its state."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import cast

import click
import msgspec

from indexer.analysis import Analyzer
from indexer.archive.creating import create_home
from indexer.archive.deleting import delete_article
from indexer.archive.store import Archive, Reject
from indexer.building.job import IndexJob, IndexReport, build_index, update_index
from indexer.errors import GateError, IndexMissingError, UnavailableError
from indexer.generations.folders import current_generation
from indexer.generations.manifest import check_compatible, read_manifest
from indexer.home.paths import ArchiveHome, open_home
from indexer.home.settings import (
    ENGINE_CHOICES,
    EngineChoice,
    Settings,
    load_analyzer,
    read_settings,
)
from indexer.importing.job import import_files
from indexer.importing.records import RecordRules
from indexer.importing.report import ImportReport
from searcher.gate.examining import make_gate
from searcher.gate.golden import read_golden, try_golden
from web.cli.findings import tell_findings
from web.cli.output import (
    count_of,
    format_value,
    json_option,
    print_json,
    printable,
    show_progress,
)

# Rejected records that are printed; `status` and the JSON tell of all.
_SHOWN_REJECTS = 20

map_option = click.option(
    "--map", "maps", multiple=True, metavar="FIELD=NAME", help="Our FIELD is called NAME there."
)
set_option = click.option(
    "--set", "sets", multiple=True, metavar="FIELD=VALUE", help="FIELD is VALUE in every record."
)


@click.command("init")
@click.pass_obj
def init_command(home: Path) -> None:
    """Make an archive home; what is there already stays."""
    archive_home = create_home(home)
    click.echo(f"Archive:  {home}")
    click.echo(f"Settings: {archive_home.settings_file}")
    click.echo(f"Names:    {archive_home.labels_file}")
    click.echo(f"Queries:  {archive_home.golden_file}")
    click.echo(f"Next:     letopis --home {home} import PATH…")


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
    """Import articles: .jsonl, .jsonl.gz, .md, printed pages (.txt), or folders of them."""
    rules = RecordRules.parse(maps, sets)
    # `import` is most people's first command: it makes the home it needs.
    archive_home = create_home(home)
    settings = read_settings(archive_home)
    report = run_import(
        archive_home, settings, load_analyzer(archive_home, settings), paths, rules, quiet=as_json
    )
    if as_json:
        print_json(
            {
                "files": report.files,
                **report.outcomes,
                "rejected": msgspec.to_builtins(report.rejected),
                "ignored": [str(path) for path in report.ignored],
                "vanished": [str(path) for path in report.vanished],
            }
        )
    else:
        print_import(report)
    sys.exit(1 if report.rejected else 0)


@click.command("index")
@click.option(
    "--engine", type=click.Choice(ENGINE_CHOICES), help="Instead of the one in the settings."
)
@json_option
@click.pass_obj
def index_command(home: Path, engine: str | None, *, as_json: bool) -> None:
    """Build a new index beside the living one, check it, and switch it in."""
    archive_home = open_home(home)
    settings = read_settings(archive_home)
    choice = cast("EngineChoice", engine or settings.engine)
    try:
        report = run_index(
            archive_home, settings, load_analyzer(archive_home, settings), choice, quiet=as_json
        )
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
    """Bring what changed in the archive into the index."""
    archive_home = open_home(home)
    settings = read_settings(archive_home)
    report = run_update(
        archive_home,
        settings,
        load_analyzer(archive_home, settings),
        quiet=as_json,
    )
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


@click.command("delete")
@click.argument("article_id", metavar="ID")
@click.option("--reason", required=True, help="Why: it is kept in the archive.")
@click.pass_obj
def delete_command(home: Path, article_id: str, reason: str) -> None:
    """Take an article out of the archive, and out of the index where there is one."""
    archive_home = open_home(home)
    settings = read_settings(archive_home)
    delete_article(archive_home, article_id, reason)
    click.echo(f"Deleted {printable(article_id)}.")
    try:
        analyzer = load_analyzer(archive_home, settings)
        print_update(run_update(archive_home, settings, analyzer, quiet=True))
    except IndexMissingError:
        click.echo("There is no index yet.")


@click.command("status")
@json_option
@click.pass_obj
def status_command(home: Path, *, as_json: bool) -> None:
    """Tell what the archive holds, what was rejected, and which index is served."""
    archive_home = open_home(home)
    settings = read_settings(archive_home)
    with Archive.open(archive_home.database) as archive:
        rejects = archive.rejects()
        status = {
            "home": str(home),
            "zone": settings.zone,
            "articles": archive.count(),
            "last_seq": archive.last_seq(),
            "rejected": msgspec.to_builtins(rejects),
            "index": _index_status(archive_home, settings),
        }
    if as_json:
        print_json(status)
        return
    index = cast("dict[str, object]", status.pop("index"))
    index.pop("files", None)
    status["rejected"] = len(rejects)
    for name, value in (*status.items(), *(("index " + key, v) for key, v in index.items())):
        click.echo(f"{name:18} {format_value(value)}")
    for reject in rejects[:_SHOWN_REJECTS]:
        click.echo(f"  {_tell_reject(reject)}")


def run_import(
    home: ArchiveHome,
    settings: Settings,
    analyzer: Analyzer,
    paths: tuple[Path, ...],
    rules: RecordRules,
    *,
    quiet: bool,
) -> ImportReport:
    """Import with progress shown."""
    with show_progress(quiet=quiet) as progress:
        return import_files(home, settings, analyzer, paths, rules, progress)


def run_index(
    home: ArchiveHome,
    settings: Settings,
    analyzer: Analyzer,
    choice: EngineChoice,
    *,
    quiet: bool,
) -> IndexReport:
    """Build an index with progress shown."""
    gate = make_gate(home, analyzer, read_golden(home.golden_file))
    with show_progress(quiet=quiet) as progress:
        return build_index(IndexJob(home, settings, analyzer, gate, progress), choice)


def run_update(
    home: ArchiveHome, settings: Settings, analyzer: Analyzer, *, quiet: bool
) -> IndexReport:
    """Update an index with progress shown."""
    # A mistake in golden.toml must not keep an article in the index that was taken down.
    gate = make_gate(home, analyzer, try_golden(home.golden_file))
    with show_progress(quiet=quiet) as progress:
        return update_index(IndexJob(home, settings, analyzer, gate, progress))


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
    click.echo(f"Generation {manifest.generation}, checked: {', '.join(manifest.checks)}.")
    for line in tell_findings(report.gate):
        click.echo(printable(line))


def print_import(report: ImportReport) -> None:
    """Say what an import did."""
    counts = report.outcomes
    if not sum(counts.values()):
        click.echo("Nothing imported.")
    elif not counts["new"] and not counts["changed"]:
        click.echo(f"Nothing changed: {count_of(counts['unchanged'], 'article')} there already.")
    else:
        click.echo(
            f"Imported {count_of(counts['new'], 'new article')}, {counts['changed']} changed, "
            f"{counts['unchanged']} unchanged, from {count_of(report.files, 'file')}."
        )
    for path in report.ignored:
        click.echo(f"Not an article file, left alone: {printable(path)}")
    for path in report.vanished:
        click.echo(f"Gone before it was read: {printable(path)}")
    if report.rejected:
        click.echo(f"Rejected {count_of(len(report.rejected), 'record')}:", err=True)
    for reject in report.rejected[:_SHOWN_REJECTS]:
        click.echo(f"  {_tell_reject(reject)}", err=True)
    if len(report.rejected) > _SHOWN_REJECTS:
        click.echo("  … all of them: letopis status --json", err=True)


def _tell_reject(reject: Reject) -> str:
    return printable(f"{reject.file}:{reject.line}: {reject.field or 'record'}: {reject.reason}")


def _index_status(home: ArchiveHome, settings: Settings) -> dict[str, object]:
    try:
        manifest = read_manifest(home, current_generation(home))
        check_compatible(manifest, load_analyzer(home, settings), settings.zone)
    except UnavailableError as error:
        return {"state": str(error), "command": error.command}
    status: dict[str, object] = msgspec.to_builtins(manifest)
    return {"state": "ready", **status}
