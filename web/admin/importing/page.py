"""What the page of imports is made of."""

from __future__ import annotations

from dataclasses import dataclass

from web.admin.frame import AdminFrame


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingFields:
    """How files are read, as it stands in the fields of a form: `maps` and `sets` are rules, a line
    each."""

    maps: str = ""
    sets: str = ""
    site: str = ""
    date_order: str = ""
    format: str = ""
    encoding: str = ""

    @property
    def are_empty(self) -> bool:
        return self == ReadingFields()


@dataclass(frozen=True, slots=True)
class ListedSource:
    """A file or folder that may be chosen: its value, its name, its size in words."""

    value: str
    name: str
    size: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportPage:
    """The form of an import. `problem` tells what was wrong with what was sent. `kept` are the
    names of files that it is about already, `keep` the field that carries them on, `missing` those
    that are there no more. `folders` are those of the settings, each with what is in it.
    `action` is where it is sent."""

    frame: AdminFrame
    action: str
    problem: str
    fields: ReadingFields
    keep: tuple[str, str] | None
    kept: tuple[str, ...]
    missing: tuple[str, ...]
    folders: tuple[tuple[str, tuple[ListedSource, ...]], ...]
    formats: tuple[str, ...]
    date_orders: tuple[str, ...]
    field_names: tuple[str, ...]
