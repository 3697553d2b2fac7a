"""What the help page is made of."""

from __future__ import annotations

from dataclasses import dataclass

from web.site.frame import Link, Site


@dataclass(frozen=True, slots=True)
class OperatorRow:
    """An operator of the query language: syntax, meaning, an example and the address of its
    search."""

    syntax: str
    meaning: str
    example: str
    url: str


@dataclass(frozen=True, slots=True)
class ProblemRow:
    """A problem an answer of the API may name: its code, HTTP status and meaning."""

    code: str
    status: int
    meaning: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpPage:
    """The help page: every operator; the ways to browse the archive, examples of counting, and the
    feed of all articles; of the API an example search, suggestions and an explained text, and every
    problem it may answer with."""

    site: Site
    operators: tuple[OperatorRow, ...]
    browsing: tuple[Link, ...]
    counting: tuple[Link, ...]
    feed: str
    api_search: str
    api_suggest: str
    api_explain: str
    problems: tuple[ProblemRow, ...]
