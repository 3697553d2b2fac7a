"""Generations that the gate kept aside, and how one is brought back."""

from __future__ import annotations

from pathlib import Path

from indexer.analysis import Analyzer
from indexer.errors import GenerationNotFoundError
from indexer.gate_report import GateReport
from indexer.generations.folders import (
    FAILED,
    check_folder,
    generation_name,
    list_failed,
    list_generations,
    set_current,
)
from indexer.generations.manifest import (
    Manifest,
    check_compatible,
    read_manifest,
    read_sealed,
    write_sealed,
)
from indexer.home.durable import sync_folder
from indexer.home.paths import ArchiveHome

REPORT = "report.json"


def set_aside(home: ArchiveHome, folder: Path, report: GateReport) -> None:
    """Keep a build that failed, with the report on it, where nothing serves it."""
    write_sealed(folder / REPORT, report)
    folder.rename(home.index / f"{generation_name(folder)}{FAILED}")
    sync_folder(home.index)


def bring_back(home: ArchiveHome, name: str, analyzer: Analyzer, zone: str) -> Manifest:
    """Make a generation that was kept aside the current one.

    It is checked as if it were opened. Raises IndexMismatchError and IndexDamagedError; it then
    stays aside.
    """
    folder = home.index / name_aside(home, name)
    manifest = read_manifest(home, folder.name)
    check_compatible(manifest, analyzer, zone, home.cluster)
    check_folder(folder, manifest)
    if folder.name != name:
        folder.rename(home.index / name)
        sync_folder(home.index)
    set_current(home, name)
    return manifest


def read_report(home: ArchiveHome, name: str) -> GateReport:
    """The report on a generation that was kept aside. Raises GenerationNotFoundError where none
    was, and IndexDamagedError where the report cannot be read."""
    aside = name_aside(home, name)
    return read_sealed(home.index / aside / REPORT, GateReport, aside)


def name_aside(home: ArchiveHome, name: str) -> str:
    """The name of the folder of a generation that was kept aside."""
    if name in list_failed(home):
        return f"{name}{FAILED}"
    # Brought back by a command that was killed before it moved the pointer: only those that were
    # kept aside have a report.
    if name in list_generations(home) and (home.index / name / REPORT).exists():
        return name
    raise GenerationNotFoundError(name)
