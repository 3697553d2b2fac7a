"""From the endpoints and their operations to the page of the API."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import msgspec

from web.api.openapi.examples import make_example
from web.api.openapi.operations import OPERATIONS, Operation, Tag
from web.api.openapi.parameters import FINDING, Parameter
from web.api.problems import ProblemAnswer
from web.api.routes import ENDPOINTS
from web.i18n import Language, gettext_noop
from web.site.docs.page import (
    DocsPage,
    EndpointGroup,
    EndpointSection,
    ExampleCode,
    FieldRow,
    ParameterRow,
    TypeSection,
    TypesPage,
)
from web.site.frame import Link, Site
from web.urls import Urls

# Where `letopis serve` is reached unless it is told otherwise.
DEFAULT_BASE = "http://localhost:8080"

_TITLES: Mapping[Tag, str] = {
    "results": gettext_noop("Searches and their results"),
    "articles": gettext_noop("Articles"),
    "values": gettext_noop("Authors, countries, tags, sources"),
    "corpus": gettext_noop("A result as a corpus"),
    "history": gettext_noop("Results that others repeat"),
    "words": gettext_noop("Words"),
    "service": gettext_noop("The service"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DocsPresenter:
    """Makes the page. `samples` has what its examples ask for: see `make_example`."""

    language: Language
    urls: Urls
    base_url: str
    samples: Mapping[str, str]

    def page(self, site: Site) -> DocsPage:
        """The page of the endpoints."""
        answers = _list_answers()
        schemas, types = _describe_types()
        named = {repr(one): schema["$ref"] for one, schema in zip(answers, schemas, strict=False)}
        return DocsPage(
            site=site,
            document=self.urls.api_document(),
            groups=tuple(
                EndpointGroup(
                    self.language.gettext(title),
                    tuple(
                        self._section(
                            entry.path, entry.about, operation, self._list(operation, named), types
                        )
                        for entry in ENDPOINTS
                        if (operation := OPERATIONS[entry.path]).tag == tag
                    ),
                )
                for tag, title in _TITLES.items()
            ),
            finding=tuple(self._rows(FINDING)),
            types=self.urls.docs_types(),
        )

    def types_page(self, site: Site) -> TypesPage:
        """The page of the types of answers."""
        _, types = _describe_types()
        sections = tuple(_present_type(name, schema) for name, schema in types.items())
        return TypesPage(site=site, docs=self.urls.docs(), types=sections)

    def _list(self, operation: Operation, named: Mapping[str, str]) -> list[str]:
        return [named[repr(one)] for one in operation.answers]

    def _section(
        self,
        path: str,
        about: str,
        operation: Operation,
        answers: Sequence[str],
        types: Mapping[str, Mapping[str, Any]],
    ) -> EndpointSection:
        names = {one.name for one in operation.parameters}
        takes_finding = all(one.name in names for one in FINDING)
        # One that an endpoint takes in its own way is told of there.
        rest = [one for one in operation.parameters if not (takes_finding and one in FINDING)]
        rows = _find_rows(types[answers[0]]) if answers else None
        example = make_example(path, operation, self.base_url, self.samples, rows)
        return EndpointSection(
            name=operation.name,
            path=path,
            about=self.language.gettext(about),
            parameters=tuple(self._rows(rest)),
            takes_finding=takes_finding,
            answers=tuple(Link(name, self.urls.docs_types(name)) for name in answers),
            media_types=operation.media_types,
            examples=(
                ExampleCode("curl", example.curl),
                ExampleCode("Python", example.python),
                ExampleCode("R", example.r),
            ),
        )

    def _rows(self, parameters: Iterable[Parameter]) -> Iterator[ParameterRow]:
        """The rows of a table; those of one meaning share a row."""
        in_order = sorted(parameters, key=lambda one: one.name.startswith("-"))
        for about, group in groupby(in_order, key=lambda one: one.about):
            same = list(group)
            first = same[0]
            yield ParameterRow(
                names=tuple(one.name for one in same),
                about=self.language.gettext(about),
                limits=first.limits,
                default="" if first.default is None else str(first.default),
            )


def _list_answers() -> list[Any]:
    return [one for entry in ENDPOINTS for one in OPERATIONS[entry.path].answers]


def _describe_types() -> tuple[tuple[dict[str, Any], ...], dict[str, Any]]:
    """The schemas of all answers, and those of the types in them by name."""
    return msgspec.json.schema_components((*_list_answers(), ProblemAnswer), ref_template="{name}")


def _find_rows(schema: Mapping[str, Any]) -> str | None:
    """The first list of an answer whose entries have fields, which makes a table. What has an id is
    one article: its lists are parts of it."""
    if "id" in schema["properties"]:
        return None
    for name, one in schema["properties"].items():
        if "$ref" in one.get("items", {}):
            return str(name)
    return None


def _present_type(name: str, schema: Mapping[str, Any]) -> TypeSection:
    about = " ".join(schema.get("description", "").replace("`", "").split())
    fields = schema.get("properties", {}).items()
    return TypeSection(
        name, about, tuple(FieldRow(field, tuple(_name_type(one))) for field, one in fields)
    )


def _name_type(schema: Mapping[str, Any]) -> Iterator[Link]:
    """The type of a field in words: `list of HitAnswer`, `string or null`."""
    if "$ref" in schema:
        yield Link(schema["$ref"], f"#{schema['$ref']}")
    elif "anyOf" in schema:
        for place, one in enumerate(schema["anyOf"]):
            if place:
                yield Link(" or ", None)
            yield from _name_type(one)
    elif "enum" in schema:
        yield Link(", ".join(map(str, schema["enum"])), None)
    elif schema.get("type") == "array" and "prefixItems" in schema:
        yield Link("[start, end]", None)
    elif schema.get("type") == "array":
        yield Link("list of ", None)
        yield from _name_type(schema.get("items") or {})
    elif schema.get("type") == "object":
        yield Link("object of ", None)
        yield from _name_type(schema.get("additionalProperties") or {})
    else:
        yield Link(schema.get("format") or schema.get("type") or "any", None)
