"""The command group: the archive home, errors as sentences, and exit codes."""

from __future__ import annotations

import os
import sqlite3
import sys
from pathlib import Path

import click

from indexer.errors import (
    ArchiveLockedError,
    GateError,
    IndexWriteError,
    InvalidInputError,
    JobCancelledError,
    LetopisError,
    MirrorError,
    NotFoundError,
    ServerError,
    UnavailableError,
    WatchError,
    WorkerStartError,
)
from web.cli.grouping import HOME_PATH, CommandGroup, Entry
from web.cli.hints import DEFAULT_HOME, HOME_VARIABLE
from web.cli.output import printable

# What the exit codes say.
EXIT_CODES: tuple[tuple[int, str], ...] = (
    (0, "done"),
    (1, "done, but something was rejected or failed its checks"),
    (2, "wrong input"),
    (3, "not found"),
    (4, "nothing to work on: no archive, no index"),
    (5, "another process is writing"),
    (6, "the disk, the rights to files or a limit of the system stood in the way"),
    (7, "another server gave no answer that can be used, or one that an admin has to look at"),
    (130, "interrupted"),
    (141, "whoever read the output has gone"),
)

_CODES_OF_ERRORS: tuple[tuple[type[LetopisError], int], ...] = (
    (GateError, 1),
    (InvalidInputError, 2),
    (NotFoundError, 3),
    (UnavailableError, 4),
    (ArchiveLockedError, 5),
    (IndexWriteError, 6),
    (WatchError, 6),
    (WorkerStartError, 6),
    (ServerError, 7),
    (MirrorError, 7),
    (JobCancelledError, 130),
)


class _Letopis(CommandGroup):
    def invoke(self, ctx: click.Context) -> object:
        """Run a command; an error of ours becomes a sentence and an exit code."""
        try:
            return super().invoke(ctx)
        except LetopisError as error:
            # Sentences and their languages are loaded where one is needed.
            from web.cli.failures import print_error

            print_error(error, ctx.obj)
            ctx.exit(next((code for kind, code in _CODES_OF_ERRORS if isinstance(error, kind)), 1))


@click.group(cls=_Letopis, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--home",
    type=HOME_PATH,
    envvar=HOME_VARIABLE,
    default=DEFAULT_HOME,
    show_default="./archive",
    help="The folder of the archive, before or after the command (or set LETOPIS_HOME).",
)
@click.version_option(package_name="letopis")
@click.pass_context
def letopis(context: click.Context, home: Path) -> None:
    """Letopis: full-text search for a bilingual news archive."""
    context.obj = home


# Every command, in the order in which `--help` lists them.
GROUPS: tuple[tuple[str, tuple[Entry, ...]], ...] = (
    (
        "Everyday",
        (
            Entry("demo", "web.cli.serving:demo_command", "letopis demo"),
            Entry("init", "web.cli.admin:init_command", "letopis init --home news"),
            Entry(
                "import",
                "web.cli.importing:import_command",
                "letopis import articles.jsonl",
                ("import",),
            ),
            Entry("index", "web.cli.admin:index_command", "letopis index", ("index",)),
            Entry("update", "web.cli.admin:update_command", "letopis update", ("update",)),
            Entry("watch", "web.cli.watching:watch_command", "letopis watch incoming/", ("watch",)),
            Entry("serve", "web.cli.serving:serve_command", "letopis serve --port 8080"),
            Entry("search", "web.cli.reading:search_command", "letopis search 'bridge date:2014'"),
            Entry("show", "web.cli.reading:show_command", "letopis show en-1042"),
            Entry("cite", "web.cli.citing:cite_command", "letopis cite en-1042 --format bibtex"),
        ),
    ),
    (
        "Articles",
        (
            Entry(
                "delete",
                "web.cli.deletions:delete_command",
                "letopis delete en-1042 --reason 'at the request of the author'",
                ("delete",),
            ),
            Entry(
                "duplicates",
                "web.cli.duplicates:duplicates_command",
                "letopis duplicates",
                ("duplicates",),
            ),
            Entry("tags", "web.cli.tagging:tags_command", "letopis tags"),
            Entry(
                "countries",
                "web.cli.countries:countries_command",
                "letopis countries",
                ("countries",),
            ),
            Entry(
                "boilerplate",
                "web.cli.boilerplate:boilerplate_command",
                "letopis boilerplate",
                ("boilerplate",),
            ),
            Entry("alerts", "web.cli.alerts:alerts_command", "letopis alerts", ("deliver", "test")),
            Entry("deleted", "web.cli.deletions:deleted_command", "letopis deleted"),
            Entry(
                "restore",
                "web.cli.deletions:restore_command",
                "letopis restore en-1042",
                ("restore",),
            ),
            Entry(
                "pairs",
                "web.cli.pairing:pairs_command",
                "letopis pairs",
                ("find", "confirm", "split"),
            ),
        ),
    ),
    (
        "Sites",
        (
            Entry(
                "profile",
                "web.cli.profiling:profile_command",
                "letopis profile test site.toml page.html",
            ),
        ),
    ),
    (
        "Language",
        (
            Entry("explain", "web.cli.reading:explain_command", "letopis explain 'судов'"),
            Entry("names", "web.cli.naming:names_command", "letopis names"),
        ),
    ),
    (
        "Care",
        (
            Entry("status", "web.cli.status:status_command", "letopis status"),
            Entry("doctor", "web.cli.doctor:doctor_command", "letopis doctor --full"),
            Entry("verify", "web.cli.generations:verify_command", "letopis verify"),
            Entry("generations", "web.cli.generations:generations_command", "letopis generations"),
            Entry(
                "rollback",
                "web.cli.generations:rollback_command",
                "letopis rollback",
                ("rollback",),
            ),
            Entry(
                "accept",
                "web.cli.generations:accept_command",
                "letopis accept 20260102T030405.000000Z-0000",
                ("accept",),
            ),
            Entry(
                "export",
                "web.cli.exporting:export_command",
                "letopis export --versions --output news.jsonl.gz",
            ),
            Entry(
                "backup",
                "web.cli.backups:backup_command",
                "letopis backup /var/backups/letopis",
                ("to", "restore"),
            ),
            Entry("dump", "web.cli.dumping:dump_command", "letopis dump", ("dump",)),
            Entry(
                "mirror",
                "web.cli.mirroring:mirror_command",
                "letopis mirror https://example.org --every 60",
                ("follow",),
            ),
            Entry(
                "admin",
                "web.cli.admins:admin_command",
                "letopis admin add anna",
                ("add", "password", "totp", "sessions", "remove"),
            ),
            Entry("jobs", "web.cli.queueing:jobs_command", "letopis jobs", ("cancel",)),
            Entry("gc", "web.cli.generations:gc_command", "letopis gc --keep 3", ("gc",)),
            Entry("completion", "web.cli.completion:completion_command", "letopis completion bash"),
        ),
    ),
)
letopis.add_groups(GROUPS)


def main() -> None:
    """Run the command; an error becomes a sentence and an exit code."""
    try:
        sys.exit(letopis.main(prog_name="letopis", standalone_mode=False))
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.Abort:
        click.echo("letopis: interrupted", err=True)
        sys.exit(130)
    except BrokenPipeError:
        # Whoever read our output has gone, as `head` does: Python must not flush to it at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(141)
    except (OSError, sqlite3.OperationalError) as error:
        click.echo("letopis: the archive's files cannot be read or written", err=True)
        click.echo(f"  {printable(error)}", err=True)
        sys.exit(6)
