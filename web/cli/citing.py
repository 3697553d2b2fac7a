"""The command that tells how to cite an article."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from searcher.archive import open_archive
from searcher.citing.citation import CITATION_FORMATS, CitationFormat
from searcher.citing.formats import write_citation
from web.cli.narrowing import read_text


@click.command("cite")
@click.argument("article_id", metavar="ID", type=read_text)
@click.option(
    "--format",
    "format_",
    type=click.Choice(CITATION_FORMATS),
    default="gost",
    show_default=True,
    help="What to write: a reference to read (gost, apa), or a file for a reference manager.",
)
@click.option(
    "--accessed",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The day on which the article was read.  [default: today]",
)
@click.pass_obj
def cite_command(
    home: Path, article_id: str, format_: CitationFormat, accessed: datetime | None
) -> None:
    """Show how to cite an article."""
    service = open_archive(home).service
    day = (accessed or datetime.now(service.settings.zone_info)).date()
    written = write_citation(service.cite(article_id), format_, day)
    # As bytes: lines keep their ends, and the encoding is that of files.
    click.echo(written.encode(), nl=False)
