"""The fields before a text: YAML between lines of `---`, TOML between `+++`, JSON, or a header of
`Name: value` lines, as site generators write them."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import yaml

from indexer.importing.field_names import fold_name, is_field_name
from indexer.importing.values import LONGEST_FRONT_MATTER

_FENCED = re.compile(
    r"(?P<fence>---|\+\+\+)[ \t]*\n(?P<fields>.*?)^(?:(?P=fence)|\.\.\.)[ \t]*$\n?",
    re.DOTALL | re.MULTILINE,
)
_OPENING = re.compile(r"(?P<fence>---|\+\+\+)[ \t]*\n")
_HEADER_LINE = re.compile(r":?(?P<name>[^\W\d_][\w .-]{0,60}?)[ \t]*:(?:[ \t]+(?P<value>.*))?$")

# Fields that are not opened by a fence, only closed by one.
_CLOSED = re.compile(r"(?P<fields>(?:[ \t]*\S[^\n]*\n){1,200}?)---[ \t]*$\n?", re.MULTILINE)

# A field whose value is written as a headline is, without regard for the signs of YAML.
_PLAIN_LINE = re.compile(
    r"^(?P<name>[^\W\d][\w-]*):[ \t]+(?P<value>[^\s\[{|>&*!#].*)$", re.MULTILINE
)
_QUOTED = re.compile(r"""'(?:[^']|'')*'|"(?:[^"\\]|\\.)*\"""")

# Tables of a front matter whose entries are those of the record.
_TABLES = frozenset(("taxonomies", "params", "extra"))


class FrontMatterError(Exception):
    """The fields before a text cannot be read. `line` counts from 1 within the text."""

    def __init__(self, line: int, field: str, reason: str) -> None:
        super().__init__(reason)
        self.line, self.field, self.reason = line, field, reason


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The fields before a text, the text, and what is to be told of a field, by its name."""

    values: dict[str, Any]
    text: str
    remarks: tuple[tuple[str, str], ...] = ()


def read_front_matter(text: str) -> FrontMatter:
    """The fields before a text; none where it begins with none. Raises FrontMatterError.

    Values of fields that an article has are texts as they stand there: what YAML takes for a
    number, a date or a truth value is a word in a headline, and a tag.
    """
    fenced = _FENCED.match(text)
    if fenced is None:
        if opening := _OPENING.match(text):
            reason = f"the front matter is not closed by a line of {opening['fence']}"
            raise FrontMatterError(1, "", reason)
        return _read_json(text) if text.startswith("{") else _read_unfenced(text)
    fields, rest = fenced["fields"], text[fenced.end() :]
    # Reading may take a second and a hundred MB for each 100,000 characters.
    if len(fields) > LONGEST_FRONT_MATTER:
        reason = f"the front matter has over {LONGEST_FRONT_MATTER} characters"
        raise FrontMatterError(1, "", reason)
    if fenced["fence"] == "+++":
        return FrontMatter(_lift_tables(_read_toml(fields)), rest)
    values, remarks = _read_written_yaml(fields)
    return FrontMatter(_lift_tables(values), rest, remarks)


def _lift_tables(values: dict[str, Any]) -> dict[str, Any]:
    for name in [name for name in values if name.casefold() in _TABLES]:
        table = values[name]
        if not isinstance(table, dict):
            continue
        for inner in [inner for inner in table if is_field_name(inner) and inner not in values]:
            values[inner] = table.pop(inner)
        if not table:
            del values[name]
    return values


def _read_toml(fields: str) -> dict[str, Any]:
    try:
        return tomllib.loads(fields)
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"\(at line (\d+)", str(error))
        line = int(place[1]) + 1 if place else 1
        reason = f"broken TOML: {str(error).partition(' (at')[0]}"
        raise FrontMatterError(line, "", reason) from error
    except RecursionError as error:
        raise FrontMatterError(1, "", "the TOML is nested too deeply") from error


def _read_json(text: str) -> FrontMatter:
    """JSON before a text; a text that only begins with a bracket has no fields."""
    try:
        values, end = json.JSONDecoder().raw_decode(text[:LONGEST_FRONT_MATTER])
    except (ValueError, RecursionError):
        return FrontMatter({}, text)
    if not any(map(is_field_name, values)):
        return FrontMatter({}, text)
    return FrontMatter(_lift_tables(values), text[end:].lstrip())


def _read_unfenced(text: str) -> FrontMatter:
    """YAML that only a fence below it tells, if the title is in it, or a header."""
    closed = _CLOSED.match(text[:LONGEST_FRONT_MATTER])
    if closed is not None and _HEADER_LINE.match(text.partition("\n")[0]):
        try:
            values, remarks = _read_written_yaml(closed["fields"])
        except FrontMatterError:
            # An underlined heading.
            return _read_header(text)
        if any(fold_name(name) == "title" for name in values):
            return FrontMatter(_lift_tables(values), text[closed.end() :], remarks)
    return _read_header(text)


def _read_header(text: str) -> FrontMatter:
    """`Name: value` lines up to a blank one, if one of them is the title."""
    values: dict[str, Any] = {}
    name, end = "", 0
    head = text[:LONGEST_FRONT_MATTER]
    for line in head.splitlines(keepends=True):
        if not line.strip():
            break
        end += len(line)
        if name and line[0] in " \t":
            values[name] = f"{values[name]}\n{line.strip()}"
            continue
        found = _HEADER_LINE.match(line.rstrip("\n"))
        if found is None:
            return FrontMatter({}, text)
        name = found["name"]
        values[name] = (found["value"] or "").strip()
    if not any(fold_name(name) == "title" for name in values):
        return FrontMatter({}, text)
    return FrontMatter(values, text[end:])


class _Loader(yaml.SafeLoader):
    """YAML without aliases (a few of them can stand for gigabytes) and without tags."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        event = self.peek_event()  # type: ignore[no-untyped-call]
        if isinstance(event, yaml.AliasEvent) or getattr(event, "tag", None) is not None:
            raise yaml.composer.ComposerError(
                None, None, "aliases and tags are not read", event.start_mark
            )
        return super().compose_node(parent, index)


