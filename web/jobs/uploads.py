"""Files that a browser sent: kept until all that they hold is in the archive."""

from __future__ import annotations

import secrets
import shutil
import time
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from indexer.home.paths import ArchiveHome
from searcher.orders import ImportOrder, decode_order

# Days after which files that were sent and never imported to their end are forgotten.
_KEPT_DAYS = 90
_DAY = 86_400


def make_upload(home: ArchiveHome) -> Path:
    """A new folder for files that are sent, whose name begins with the day."""
    home.uploads.mkdir(mode=0o700, exist_ok=True)
    folder = home.uploads / f"{datetime.now(UTC):%Y-%m-%d}-{secrets.token_hex(4)}"
    folder.mkdir(mode=0o700)
    return folder.resolve()


def sweep_uploads(home: ArchiveHome) -> None:
    """Remove what was sent long ago."""
    for old in home.uploads.glob("*"):
        # It may go by itself meanwhile.
        with suppress(FileNotFoundError):
            if time.time() - old.stat().st_mtime > _KEPT_DAYS * _DAY:
                shutil.rmtree(old, ignore_errors=True)


def find_upload(home: ArchiveHome, name: str) -> Path | None:
    """The folder of files that were sent before, by its name."""
    known = {path.name: path for path in home.uploads.glob("*") if path.is_dir()}
    found = known.get(name)
    return found.resolve() if found else None


def forget_upload(home: ArchiveHome, encoded: bytes) -> None:
    """Remove the files of an import that stored all of them, if a browser sent them. A rehearsal
    stores nothing."""
    order = decode_order(encoded)
    if isinstance(order, ImportOrder) and order.ending == "keep":
        for path in map(Path, order.paths):
            if path.parent == home.uploads.resolve():
                shutil.rmtree(path, ignore_errors=True)
