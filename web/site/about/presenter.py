"""From an archive home to the page about the archive."""

from __future__ import annotations

from contextlib import suppress

from indexer.home.paths import ArchiveHome
from indexer.home.settings import Settings
from searcher.dumps import has_dump
from searcher.generation import Generation
from searcher.response import SearchResponse
from web.i18n import Language
from web.parameters import UI_LANGS
from web.site.about.markdown import render_about
from web.site.about.page import AboutPage, AboutText, ArchiveNumbers
from web.site.frame import Site
from web.site.names import IN_LANGUAGE
from web.urls import Urls


def present_about(
    home: ArchiveHome,
    settings: Settings,
    numbers: ArchiveNumbers | None,
    site: Site,
    language: Language,
    urls: Urls,
) -> AboutPage:
    """The page about an archive."""
    return AboutPage(
        site=site,
        about=_read_about(home, language.code),
        numbers=numbers,
        seconds=settings.rate_seconds,
        burst=settings.rate_burst,
        dumps=urls.dumps() if has_dump(home) else "",
    )


def count_archive(
    overview: SearchResponse, generation: Generation, language: Language
) -> ArchiveNumbers | None:
    """The numbers of an archive; None where it has no articles."""
    days = generation.chronicle.days.range
    if days.first is None or days.last is None:
        return None
    counts = {value.id: value.count for value in overview.facets["lang"]}
    return ArchiveNumbers(
        articles=overview.total,
        by_language=tuple(
            (language.gettext(name), counts[lang])
            for lang, name in IN_LANGUAGE.items()
            if lang in counts
        ),
        first=language.label_interval("day", days.first),
        last=language.label_interval("day", days.last),
    )


def _read_about(home: ArchiveHome, lang: str) -> AboutText | None:
    """What the publisher tells: in a language, in any, or in another one, rather than nothing. It
    is read each time: who corrects an address there wants it to be seen."""
    for name in (lang, "", *UI_LANGS):
        with suppress(FileNotFoundError):
            about = render_about(home.about_file(name).read_text("utf-8-sig", "replace"))
            if about is not None:
                return about
    return None