def _read_written_yaml(fields: str) -> tuple[dict[str, Any], tuple[tuple[str, str], ...]]:
    """YAML as people write it: where it is broken, the value of a line is what stands there
    (`title: Mayor: "no" to the bridge`)."""
    try:
        return _read_yaml(fields)
    except FrontMatterError:
        quoted = _PLAIN_LINE.sub(_quote, fields)
        if quoted != fields:
            with suppress(FrontMatterError):
                return _read_yaml(quoted)
        raise


def _quote(line: re.Match[str]) -> str:
    value = line["value"].rstrip()
    if _QUOTED.fullmatch(value):
        return line[0]
    doubled = value.replace("'", "''")
    return f"{line['name']}: '{doubled}'"


def _read_yaml(fields: str) -> tuple[dict[str, Any], tuple[tuple[str, str], ...]]:
    values: dict[str, Any] = {}
    remarks: dict[str, str] = {}
    line = 0
    try:
        loader = _Loader(fields)
        node = loader.get_single_node()
        if node is None:
            return values, ()
        if not isinstance(node, yaml.MappingNode):
            raise FrontMatterError(2, "", "the front matter is no list of `name: value`")
        for name_node, value_node in node.value:
            line = name_node.start_mark.line
            if not isinstance(name_node, yaml.ScalarNode):
                raise FrontMatterError(line + 2, "", "the name of a field must be a word")
            field = str(name_node.value)
            value = _construct(loader, field, value_node)
            if field in values:
                if values[field] != value and is_field_name(field):
                    reason = "the name stands twice in the front matter"
                    raise FrontMatterError(line + 2, field, reason)
                remarks[field] = "the name stands twice; the last one counts"
            values[field] = value
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        reason = f"broken YAML: {error.problem or error.context}"
        raise FrontMatterError((mark.line if mark else line) + 2, "", reason) from error
    except yaml.reader.ReaderError as error:
        line = fields.count("\n", 0, error.position)
        raise FrontMatterError(line + 2, "", f"broken YAML: {error.reason}") from error
    except RecursionError as error:
        raise FrontMatterError(2, "", "the YAML is nested too deeply") from error
    return values, tuple(remarks.items())


def _construct(loader: _Loader, field: str, node: yaml.Node) -> Any:
    if is_field_name(field) or fold_name(field) in _TABLES:
        return _construct_texts(node)
    try:
        return loader.construct_object(node, deep=True)
    except ValueError:
        # `2021-02-31` looks like a date and is none.
        return _construct_texts(node)


def _construct_texts(node: yaml.Node) -> Any:
    """A value whose words are texts, whatever YAML takes them for."""
    if isinstance(node, yaml.MappingNode):
        return dict(_construct_pairs(node))
    if isinstance(node, yaml.SequenceNode):
        return [_construct_texts(item) for item in node.value]
    return None if node.tag == "tag:yaml.org,2002:null" else str(node.value)


def _construct_pairs(node: yaml.MappingNode) -> Iterator[tuple[str, Any]]:
    for name, value in node.value:
        yield str(name.value), _construct_texts(value)
