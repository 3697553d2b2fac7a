"""Without the libraries that read pages: a command that mends it, and nothing else that fails."""

from __future__ import annotations

import subprocess
import sys

import pytest

SCRIPT = """
import io, sys
sys.modules[{library!r}] = None
from indexer.errors import ExtraMissingError
from indexer.importing.readers.html import HtmlReader
from indexer.importing.readers.pages import PageRecords
from indexer.importing.readers.warc import WarcReader
from indexer.importing.sources import Source
source = Source("x", io.BufferedReader(io.BytesIO(b"<html>")))
try:
    list({reader}(PageRecords()).read(source))
except ExtraMissingError as error:
    print(error.command)
"""


@pytest.mark.parametrize(
    ("library", "reader"),
    [("trafilatura", "HtmlReader"), ("cssselect", "HtmlReader"), ("warcio", "WarcReader")],
)
def test_what_is_missing_is_told_with_the_command_that_mends_it(library: str, reader: str) -> None:
    script = SCRIPT.format(library=library, reader=reader)
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "pip install letopis[import]"
