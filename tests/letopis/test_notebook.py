"""The notebook of the examples: all of it runs, over HTTP and in the process."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import matplotlib as mpl
import pytest

from indexer.home.paths import ArchiveHome

NOTEBOOK = Path(__file__).parents[2] / "examples" / "research.ipynb"


@pytest.mark.parametrize("way", ["server", "folder"])
def test_its_cells_run_in_their_order(
    way: str,
    address: str,
    sample_home: ArchiveHome,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("LETOPIS_ARCHIVE", address if way == "server" else str(sample_home.path))
    mpl.use("Agg")
    cells = json.loads(NOTEBOOK.read_text("utf-8"))["cells"]
    names: dict[str, Any] = {}
    for cell in cells:
        if cell["cell_type"] == "code":
            assert cell["outputs"] == []
            exec(compile("".join(cell["source"]), str(NOTEBOOK), "exec"), names)  # noqa: S102 - to run the notebook is the test
    frame, trend = names["frame"], names["trend"]
    assert len(frame) == len(names["found"]) > 5
    assert frame["id"].is_unique
    assert trend["query"].nunique() == 2
    assert trend["share"].astype(float).max() > 0
    assert len(names["axes"].lines) == 2
    told = capsys.readouterr().out
    assert names["receipt"].fingerprint in told
    assert f"{len(frame)} articles" in told
