"""Letopis from Python: the same questions and answers as over HTTP, for programs and notebooks.

    import letopis

    archive = letopis.open_archive("archive")            # the folder of an archive
    archive = letopis.connect("http://localhost:8080")   # or a server

    frame = archive.search("мост", from_="2010").to_pandas()

Both give an `Archive` with the same methods and the same answers; errors are those of
`indexer.errors`, whichever of the two raises them.
"""

from __future__ import annotations

from pathlib import Path

from indexer.errors import LetopisError
from letopis.archive import Archive
from letopis.local import LocalTransport
from letopis.remote import HttpTransport
from letopis.result import Result
from letopis.tables import Table

__all__ = ["Archive", "LetopisError", "Result", "Table", "connect", "open_archive"]


def open_archive(path: str | Path, *, ui: str = "en") -> Archive:
    """The archive in a folder, read in this process. `ui` is the language of labels, `en` or `ru`.

        archive = letopis.open_archive("archive")

    Raises ArchiveMissingError, SettingsError, ParameterError for another language.
    """
    return Archive(LocalTransport.open(Path(path), ui))


def connect(url: str, *, ui: str = "en", timeout: float = 60.0) -> Archive:
    """The archive that a server serves at an address. Nothing is asked yet. `timeout` is how many
    seconds an answer may let wait.

        archive = letopis.connect("http://localhost:8080", ui="ru")

    Raises ParameterError for another language, and for what is no web address.
    """
    return Archive(HttpTransport.of(url, ui, timeout))
