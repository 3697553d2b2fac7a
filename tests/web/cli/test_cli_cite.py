"""`letopis cite`: what the API answers, for a terminal or a file."""

from __future__ import annotations

from datetime import date

import pytest
from click.testing import CliRunner, Result

from indexer.home.paths import ArchiveHome
from searcher.citing.citation import CITATION_FORMATS, CitationFormat
from searcher.citing.formats import write_citation
from searcher.service import SearchService
from web.cli.main import letopis


def cite(home: ArchiveHome, *arguments: str) -> Result:
    return CliRunner().invoke(letopis, ["--home", str(home.path), "cite", *arguments])


@pytest.mark.parametrize("format_", CITATION_FORMATS)
def test_a_citation_is_printed_as_it_is(
    sample_home: ArchiveHome, service: SearchService, format_: CitationFormat
) -> None:
    day = date(2026, 11, 27)
    printed = cite(sample_home, "ru-1000", "--format", format_, "--accessed", day.isoformat())
    assert printed.stdout_bytes.decode() == write_citation(service.cite("ru-1000"), format_, day)


def test_the_default_is_a_reference_to_read(sample_home: ArchiveHome) -> None:
    assert cite(sample_home, "en-3008").stdout.startswith("Kesaeva, F. Small earthquake felt")


def test_what_cannot_be_cited_is_told(sample_home: ArchiveHome) -> None:
    assert cite(sample_home, "nowhere").exit_code == 3
    assert cite(sample_home, "ru-1000", "--format", "mla").exit_code == 2
    assert cite(sample_home, "ru-1000", "--accessed", "2026").exit_code == 2
