"""The commands that take backups of an archive, list them, and restore one."""

from __future__ import annotations

import sys
from pathlib import Path

import click
import msgspec

from indexer.backup.checking import CheckJob
from indexer.backup.job import KEPT
from indexer.backup.manifest import BackupManifest, ListedBackup, list_backups
from indexer.errors import BackupDamagedError
from searcher.archive import open_archive, restore_job
from web.cli.admin import run_job
from web.cli.hints import name_command
from web.cli.output import count_of, json_option, print_json, printable
from web.cli.status import format_bytes

_PATH = click.Path(path_type=Path)
_OF_THE_GROUP = ("--home", "--help")


class _BackupGroup(click.Group):
    """What is no command of its own is where a backup is to go: `letopis backup DIR`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Options before where it is to go are those of the backup."""
        is_option = bool(args) and args[0].startswith("--") and args[0] not in _OF_THE_GROUP
        return super().parse_args(ctx, ["to", *args] if is_option else args)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command, or that of taking a backup."""
        return super().resolve_command(ctx, args if args[0] in self.commands else ["to", *args])


@click.group("backup", cls=_BackupGroup, options_metavar="", subcommand_metavar="DIR|FILE")
def backup_command() -> None:
    """Back up the archive while it is used, or restore a backup.

    `letopis backup DIR` puts one more backup into a folder of them, of which it stores only what
    the one before has not, and removes all but the newest 30; `letopis backup FILE.tar.zst` packs
    one into a file. A backup holds every version of every article, the settings, and what the
    indexes were made of; not the indexes, which `letopis index` makes anew.
    """


@backup_command.command("to", epilog="Example: letopis backup /var/backups/letopis --keep 60")
@click.argument("target", metavar="DIR|FILE", type=_PATH)
@click.option(
    "--keep",
    type=click.IntRange(min=1),
    default=KEPT,
    show_default=True,
    help="How many backups stay in DIR.",
)
@json_option
@click.pass_obj
def to_command(home: Path, target: Path, keep: int, *, as_json: bool) -> None:
    """Take a backup; `to` may be left out."""
    report = run_job(open_archive(home).backup_job(target, keep), quiet=as_json)
    backup = report.backup
    if as_json:
        print_json(
            {
                "path": str(report.path),
                "written": backup.written,
                "left_out": backup.left_out,
                "removed": report.removed,
                "manifest": msgspec.to_builtins(backup.manifest),
            }
        )
    else:
        click.echo(printable(f"Backed up to {report.path}: {_describe(backup.manifest)}."))
        click.echo(f"Written {format_bytes(backup.written)}; opened and checked.")
        for name in report.removed:
            click.echo(f"Removed {printable(name)}")
    for name in backup.left_out:
        click.echo(printable(f"Left out {name}: too large for a file of settings"), err=True)
    if backup.manifest.damaged:
        damaged = count_of(backup.manifest.damaged, "stored version")
        click.echo(f"{damaged} of the archive are damaged; no earlier backup was removed.")
        click.echo(f"To list them: {name_command(home, 'letopis verify')}")
        sys.exit(1)


@backup_command.command("list", epilog="Example: letopis backup list /var/backups/letopis")
@click.argument("folder", metavar="DIR", type=_PATH)
@click.option("--check", is_flag=True, help="Read all of each and compare it with its checksums.")
@json_option
def list_command(folder: Path, *, check: bool, as_json: bool) -> None:
    """List the backups in a folder, oldest first."""
    backups = list_backups(folder)
    if check:
        backups = [_check(backup, quiet=as_json) for backup in backups]
    if as_json:
        print_json([_render(backup) for backup in backups])
    else:
        for backup in backups:
            click.echo(printable(_describe_listed(backup)))
    sys.exit(1 if any(backup.damage for backup in backups) else 0)


@backup_command.command(
    "restore", epilog="Example: letopis backup restore /var/backups/letopis --home NEW"
)
@click.argument("backup", metavar="DIR|FILE", type=_PATH)
@click.option("--seq", type=click.IntRange(min=0), help="The archive as it was at this number.")
@json_option
@click.pass_obj
def restore_command(home: Path, backup: Path, seq: int | None, *, as_json: bool) -> None:
    """Restore a backup into a folder without an archive.

    DIR is a backup, or a folder of them, of which the newest is meant. With --seq the versions
    after that number are left out. What was taken down stays so, also by what the newest backup
    beside it says.
    """
    report = run_job(restore_job(home, backup, seq), quiet=as_json)
    if as_json:
        print_json(report)
        return
    click.echo(
        printable(f"Restored {count_of(report.articles, 'article')} from {report.manifest.name}.")
    )
    if report.rewound:
        click.echo(f"As of seq {seq}: {count_of(report.rewound, 'article')} taken back.")
    if report.taken_down:
        downs = count_of(report.taken_down, "article")
        click.echo(f"Taken down, as a later backup says: {downs}.")
    for name in report.kept_files:
        click.echo(printable(f"Kept {name}: another one was there already"))
    click.echo(f"Next: {name_command(home, 'letopis index')}")


def _check(backup: ListedBackup, *, quiet: bool) -> ListedBackup:
    if backup.manifest is None:
        return backup
    try:
        run_job(CheckJob(backup.path), quiet=quiet)
    except BackupDamagedError as error:
        return ListedBackup(backup.path, backup.manifest, error)
    return backup


def _render(backup: ListedBackup) -> dict[str, object]:
    damage = backup.damage.reason if backup.damage else None
    return {
        "path": str(backup.path),
        "damage": damage,
        "manifest": msgspec.to_builtins(backup.manifest),
    }


def _describe_listed(backup: ListedBackup) -> str:
    damage = f"DAMAGED: {backup.damage.reason}" if backup.damage else ""
    if backup.manifest is None:
        return f"{backup.path.name}  {damage}"
    told = f"{backup.path.name}  {_describe(backup.manifest)}"
    return f"{told}  {damage}" if damage else told


def _describe(manifest: BackupManifest) -> str:
    downs = f" ({manifest.deleted} taken down)" if manifest.deleted else ""
    articles = count_of(manifest.articles, "article")
    return f"{articles}{downs}, {count_of(manifest.versions, 'version')}, seq {manifest.last_seq}"
