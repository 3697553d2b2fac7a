"""What Letopis must not use, since a Python that it runs on gets it wrong."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FILES = sorted(
    path
    for package in ("indexer", "searcher", "web", "letopis")
    for path in (ROOT / package).rglob("*.py")
)
# A group that is repeated possessively: `(…)*+`, `(…)?+`, `(…){1,5}+`, in an f-string `{{1,5}}+`.
POSSESSIVE_GROUP = re.compile(r"(?<!\()\)(?:[*+?]|\{[^()\n]*?\})\+")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_pattern_repeats_a_group_possessively(path: Path) -> None:
    """Python before 3.11.5, Debian 12's among them, ends such matches in the wrong place."""
    found = [line for line in path.read_text("utf-8").splitlines() if POSSESSIVE_GROUP.search(line)]
    assert found == []
