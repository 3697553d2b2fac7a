"""The cluster of the engines that need one, started for the first test that does."""

from __future__ import annotations

import pytest

from tests.engines import name_cluster


@pytest.fixture(autouse=True)
def clustered(request: pytest.FixtureRequest) -> None:
    """What a test with the engine over a cluster, or with all engines, needs."""
    called = getattr(request.node, "callspec", None)
    if called is None or called.params.get("engine", "opensearch") == "opensearch":
        name_cluster(request.getfixturevalue("cluster").hosts)
