"""The command that lists names to look at, ready for labels.toml."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from pathlib import Path

import click
import msgspec

from indexer.article import LANGS
from indexer.home.labels import TABLES, read_tables
from searcher.archive import open_archive
from searcher.words.naming import LikelyPair, NamedValue, NamesReport, guess_label
from web.cli.output import count_of, json_option, print_json

# What TOML takes as a key without quotation marks.
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
# Entries by table and id.
Tables = Mapping[str, Mapping[str, object]]
_LANGUAGES = {"ru": "Russian", "en": "English"}


@click.command("names")
@json_option
@click.pass_obj
def names_command(home: Path, *, as_json: bool) -> None:
    """List new and near-equal names, ready for labels.toml.

    Values without a name in one language, and values that look like two spellings of one name.
    Check the lines, paste them into labels.toml, import the files again, and run `letopis index`.
    """
    archive = open_archive(home)
    report = archive.review_names()
    if as_json:
        print_json(msgspec.to_builtins(report))
        return
    if not (report.pairs or report.unnamed):
        click.echo("Every value has a name in both languages.")
        return
    for line in write_labels(report, read_tables(archive.home.labels_file)):
        click.echo(line)


def write_labels(report: NamesReport, written: Tables) -> Iterator[str]:
    """What was found as lines of labels.toml. Tables and ids that are `written` there already must
    not come twice: such lines are comments, which say what to do."""
    for table, kind in TABLES.items():
        entries = written.get(table, {})
        pairs = groupby((p for p in report.pairs if p.kept.kind == kind), lambda p: p.kept)
        lines = [
            *(line for kept, group in pairs for line in _write_pairs(kept, group, entries)),
            *(line for v in report.unnamed if v.kind == kind for line in _write_value(v, entries)),
        ]
        if lines:
            yield f"# Below [{table}]:" if table in written else f"[{table}]"
            yield from lines
            yield ""


def _write_pairs(
    kept: NamedValue, pairs: Iterable[LikelyPair], written: Mapping[str, object]
) -> Iterator[str]:
    """The entry that makes one value of several."""
    labels, aliases = dict(kept.labels), _aliases(written.get(kept.id))
    for pair in pairs:
        other = pair.other
        yield f"# {_tell(kept)} and {_tell(other)} look like one."
        for lang, name in other.labels.items():
            if labels.setdefault(lang, name) != name:
                aliases.append(name)
        aliases.append(other.id)
    entry = _write_entry(kept.id, labels, aliases)
    yield f"# Instead of the entry there: {entry}" if kept.id in written else entry


def _write_value(value: NamedValue, written: Mapping[str, object]) -> Iterator[str]:
    """The entry that names a value in both languages; a comment where a name is to be filled in."""
    missing = [lang for lang in LANGS if lang not in value.labels]
    guess = guess_label(value.names[0]) if value.kind == "author" and value.labels else ""
    labels = dict(value.labels)
    labels.update((lang, guess) for lang in missing)
    entry = _write_entry(value.id, labels, _aliases(written.get(value.id)))
    wanted = " or ".join(_LANGUAGES[lang] for lang in missing)
    if guess and value.id not in written:
        yield f"# {_tell(value)}: a guess at the {wanted} name."
        yield entry
    else:
        place = "add it to the entry there" if value.id in written else "fill it in"
        yield f"# {_tell(value)} has no {wanted} name; {place}:"
        yield f"# {entry}"


def _tell(value: NamedValue) -> str:
    return f"{value.names[0]} ({count_of(value.articles, 'article')})"


def _write_entry(id_: str, labels: Mapping[str, str], aliases: Iterable[str]) -> str:
    names = [f"{lang} = {_quote(labels[lang])}" for lang in LANGS if lang in labels]
    if also := list(dict.fromkeys(aliases)):
        names.append(f"aliases = [{', '.join(map(_quote, also))}]")
    key = id_ if _BARE_KEY.fullmatch(id_) else _quote(id_)
    return f"{key} = {{ {', '.join(names)} }}"


def _aliases(entry: object) -> list[str]:
    aliases = entry.get("aliases", []) if isinstance(entry, dict) else []
    return [alias for alias in aliases if isinstance(alias, str)]


def _quote(text: str) -> str:
    # JSON's strings are TOML's, but for a character that TOML does not let stand.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
