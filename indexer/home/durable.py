"""Files written so that a power cut leaves the old one or the new one."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO


def write_durably(path: Path, content: bytes) -> None:
    """Replace a file in one step: after a power cut it is the old one or the new one."""
    with replacing(path) as file:
        file.write(content)


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """A file to write that takes the place of another when all of it is written; where that fails,
    the old one stays. Whoever could not read the old one can at no time read the new one."""
    beside = name_beside(path)
    try:
        # One that a killed process left may be open to others.
        beside.unlink(missing_ok=True)
        with _open_alike(beside, path) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def _open_alike(beside: Path, path: Path) -> BinaryIO:
    """A new file with the rights of another, where that is there."""
    rights = path.stat().st_mode & 0o777 if path.exists() else None
    made_with = 0o666 if rights is None else rights
    file = open(beside, "xb", opener=lambda name, flags: os.open(name, flags, made_with))  # noqa: SIM115
    # Some file systems have the same rights for all, and let nobody change them.
    if rights is not None and os.fstat(file.fileno()).st_mode & 0o777 != rights:
        os.fchmod(file.fileno(), rights)
    return file


def name_beside(path: Path) -> Path:
    """Where the next content of a file is written, before it takes its place."""
    return path.with_name(path.name + ".new")


def sync_tree(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb") as file:
                os.fsync(file.fileno())
        else:
            sync_folder(path)
    sync_folder(folder)


def sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
