"""Which files an import reads."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal

from indexer.archive.entries import Reject
from indexer.errors import OptionError
from indexer.home.paths import ArchiveHome
from indexer.importing.formats import is_article_file
from indexer.importing.report import ImportReport

STANDARD_INPUT = Path("/dev/stdin")
"""What comes from a pipe."""


def find_article_files(folder: Path, report: ImportReport) -> Iterator[Path]:
    """The files in a folder whose names say that articles are in them. What cannot be looked into
    is reported."""
    for path in _walk(folder, report):
        if path.is_file() and is_article_file(path.name):
            yield path


def find_files(
    paths: Iterable[Path], report: ImportReport, links: Literal["refuse", "follow"] = "refuse"
) -> Iterator[Path]:
    """The files to read, those of a folder in the order of their names.

    Hidden files and folders are passed over; what cannot be looked into is reported, and so is a
    link to a file outside of the folder unless links are to be followed.
    """
    for path in paths:
        if path.is_dir():
            for inner in _walk(path, report):
                if links == "refuse" and _leads_out(inner, path):
                    reason = "a link that leads out of the folder; --follow-links reads it"
                    report.refuse_path(Reject(name_path(inner), 1, "", reason, ""))
                elif inner.is_file():
                    yield inner
                else:
                    report.add_ignored(inner)
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
        report.refuse_path(Reject(name_path(Path(error.filename)), 1, "", reason, ""))

    for parent, folders, names in os.walk(folder, onerror=report_error):
        folders[:] = sorted(name for name in folders if not _is_passed_over(Path(parent, name)))
        yield from (Path(parent, name) for name in sorted(names) if not name.startswith("."))


def _is_passed_over(folder: Path) -> bool:
    """Whether a folder is hidden or an archive home, whose files are ours."""
    return folder.name.startswith(".") or ArchiveHome(folder).settings_file.exists()


def _leads_out(path: Path, folder: Path) -> bool:
    return path.is_symlink() and not path.resolve().is_relative_to(folder.resolve())


def name_path(path: Path) -> str:
    """A path as text: names of files may hold bytes that are no UTF-8."""
    return os.fsencode(path).decode("utf-8", "replace")
