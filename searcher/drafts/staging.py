"""A home as it would be with another text in one of its files: for the readers of files, which take
paths. The archive itself is not in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from indexer.home.paths import ArchiveHome
from searcher.drafts.files import HomeFile, list_home_files


@contextmanager
def staging(home: ArchiveHome, file: HomeFile, content: bytes) -> Iterator[ArchiveHome]:
    """A home with the files that people write as links, but for one, which has another content.
    Raises OSError where there is no room for it."""
    with TemporaryDirectory(prefix="letopis-draft-") as folder:
        staged = ArchiveHome(Path(folder), home.cluster)
        staged.profiles.mkdir()
        for other in list_home_files(home):
            # Profiles are read one by one.
            if other.name != file.name and other.kind != "profile" and other.path.exists():
                (staged.path / other.name).symlink_to(other.path.resolve())
        (staged.path / file.name).write_bytes(content)
        yield staged
