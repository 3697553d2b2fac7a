"""What generations there are, whatever state they are in, for admins to look at."""

from __future__ import annotations

from dataclasses import dataclass

from indexer.errors import UnavailableError
from indexer.gate_report import GateReport
from indexer.generations.aside import read_report
from indexer.generations.folders import (
    FAILED,
    current_generation,
    list_failed,
    list_generations,
)
from indexer.generations.manifest import Manifest, read_manifest
from indexer.home.paths import ArchiveHome


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedGeneration:
    """A generation: whether it is served, and its manifest, or what is wrong with it. `gate` is the
    report for which it was kept aside, where it was. `bytes` are those of its files; those that it
    shares with another one are counted for both."""

    name: str
    is_current: bool
    is_aside: bool
    manifest: Manifest | None
    gate: GateReport | None
    problem: str
    bytes: int

    @property
    def is_update(self) -> bool:
        """Whether it was made of another one, and not built."""
        return self.manifest is not None and self.manifest.build != self.name

    @property
    def is_acceptable(self) -> bool:
        """Whether it was kept aside for golden queries alone."""
        return self.gate is not None and not self.gate.failures


def list_built(home: ArchiveHome) -> list[ListedGeneration]:
    """All generations, oldest first, those that were kept aside too."""
    try:
        current = current_generation(home)
    except UnavailableError:
        current = ""
    listed = [_describe(home, name, is_current=name == current) for name in list_generations(home)]
    listed += [_describe_aside(home, name) for name in list_failed(home)]
    return sorted(listed, key=lambda one: one.name)


def _describe(home: ArchiveHome, name: str, *, is_current: bool) -> ListedGeneration:
    manifest, problem = _read(home, name)
    return ListedGeneration(
        name=name,
        is_current=is_current,
        is_aside=False,
        manifest=manifest,
        gate=None,
        problem=problem,
        bytes=_sum_sizes(home, name),
    )


def _describe_aside(home: ArchiveHome, name: str) -> ListedGeneration:
    folder = f"{name}{FAILED}"
    manifest, _ = _read(home, folder)
    gate = None
    try:
        gate = read_report(home, name)
        problem = gate.reason
    except UnavailableError as error:
        problem = str(error)
    return ListedGeneration(
        name=name,
        is_current=False,
        is_aside=True,
        manifest=manifest,
        gate=gate,
        problem=problem,
        bytes=_sum_sizes(home, folder),
    )


def _read(home: ArchiveHome, name: str) -> tuple[Manifest | None, str]:
    try:
        return read_manifest(home, name), ""
    except UnavailableError as error:
        return None, str(error)


def _sum_sizes(home: ArchiveHome, name: str) -> int:
    size = 0
    for path in (home.index / name).rglob("*"):
        try:
            size += path.stat().st_size if path.is_file() else 0
        except FileNotFoundError:
            # Swept meanwhile.
            continue
    return size
