"""The commands that take articles down, lift that, and tell of it."""

from __future__ import annotations

from pathlib import Path

import click

from searcher.archive import NewsArchive, open_archive
from web.cli.admin import print_index, run_job, update_served
from web.cli.output import count_of, json_option, print_json, printable


@click.command("delete")
@click.argument("article_id", metavar="ID")
@click.option(
    "--reason", help="Why; the archive keeps the reason. Needed unless it is deleted already."
)
@click.option(
    "--purge", is_flag=True, help="Remove its texts too, from the archive and all indexes."
)
@click.pass_obj
def delete_command(home: Path, article_id: str, *, reason: str | None, purge: bool) -> None:
    """Take an article down; no import brings it back."""
    archive = open_archive(home)
    _delete(archive, article_id, reason, is_known=purge and reason is None)
    if not purge:
        return
    report = run_job(archive.purge_job(article_id), quiet=False)
    told = f"Purged {article_id}: its texts are no longer in any file of the archive."
    click.echo(printable(told))
    if report is not None:
        print_index(report)


def _delete(archive: NewsArchive, article_id: str, reason: str | None, *, is_known: bool) -> None:
    """Leave the tombstone, and bring it into the index; one that is there already may be purged."""
    if is_known:
        with archive.open_store() as store:
            known = store.get(article_id)
        if known is not None and known.deleted is not None:
            return
    if not reason:
        raise click.UsageError("Missing option '--reason'.")
    archive.delete(article_id, reason)
    click.echo(printable(f"Deleted {article_id}."))
    update_served(archive)


@click.command("restore")
@click.argument("article_id", metavar="ID")
@click.pass_obj
def restore_command(home: Path, article_id: str) -> None:
    """Put an article back that was taken down."""
    archive = open_archive(home)
    if archive.restore(article_id):
        click.echo(printable(f"Restored {article_id}."))
    else:
        told = f"Lifted: the texts of {article_id} were purged; the next import may bring it back."
        click.echo(printable(told))
    update_served(archive)


@click.command("deleted")
@json_option
@click.pass_obj
def deleted_command(home: Path, *, as_json: bool) -> None:
    """List the articles that were taken down, when and why."""
    with open_archive(home).open_store() as store:
        deletions = list(store.deletions())
    if as_json:
        print_json(deletions)
        return
    for gone in deletions:
        title = "(purged)" if gone.title is None else gone.title
        click.echo(printable(f"{gone.when:%Y-%m-%d %H:%M}  {gone.id}  {title}"))
        click.echo(printable(f"    {gone.reason}"))
    click.echo(f"{count_of(len(deletions), 'article')} taken down.")
