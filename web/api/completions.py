"""Suggestions for the search bars of browsers, as OpenSearch has them."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from searcher.suggesting import Suggestion
from web.i18n import Language
from web.urls import Urls

COMPLETIONS_TYPE = "application/x-suggestions+json"


class CompletionsAnswer(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """What was typed, queries that it may become, and of each how many articles it finds and the
    page it leads to."""

    typed: str
    queries: tuple[str, ...]
    counts: tuple[str, ...]
    addresses: tuple[str, ...]


def render_completions(
    typed: str, suggestions: Sequence[Suggestion], origin: str, language: Language, urls: Urls
) -> CompletionsAnswer:
    """Suggestions for what was typed; `origin` stands before the paths of their pages."""
    return CompletionsAnswer(
        typed=typed,
        queries=tuple(suggestion.text for suggestion in suggestions),
        counts=tuple(_count(suggestion.count, language) for suggestion in suggestions),
        addresses=tuple(origin + urls.suggestion(suggestion) for suggestion in suggestions),
    )


def _count(number: int, language: Language) -> str:
    shown = language.format_number(number)
    return language.ngettext("%(count)s article", "%(count)s articles", number, count=shown)
