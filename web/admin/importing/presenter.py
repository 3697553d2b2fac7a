"""From what may be imported to the page that asks for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

from indexer.dates import DateOrder
from indexer.home.paths import ArchiveHome
from indexer.home.settings import Settings
from indexer.importing.field_names import FIELD_NAMES
from indexer.importing.formats import FORMAT_NAMES
from searcher.orders import ImportOrder
from web.admin.frame import AdminFrame
from web.admin.importing.page import ImportPage, ListedSource, ReadingFields
from web.admin.importing.sources import list_sources
from web.admin.navigation import IMPORT
from web.i18n import Language
from web.urls import Urls

# Names of files that are told.
_MOST_KEPT = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What an import is to be about, before it is asked for: how files are read, the files that it
    has already with the field that carries them on, those that are gone, and what is wrong."""

    fields: ReadingFields = ReadingFields()
    keep: tuple[str, str] | None = None
    kept: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    problem: str = ""


def present_import(
    frame: AdminFrame, wanted: Wanted, home: ArchiveHome, settings: Settings, urls: Urls
) -> ImportPage:
    """The page that asks for an import."""
    language = frame.language
    return ImportPage(
        frame=frame,
        action=urls.admin(IMPORT),
        problem=wanted.problem,
        fields=wanted.fields,
        keep=wanted.keep,
        kept=_shorten(wanted.kept, language),
        missing=_shorten(wanted.missing, language),
        folders=tuple(
            (
                name,
                tuple(
                    ListedSource(
                        one.value,
                        one.name,
                        language.gettext("folder")
                        if one.size is None
                        else language.format_bytes(one.size),
                    )
                    for one in found
                ),
            )
            for name, found in list_sources(home, settings)
        ),
        formats=tuple(FORMAT_NAMES),
        date_orders=get_args(DateOrder),
        field_names=tuple(FIELD_NAMES),
    )


def fields_of(order: ImportOrder) -> ReadingFields:
    """How an import reads its files, as fields."""
    return ReadingFields(
        maps="\n".join(order.maps),
        sets="\n".join(order.sets),
        site=order.site or "",
        date_order=order.date_order or "",
        format=order.format or "",
        encoding=order.encoding or "",
    )


def _shorten(names: tuple[str, ...], language: Language) -> tuple[str, ...]:
    left = len(names) - _MOST_KEPT
    if left <= 0:
        return names
    more = language.gettext("and %(count)s more", count=language.format_number(left))
    return (*names[:_MOST_KEPT], more)
