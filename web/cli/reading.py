"""The commands that read an archive: search, show, explain."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from indexer.analysis import Analyzer
from indexer.analysis.ring_lists import read_rings
from indexer.analysis.rings import Rings
from indexer.archive.labels import load_labels
from indexer.archive.store import Archive
from indexer.errors import ArticleDeletedError, ArticleNotFoundError
from indexer.home.paths import ArchiveHome
from indexer.home.settings import load_analyzer, read_settings
from indexer.labels import Labels
from searcher.archive import open_archive
from searcher.query.parser import list_plain_signs
from searcher.query.reading import QueryReader
from searcher.query.recognizing import NamedValues
from searcher.query.scoring import ScorePart
from searcher.query.signs import PlainSign
from searcher.request import DEFAULT_FACET_LIMIT, MAX_FACET_LIMIT, MAX_LIMIT, SORTS
from searcher.response import OTHER_SPELLINGS, Hit, SearchResponse, Snippet
from searcher.service import SearchService
from web.api.hits import RenderContext
from web.api.rendering import render_explanation, render_page, render_whole_article
from web.cli.narrowing import narrowing_options, read_fields, read_text
from web.cli.output import count_of, format_value, json_option, print_json, printable
from web.parameters import parse_request

# Near copies of a hit that are named.
MOST_COPIES = 10

_BLANK = re.compile(r"\s+")


@click.command("search")
@click.argument("query", type=read_text)
@narrowing_options
@click.option(
    "--sort",
    type=click.Choice(SORTS),
    help="By relevance if there are words to rank by, otherwise newest first.",
)
@click.option(
    "--limit", type=click.IntRange(1, MAX_LIMIT), help="How many hits to show.  [default: 20]"
)
@click.option(
    "--facet-limit",
    type=click.IntRange(0, MAX_FACET_LIMIT),
    help=f"How many values of each facet --json lists.  [default: {DEFAULT_FACET_LIMIT}]",
)
@click.option(
    "--repair/--as-typed",
    default=None,
    help="If nothing is found, answer the query that was surely meant, or only offer it.  "
    "[default: --repair, with --json --as-typed]",
)
@click.option("--explain", flag_value="1", help="Show the parts of each score.")
@json_option
@click.pass_obj
def search_command(
    home: Path, /, query: str, *, repair: bool | None, as_json: bool, **options: object
) -> None:
    """Search the archive."""
    archive = open_archive(home)
    service = archive.service
    request = parse_request(read_fields(query, options))
    # Programs get what they ask for, readers what they surely meant.
    by_itself = None if as_json else True
    asked = replace(request, repair=by_itself if repair is None else repair)
    if as_json:
        context = RenderContext.of(service.settings, "en")
        print_json(render_page(service.walk(asked, "en"), context))
    else:
        _print_response(service.search(asked, "en"), service)


@click.command("show")
@click.argument("article_id", metavar="ID", type=read_text)
@json_option
@click.pass_obj
def show_command(home: Path, article_id: str, *, as_json: bool) -> None:
    """Show an article as it is stored.

    Also its versions, and why countries were inferred.
    """
    with open_archive(home).open_store() as store:
        current = store.get(article_id)
        versions = store.versions(article_id)
    if current is None:
        raise ArticleNotFoundError(article_id)
    if current.article is None:
        raise ArticleDeletedError(article_id, current.first_seen, current.deleted or "")
    rendered = render_whole_article(current.article)
    if as_json:
        history = [{"seq": v.seq, "first_seen": v.first_seen} for v in versions]
        print_json({**rendered, "versions": history})
        return
    for name, value in rendered.items():
        if value and name not in {"body", "inferred_countries"}:
            click.echo(f"{name:20} {format_value(value)}")
    for evidence in current.article.inferred_countries:
        words = "; ".join(evidence.words)
        click.echo(
            f"{'inferred':20} {evidence.country} (score {evidence.score:g}): {printable(words)}"
        )
    click.echo(f"{'versions':20} {len(versions)}, newest seq {current.seq}")
    click.echo("\n" + "\n".join(map(printable, current.article.body.splitlines())))


@click.command("explain")
@click.argument("text", type=read_text)
@json_option
@click.pass_obj
def explain_command(home: Path, text: str, *, as_json: bool) -> None:
    """Show how the words of a text are read.

    Each word with its surface form, its lemmas and the rules that applied; the authors, places,
    tags and dates that the words name; and the signs that a search for the text would not take for
    operators.
    """
    archive_home = ArchiveHome(home)
    settings = read_settings(archive_home)
    analyzer = load_analyzer(archive_home, settings)
    rings = Rings(read_rings(archive_home.rings_file, settings.rings), analyzer)
    named = _load_named(archive_home, analyzer, rings)
    reading = QueryReader(analyzer, rings=rings, named=named).explain(text)
    plain = list_plain_signs(text, analyzer.tokenizer)
    if as_json:
        print_json(render_explanation(text, reading, plain))
        return
    for word in reading.words:
        rules = f"  [{', '.join(word.rules)}]" if word.rules else ""
        dictionary = f"  ({word.dictionary})" if word.dictionary else ""
        read = f"{word.text} → {word.surface} → {', '.join(word.lemmas)}{rules}{dictionary}"
        click.echo(printable(read))
        if "name" in word.rules:
            click.echo(f"  name keys: {', '.join(word.names)}")
        if word.ring:
            click.echo(f"  also: {printable(', '.join(word.ring))}")
    for one in reading.recognized:
        click.echo(printable(f"{one.text} → {one.facet}: {', '.join(one.values)}"))
    _print_plain(plain)


def _load_named(home: ArchiveHome, analyzer: Analyzer, rings: Rings) -> NamedValues | None:
    """The names of the values of an archive, if there is one."""
    if not home.database.exists():
        return None
    with Archive.open(home.database) as archive:
        labels = load_labels(home, archive)
    return NamedValues(labels, rings, analyzer)


def _print_response(response: SearchResponse, service: SearchService) -> None:
    labels, zone = response.labels, service.settings.zone_info
    if response.repaired:
        meant, typed = response.repaired.meant, response.repaired.typed
        shown = f"Showing results for {meant}; --as-typed searches for {typed}"
        click.echo(printable(shown))
    if response.pasted:
        article = response.pasted.article
        click.echo(f"This is an article: {printable(article.id)} · {printable(article.title)}")
    copies = f" ({response.near_copies} near copies left out)" if response.near_copies else ""
    click.echo(f"{count_of(response.total, 'article')}{copies}, {response.took_ms} ms")
    for named in response.named:
        values = ", ".join(_name(labels, named.facet, value) for value in named.values)
        found = f"{named.facet} {values}  ({named.total})"
        click.echo(printable(f"{'Also by' if named.as_words else 'Try'} {found}"))
    _print_plain(response.plain)
    wished = [printable(word.text) for word in response.words if "wished" in word.rules]
    if wished:
        click.echo(f"Preferred, not required: {'  '.join(wished)}")
    for rank, hit in enumerate(response.hits, response.request.offset + 1):
        _print_hit(rank, hit, labels, zone)
    if response.partial:
        click.echo("\nArticles with some of the words:")
    for rank, partial in enumerate(response.partial, 1):
        _print_hit(rank, partial.hit, labels, zone)
        click.echo(f"   Missing: {printable(', '.join(partial.missing))}")
    for offer in response.offers:
        click.echo(f"Try: {printable(offer.query)}  ({offer.total})")


def _print_hit(rank: int, hit: Hit, labels: Labels, zone: ZoneInfo) -> None:
    article = hit.article
    click.echo(f"\n{rank}. {_mark(hit.title)}")
    facets = [
        *(labels.label("author", id_, article.lang) for id_ in article.authors),
        *(labels.label("country", id_, article.lang) for id_ in article.countries),
        *(labels.label("tag", id_, article.lang) for id_ in article.tags),
    ]
    when = article.published.astimezone(zone)
    names = printable(", ".join(facets))
    click.echo(f"   {printable(article.id)} · {when:%Y-%m-%d %H:%M} · {names}")
    for snippet in hit.snippets:
        click.echo(f"   {_mark(snippet)}")
    found_as = [form.text for form in hit.forms if form.rule in OTHER_SPELLINGS]
    if found_as:
        click.echo(f"   Found as: {printable(', '.join(found_as))}")
    if hit.found_by:
        found_by = [f"{one.facet} {_name(labels, one.facet, one.value)}" for one in hit.found_by]
        click.echo(f"   Found by: {printable(', '.join(found_by))}")
    if hit.copies:
        more = len(hit.copies) - MOST_COPIES
        named = printable(", ".join(hit.copies[:MOST_COPIES])) + (f" and {more} more" * (more > 0))
        click.echo(f"   Near copies: {named}")
    if hit.parts:
        click.echo(f"   Score: {hit.score:g} = {' + '.join(map(_write_part, hit.parts))}")


def _name(labels: Labels, facet: str, value: str) -> str:
    """A value as it is printed; dates are their own names."""
    return labels.label(facet, value, "en")


def _print_plain(plain: Sequence[PlainSign]) -> None:
    """The signs of a query that are no operators, each once."""
    if plain:
        signs = dict.fromkeys(printable(sign.text) for sign in plain)
        click.echo(f"Read as plain text: {'  '.join(signs)}")


def _write_part(part: ScorePart) -> str:
    """A part of a score: `1.5 (title word мост)`."""
    words = printable(" ".join((part.field, part.kind, *part.words)).strip())
    return f"{part.score:g} ({words})"


def _mark(snippet: Snippet) -> str:
    parts: list[str] = []
    place = 0
    for start, end in snippet.spans:
        marked = click.style(_flatten(snippet.text[start:end]), bold=True)
        parts += [_flatten(snippet.text[place:start]), marked]
        place = end
    return " ".join("".join((*parts, _flatten(snippet.text[place:]))).split())


def _flatten(text: str) -> str:
    """A text without the ends of its lines, ready to print."""
    return printable(_BLANK.sub(" ", text))
