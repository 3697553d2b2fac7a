"""What the gate found, printed; and the command that serves what it kept aside."""

from __future__ import annotations

import re
from collections.abc import Iterator

from indexer.archive.checking import ArchiveCheck
from indexer.gate_report import ChangedTop, GateReport, MissingHit


def tell_findings(report: GateReport) -> Iterator[str]:
    """What the gate found, in lines; none where all is as it was."""
    if report.unread:
        yield f"The golden queries were not run: {report.unread}"
    if report.failures:
        yield "Failed checks:"
        yield from (f"  {failure}" for failure in report.failures)
    if report.lost.count:
        more = " …" if report.lost.count > len(report.lost.first) else ""
        yield f"Missing articles: {report.lost.count}"
        yield f"  {', '.join(report.lost.first)}{more}"
    if report.golden:
        yield "Failed golden queries:"
        for query in report.golden:
            wanted = f"in the first {query.within}" if query.within else "anywhere"
            yield f"  {query.q}  (expected {wanted})"
            yield from (f"    {hit.id}: {_tell_place(hit)}" for hit in query.missing)
    if report.outdated:
        yield "Golden queries that expect deleted articles:"
        yield from (f"  {query.q}: {', '.join(query.deleted)}" for query in report.outdated)
    if report.changed:
        yield "Changes in the first ten hits:"
        yield from (f"  {changed.q}: {_tell_changes(changed)}" for changed in report.changed)
    if report.uncompared:
        yield f"The first ten hits were not compared: {report.uncompared}"


def tell_damage(check: ArchiveCheck) -> Iterator[str]:
    """What is damaged of the archive, in lines."""
    if check.is_sound:
        yield "The archive is sound."
    if check.faults:
        yield "The archive's file is damaged:"
        yield from (f"  {fault}" for fault in check.faults)
    if check.versions:
        yield "Stored articles that are damaged (the same files imported again heal them):"
        yield from (f"  {version}" for version in check.versions)


def _tell_place(hit: MissingHit) -> str:
    if not hit.known:
        return "never in the archive"
    if not hit.found:
        return "not found"
    return f"found at position {hit.place}" if hit.place else "found, but far down"


def _tell_changes(changed: ChangedTop) -> str:
    moved = ", ".join(f"{id_} {before} → {after}" for id_, before, after in changed.moved)
    parts = (
        ("left", ", ".join(changed.left)),
        ("entered", ", ".join(changed.entered)),
        ("moved", moved),
    )
    return "; ".join(f"{name}: {text}" for name, text in parts if text)


def name_kind(reason: str) -> str:
    """A reason for which a record was rejected, without the values that it quotes."""
    return re.sub(r"'[^']*'|\"[^\"]*\"|\d+", "…", reason)
