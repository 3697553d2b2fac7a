"""From generations to their page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from indexer.generations.listing import ListedGeneration
from indexer.home.settings import ENGINE_CHOICES
from web.admin.frame import AdminFrame
from web.admin.generations.page import GenerationRow, GenerationsPage
from web.admin.navigation import JOBS
from web.findings import tell_findings
from web.i18n import Language
from web.urls import Urls

# Lines of the report on one that was kept aside.
_MOST_FINDINGS = 20


def present_generations(
    frame: AdminFrame,
    listed: Sequence[ListedGeneration],
    last_seq: int,
    now: datetime,
    urls: Urls,
) -> GenerationsPage:
    """The page of all generations of an archive whose newest change has a `seq`."""
    return GenerationsPage(
        frame=frame,
        generations=tuple(
            present_generation(one, last_seq, now, frame.language) for one in reversed(listed)
        ),
        engines=ENGINE_CHOICES,
        jobs=urls.admin(JOBS),
    )


def present_generation(
    listed: ListedGeneration, last_seq: int, now: datetime, language: Language
) -> GenerationRow:
    """One generation."""
    manifest, number = listed.manifest, language.format_number
    behind = last_seq - manifest.last_seq if manifest else 0
    return GenerationRow(
        name=listed.name,
        is_current=listed.is_current,
        what=_name_kind(listed, language),
        made=language.format_datetime(manifest.finished) if manifest else "",
        age=language.format_age(now - manifest.finished) if manifest else "",
        articles=number(manifest.articles) if manifest else "",
        behind=number(behind) if behind else "",
        size=language.format_bytes(listed.bytes),
        problem="" if listed.is_aside and listed.gate else listed.problem,
        findings=tuple(tell_findings(listed.gate))[:_MOST_FINDINGS] if listed.gate else (),
        may=_choose(listed),
    )


def _name_kind(listed: ListedGeneration, language: Language) -> str:
    if listed.is_aside:
        return language.gettext("kept aside: it did not pass its checks")
    if listed.manifest is None:
        return language.gettext("damaged")
    name = language.gettext("update") if listed.is_update else language.gettext("full build")
    return f"{name}, {listed.manifest.engine}"


def _choose(listed: ListedGeneration) -> str:
    if listed.is_acceptable:
        return "accept"
    is_earlier = not (listed.is_current or listed.is_aside or listed.problem)
    return "rollback" if is_earlier else ""
