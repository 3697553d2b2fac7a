"""What is due about an archive's folder: room, leftovers, rights, and backups."""

from __future__ import annotations

import os
import shlex
import shutil
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from indexer.archive.keeping import list_former
from indexer.backup.checking import CheckJob
from indexer.backup.job import read_note
from indexer.backup.packing import is_packed
from indexer.errors import ArchiveLockedError, BackupDamagedError, SettingsError
from indexer.generations.folders import BUILDING, list_failed, list_folders
from indexer.generations.sweeping import list_doomed
from indexer.home.alerts import read_alerts
from indexer.home.lock import writing
from indexer.home.paths import ArchiveHome
from indexer.progress import Progress
from searcher.doctor.finding import Finding

# Whatever an archive needs, a disk with less is full soon.
_LEAST_FREE = 2**30

_OF_OTHERS = 0o007
_WRITTEN_BY_OTHERS = 0o002


def check_generations(home: ArchiveHome) -> Iterator[Finding]:
    """Generations that `letopis gc` would remove, leftovers of killed jobs, and what was set
    aside."""
    doomed = [name for name in list_doomed(home) if not name.endswith(BUILDING)]
    if doomed:
        what = f"generations that take room, and that nobody goes back to: {len(doomed)}"
        yield Finding("generations", "advice", what, "letopis gc")
    left = [name for name in list_folders(home) if name.endswith(BUILDING)]
    if left and _is_idle(home):
        what = f"leftovers of killed jobs: {', '.join(left)}"
        yield Finding("generations", "due", what, "letopis gc")
    for name in list_failed(home)[-1:]:
        what = f"generation {name} was set aside; `letopis generations` says why"
        yield Finding("generations", "due", what, f"letopis accept {name}")


def check_disk(home: ArchiveHome, archive_bytes: int, index_bytes: int) -> Iterator[Finding]:
    """Whether another index, and a copy of the archive, would find room."""
    free = shutil.disk_usage(home.path).free
    needed = max(_LEAST_FREE, archive_bytes + index_bytes)
    if free < needed:
        what = f"{free / 1e9:.1f} GB of the disk are free; {needed / 1e9:.1f} GB may be needed"
        yield Finding("disk", "wrong", what, "letopis gc --keep 0")


def check_former(home: ArchiveHome) -> Iterator[Finding]:
    """Archives as they were before an upgrade, which nobody needs when all is well."""
    for path in list_former(home.database):
        what = f"the archive as it was before an upgrade: {path.name}"
        yield Finding("disk", "advice", what, f"rm {shlex.quote(str(path))}")


def check_rights(home: ArchiveHome) -> Iterator[Finding]:
    """Files that cannot be written, that others may write, and secrets that others may read."""
    owner = shlex.quote(str(home.path))
    for path in (home.path, home.database):
        if not os.access(path, os.W_OK):
            what = f"{path} cannot be written by user {os.geteuid()}"
            yield Finding("rights", "wrong", what, f"sudo chown -R {os.geteuid()} {owner}")
            break
    for path in (home.path, home.database, home.settings_file):
        with suppress(FileNotFoundError):
            if path.stat().st_mode & _WRITTEN_BY_OTHERS:
                command = f"chmod o-w {shlex.quote(str(path))}"
                yield Finding("rights", "wrong", f"{path} may be written by anybody", command)
    secrets = [home.cursor_key]
    if _has_secret(home):
        secrets.append(home.alerts_file)
    if home.cluster.password_file:
        secrets.append(home.path / home.cluster.password_file)
    for path in secrets:
        with suppress(FileNotFoundError):
            if path.stat().st_mode & _OF_OTHERS:
                command = f"chmod o= {shlex.quote(str(path))}"
                yield Finding("rights", "wrong", f"{path} may be read by anybody", command)


def _has_secret(home: ArchiveHome) -> bool:
    """Whether alerts.toml holds what calls are signed with."""
    try:
        return any(alert.secret for alert in read_alerts(home.alerts_file))
    except SettingsError:
        # Told elsewhere.
        return False


def check_backup(home: ArchiveHome, now: datetime, oldest: timedelta) -> Iterator[Finding]:
    """Whether there is a backup, and whether it is young enough."""
    note = read_note(home)
    if note is None:
        yield Finding("backup", "due", "no backup is known", "letopis backup DIR")
        return
    path = Path(note.path)
    target = path.with_name(f"{now:%Y-%m-%d}.tar.zst") if is_packed(path) else path.parent
    command = f"letopis backup {shlex.quote(str(target))}"
    age = now - note.taken
    # A packed one may have been carried away.
    if not path.exists() and not is_packed(path):
        yield Finding("backup", "due", f"the last backup is gone: {path}", command)
    elif age > oldest:
        yield Finding("backup", "due", f"the last backup is {age.days} days old: {path}", command)


def check_backup_whole(home: ArchiveHome, progress: Progress) -> Iterator[Finding]:
    """Whether all of the last backup can be read."""
    note = read_note(home)
    if note is None or not Path(note.path).is_dir():
        return
    path = Path(note.path)
    try:
        CheckJob(path).run(progress)
    except BackupDamagedError as error:
        command = f"letopis backup {shlex.quote(str(path.parent))}"
        yield Finding("backup", "wrong", str(error), command)


def _is_idle(home: ArchiveHome) -> bool:
    """Whether nobody writes at the moment."""
    try:
        with writing(home):
            return True
    except ArchiveLockedError:
        return False
    except OSError:
        # Nor can we tell, nor sweep.
        return False
