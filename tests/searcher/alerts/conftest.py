"""Archives with alerts."""

from __future__ import annotations

import pytest

from indexer.home.paths import ArchiveHome
from searcher.archive import NewsArchive, open_archive
from tests.engines import LOCAL_ENGINES


@pytest.fixture(params=LOCAL_ENGINES)
def archive(request: pytest.FixtureRequest, home: ArchiveHome) -> NewsArchive:
    """An archive without an article and without an index."""
    home.settings_file.write_text(f'engine = "{request.param}"', "utf-8")
    return open_archive(home.path)
