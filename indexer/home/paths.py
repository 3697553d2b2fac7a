"""The archive home: the one folder that holds an archive."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from indexer.errors import ArchiveMissingError
from indexer.home.cluster import NO_CLUSTER, ClusterSettings


@dataclass(frozen=True, slots=True)
class ArchiveHome:
    """The one folder that holds an archive, and the cluster that holds its indexes where the folder
    does not."""

    path: Path
    cluster: ClusterSettings = NO_CLUSTER

    @property
    def settings_file(self) -> Path:
        return self.path / "letopis.toml"

    @property
    def labels_file(self) -> Path:
        return self.path / "labels.toml"

    @property
    def golden_file(self) -> Path:
        return self.path / "golden.toml"

    @property
    def exceptions_file(self) -> Path:
        return self.path / "exceptions.txt"

    @property
    def boilerplate_file(self) -> Path:
        return self.path / "boilerplate.toml"

    @property
    def rings_file(self) -> Path:
        return self.path / "rings.txt"

    @property
    def tags_file(self) -> Path:
        return self.path / "tags.toml"

    @property
    def alerts_file(self) -> Path:
        return self.path / "alerts.toml"

    @property
    def countries_file(self) -> Path:
        return self.path / "countries.toml"

    @property
    def profiles(self) -> Path:
        """The folder of the profiles of sites."""
        return self.path / "profiles"

    def about_file(self, lang: str = "") -> Path:
        """What readers are told about the archive: in a language, or in any."""
        return self.path / (f"about.{lang}.md" if lang else "about.md")

    @property
    def database(self) -> Path:
        return self.path / "archive.db"

    @property
    def index(self) -> Path:
        return self.path / "index"

    @property
    def leases(self) -> Path:
        return self.path / "leases"

    @property
    def cursor_key(self) -> Path:
        return self.path / "cursor.key"

    @property
    def last_backup(self) -> Path:
        """Where the last backup went, and when."""
        return self.path / "last-backup.json"

    @property
    def published(self) -> Path:
        """The database of what was worked out of what is published; made anew where it is gone."""
        return self.path / "published.db"

    @property
    def dumps(self) -> Path:
        """The folder of bulk dumps, where no other one is named."""
        return self.path / "dumps"

    @property
    def operations(self) -> Path:
        """The database of what is done with the archive."""
        return self.path / "operations.db"

    @property
    def jobs_lock(self) -> Path:
        return self.path / "jobs.lock"

    @property
    def edits_lock(self) -> Path:
        return self.path / "edits.lock"

    @property
    def uploads(self) -> Path:
        """Where files are kept that were sent by a browser."""
        return self.path / "uploads"

    @property
    def accounts(self) -> Path:
        """The database of the admins of the site."""
        return self.path / "accounts.db"

    @property
    def lock(self) -> Path:
        return self.path / "writing.lock"


def open_home(path: Path) -> ArchiveHome:
    """The archive home in a folder. Raises ArchiveMissingError."""
    home = ArchiveHome(path)
    if not home.database.exists():
        raise ArchiveMissingError(path)
    return home
