"""What is wrong with the index of an archive, or due."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from indexer.analysis import Analyzer
from indexer.archive.labels import load_labels
from indexer.archive.store import Archive
from indexer.article import LANGS
from indexer.engines.checksums import list_files
from indexer.engines.folder import engine_folder
from indexer.errors import IndexMissingError, SettingsError, UnavailableError
from indexer.generations.manifest import Manifest, read_labels_of
from indexer.home.paths import ArchiveHome
from indexer.labels import NAMED_KINDS
from indexer.status import ArchiveStatus
from searcher.doctor.finding import Finding
from searcher.tagging.compiling import TagBook

# Clocks of several machines differ.
_TOLERANCE = timedelta(hours=1)


def check_status(status: ArchiveStatus, now: datetime) -> Iterator[Finding]:
    """What `letopis status` tells, where it is not as it should be."""
    tally = status.tally
    if isinstance(status.problem, IndexMissingError):
        if tally.versions:
            yield Finding("index", "due", "there is no index yet", status.problem.command)
    elif status.problem is not None:
        yield Finding("index", "wrong", str(status.problem), status.problem.command)
    elif tally.changes:
        what = f"changes that the index lacks: {tally.changes}"
        yield Finding("index", "due", what, "letopis update")
    rejects = len(status.rejects) + status.unlisted
    if rejects:
        what = f"records that imports could not read: {rejects}"
        yield Finding("imports", "advice", what, "letopis status")
    written = [tally.newest, status.index.finished if status.index else None]
    newest = max((moment for moment in written if moment), default=None)
    if newest is not None and newest > now + _TOLERANCE:
        what = (
            f"it is {now:%Y-%m-%d %H:%M} UTC, and the archive was written {newest:%Y-%m-%d %H:%M}"
        )
        yield Finding("clock", "wrong", what, "sudo timedatectl set-ntp true")


def check_index(home: ArchiveHome, manifest: Manifest, analyzer: Analyzer) -> Iterator[Finding]:
    """Files that the generation that is served lacks, names that its values lack, and tags that
    tags.toml gives and it does not."""
    folder = home.index / manifest.generation
    known = list_files(engine_folder(folder))
    lost = [name for name in manifest.files if name not in known]
    if lost:
        what = f"generation {manifest.generation} lacks files: {', '.join(lost[:3])}"
        yield Finding("index", "wrong", what, "letopis index")
        return
    try:
        labels = read_labels_of(folder, manifest)
    except UnavailableError as error:
        yield Finding("index", "wrong", str(error), error.command)
        return
    unnamed = sum(
        any(lang not in names for lang in LANGS)
        for kind in NAMED_KINDS
        for names in labels.of(kind).values()
    )
    if unnamed:
        what = f"values without a name in one of the languages: {unnamed}"
        yield Finding("names", "advice", what, "letopis names")
    yield from _check_tags(home, manifest, analyzer)


def _check_tags(home: ArchiveHome, manifest: Manifest, analyzer: Analyzer) -> Iterator[Finding]:
    book = TagBook(home.tags_file, analyzer)
    try:
        with Archive.open(home.database) as store:
            labels = load_labels(home, store)
        now = book.compile(labels, manifest.rings).queries
        built = book.read(home.index / manifest.generation).queries
    except SettingsError:
        # Told among the settings.
        return
    except UnavailableError as error:
        yield Finding("index", "wrong", str(error), error.command)
        return
    if dict(now) != dict(built):
        yield Finding(
            "tags", "due", "tags.toml is not what the index was built by", "letopis index"
        )
