"""What the page of the API is made of."""

from __future__ import annotations

from dataclasses import dataclass

from web.site.frame import Link, Site


@dataclass(frozen=True, slots=True)
class ParameterRow:
    """Parameters of one meaning: their names, what they mean, what their values may be, and which
    one is meant without them."""

    names: tuple[str, ...]
    about: str
    limits: str
    default: str


@dataclass(frozen=True, slots=True)
class ExampleCode:
    """An example request: what it is written in, and its text."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class EndpointSection:
    """An endpoint: its name, by which the section is linked to, its path, a sentence, its
    parameters (`takes_finding`: and those that decide what is found), its answers, and the media
    types of what is no JSON."""

    name: str
    path: str
    about: str
    parameters: tuple[ParameterRow, ...]
    takes_finding: bool
    answers: tuple[Link, ...]
    media_types: tuple[str, ...]
    examples: tuple[ExampleCode, ...]


@dataclass(frozen=True, slots=True)
class EndpointGroup:
    """The endpoints of one subject."""

    title: str
    endpoints: tuple[EndpointSection, ...]


@dataclass(frozen=True, slots=True)
class FieldRow:
    """A field of an answer: its name, and its type as text, with links to types of their own."""

    name: str
    type: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class TypeSection:
    """A type of answers: its name, what it is (in English, as programs name it), its fields."""

    name: str
    about: str
    fields: tuple[FieldRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DocsPage:
    """The page of the API: every endpoint by subject, and the parameters that decide what is found.
    `document` is the address of the OpenAPI document, `types` that of the types of answers."""

    site: Site
    document: str
    groups: tuple[EndpointGroup, ...]
    finding: tuple[ParameterRow, ...]
    types: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TypesPage:
    """The page of the types of all answers of the API; `docs` is the address of the page about its
    endpoints."""

    site: Site
    docs: str
    types: tuple[TypeSection, ...]
