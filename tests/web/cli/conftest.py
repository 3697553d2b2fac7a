"""What the tests of the command line share."""

from __future__ import annotations

from pathlib import Path
from subprocess import CompletedProcess
from typing import Protocol

import pytest

from tests.faults.jobs import JobServer


class Letopis(Protocol):
    """Runs a command over an archive in a process of its own."""

    def __call__(self, home: Path, *arguments: str | Path) -> CompletedProcess[str]: ...


@pytest.fixture(scope="session")
def letopis(jobs: JobServer) -> Letopis:
    """The process begins with everything loaded; in `test_cli_start.py` commands begin with
    nothing."""
    return jobs.call
