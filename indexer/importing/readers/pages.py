"""What reads pages, behind one door: it is loaded when the first page comes."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from indexer.errors import ExtraMissingError
from indexer.importing.readers import RawRecord, Rejection

if TYPE_CHECKING:
    from collections.abc import Sequence

    from indexer.importing.profiles.profile import SiteProfile


@dataclass(frozen=True)
class PageRecords:
    """Makes records of pages, by the profiles in `folder`, if there is one, and those that come
    with Letopis. All readers of an import share one: profiles are read once."""

    folder: Path | None = None

    @cached_property
    def profiles(self) -> Sequence[SiteProfile]:
        """The profiles of sites. Raises SettingsError and ExtraMissingError."""
        # What reads pages takes a while to load, and is not installed where nobody needs it.
        try:
            importlib.import_module("indexer.importing.pages.record")
        except ModuleNotFoundError as error:
            raise ExtraMissingError("import", "the import of pages") from error
        from indexer.importing.profiles.loading import load_profiles

        return load_profiles(self.folder)

    def read(
        self,
        number: int,
        content: bytes,
        *,
        declared: str | None = None,
        address: str = "",
        name: str = "",
    ) -> RawRecord | Rejection:
        """The record of a page. `declared` is its character set as somebody said; `address` is
        where it was found, and `name` that of its file, which may tell the address. Raises
        SettingsError and ExtraMissingError."""
        profiles = self.profiles
        from indexer.importing.pages.record import read_record
        from indexer.importing.profiles.matching import guess_address

        return read_record(
            number,
            content,
            declared=declared,
            address=address,
            likely_address=guess_address(name, profiles),
            profiles=profiles,
        )
