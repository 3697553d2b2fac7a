"""The command that tells what the rules of tags.toml do."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from searcher.archive import open_archive
from searcher.tag_review import RuleReview
from web.cli.hints import name_command
from web.cli.output import count_of, json_option, print_json, printable


@click.command("tags")
@json_option
@click.pass_obj
def tags_command(home: Path, *, as_json: bool) -> None:
    """List the tags that queries give, and what each query finds.

    They stand in tags.toml of the archive home, a line each: a tag, and what would be typed into
    the search box. Articles get them when an index is written.
    """
    archive = open_archive(home)
    reviews = archive.review_rules()
    if as_json:
        print_json([{**asdict(review), "due": review.is_due} for review in reviews])
        return
    if not reviews:
        click.echo(f"No tags in {printable(archive.home.tags_file)}")
    for review in reviews:
        click.echo(f"{printable(review.tag)}  {_tell(review)}")
        if review.query is not None:
            click.echo(f"    {printable(review.query)}")
    if any(review.is_due for review in reviews):
        click.echo(f"Next: {name_command(home, 'letopis index')}")


def _tell(review: RuleReview) -> str:
    tagged = count_of(review.tagged, "article")
    if review.query is None:
        return f"{tagged}; no more in tags.toml"
    if review.indexed is None:
        return f"new: would be given to {count_of(review.found, 'article')}"
    if review.is_due:
        return f"{tagged}; changed: would be given to {count_of(review.found, 'article')}"
    return tagged
