"""The options that narrow a search, of every command that searches."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TypeVar, cast

import click
from multidict import MultiDict

from indexer.article import LANGS
from searcher.request import COPIES, EXPANSIONS

Command = TypeVar("Command", bound=Callable[..., object])

_OPTIONS = (
    click.option("--lang", type=click.Choice(LANGS), help="The language of the articles."),
    click.option("--from", "first", help="2021, 2021-01 or 2021-01-23, inclusive."),
    click.option("--to", "last", help="2021, 2021-01 or 2021-01-23, inclusive."),
    click.option("--author", multiple=True, help="An author's ID; can be repeated."),
    click.option("--country", multiple=True, help="A country or region ID; can be repeated."),
    click.option("--tag", multiple=True, help="A tag's ID; can be repeated."),
    click.option("--source", multiple=True, help="A source's ID; can be repeated."),
    click.option(
        "--copies",
        type=click.Choice(COPIES),
        help="one: of near copies only the earliest that matches.  [default: all]",
    ),
    click.option(
        "--without",
        multiple=True,
        type=click.Choice(EXPANSIONS),
        help="An expansion to switch off; can be repeated.",
    ),
)
# Parameters of a search that are options here, but for their names.
_NAMES = {"first": "from", "last": "to"}


def narrowing_options(command: Command) -> Command:
    """Give a command the options that narrow a search."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def read_text(argument: str) -> str:
    """An argument as text: bytes that are no UTF-8 become replacement characters."""
    return os.fsencode(argument).decode("utf-8", "replace")


def read_fields(query: str | None, options: dict[str, object]) -> MultiDict[str]:
    """The parameters of a search, as in its address, of a query and the options given."""
    fields: MultiDict[str] = MultiDict()
    if query is not None:
        fields.add("q", query)
    off = cast("tuple[str, ...]", options.pop("without"))
    if off:
        fields.add("expand", ",".join(f"-{name}" for name in off))
    for name, value in options.items():
        for single in value if isinstance(value, tuple) else (value,):
            if single is not None:
                fields.add(_NAMES.get(name, name), str(single))
    return fields
