"""Tables of docs/benchmarks.md: each stands between marks of its name, and is written anew."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).parent.parent
RESULTS = ROOT / "docs" / "benchmarks.md"

_PACKAGES = ("tantivy", "whoosh3", "pymorphy3", "simplemma")


def write_table(name: str, lines: Sequence[str]) -> None:
    """Write a table, below the machine it was measured on, between `<!-- name -->` and
    `<!-- /name -->`, and print it. Ends the program where the page has no such marks."""
    table = "\n".join((describe_machine(), "", *lines))
    print(table)
    RESULTS.write_text(place_table(RESULTS.read_text("utf-8"), name, table), "utf-8")


def place_table(page: str, name: str, table: str) -> str:
    """The page with a table between the marks of its name. Ends the program where it has none."""
    before, _, rest = page.partition(f"<!-- {name} -->\n")
    _, found, after = rest.partition(f"<!-- /{name} -->")
    if not found:
        sys.exit(f"{RESULTS} has no marks for the table {name}")
    return f"{before}<!-- {name} -->\n{table}\n<!-- /{name} -->{after}"


def describe_machine() -> str:
    """Processor, memory, versions and commit in one line."""
    versions = ", ".join(f"{package} {version(package)}" for package in _PACKAGES)
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{_processor()}, {os.cpu_count()} cores, {memory:.0f} GiB, "
        f"Python {platform.python_version()}, {versions}, commit {_commit()}"
    )


def _processor() -> str:
    listed = Path("/proc/cpuinfo")
    for line in listed.read_text("utf-8").splitlines() if listed.exists() else ():
        name, _, value = line.partition(":")
        if name.strip() == "model name":
            return value.strip()
    return platform.machine()


def _commit() -> str:
    done = subprocess.run(
        ["git", "describe", "--always", "--dirty"],  # noqa: S607 - git as the developer has it
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()
