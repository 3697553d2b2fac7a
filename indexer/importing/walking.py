"""Which files an import reads."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from indexer.archive.entries import Reject
from indexer.errors import OptionError
from indexer.importing.readers import Reader, reader_for
from indexer.importing.readers.jsonl import JsonlReader
from indexer.importing.report import ImportReport

STANDARD_INPUT = Path("/dev/stdin")
"""JSON Lines from a pipe, as an export writes them."""


def article_reader(path: Path) -> Reader | None:
    """The reader of an article file by its name; None for READMEs and what no reader knows."""
    if path == STANDARD_INPUT:
        return JsonlReader()
    return None if path.stem.casefold() == "readme" else reader_for(path)


def find_article_files(folder: Path, report: ImportReport) -> Iterator[Path]:
    """The article files in a folder, as an import of it finds them. What cannot be looked into is
    reported."""
    for path in _walk(folder, report):
        if path.is_file() and article_reader(path) is not None:
            yield path


def find_files(paths: Iterable[Path], report: ImportReport) -> Iterator[Path]:
    """The files to read, those of a folder in the order of their names.

    Hidden files and folders are passed over; what cannot be looked into is reported.
    """
    for path in paths:
        if path.is_dir():
            for inner in _walk(path, report):
                if inner.is_file():
                    yield inner
                else:
                    report.ignored.append(inner)
        elif path.is_file() or path == STANDARD_INPUT:
            yield path
        else:
            reason = "not a file" if path.exists() else "no such file or folder"
            raise OptionError(name_path(path), reason)


def _walk(folder: Path, report: ImportReport) -> Iterator[Path]:
    """Everything in a folder that is no folder."""

    def report_error(error: OSError) -> None:
        if isinstance(error, FileNotFoundError):
            report.vanished.append(Path(error.filename))
            return
        reason = f"the folder cannot be read: {error.strerror}"
        report.add_reject(Reject(name_path(Path(error.filename)), 1, "", reason, ""))

    for parent, folders, names in os.walk(folder, onerror=report_error):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(parent, name) for name in sorted(names) if not name.startswith("."))


def name_path(path: Path) -> str:
    """A path as text: names of files may hold bytes that are no UTF-8."""
    return os.fsencode(path).decode("utf-8", "replace")
