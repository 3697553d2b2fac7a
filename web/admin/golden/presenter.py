"""From golden queries, and from what two indexes find, to their page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from indexer.generations.manifest import Manifest
from searcher.drafts.golden import GoldenResult, TopChange
from searcher.gate.golden import TOP
from web.admin.files.presenter import address_of
from web.admin.files.previews import present_golden
from web.admin.frame import AdminFrame
from web.admin.golden.page import ChangeRow, GoldenPage, IndexChoice, ShownHit
from web.admin.navigation import GOLDEN
from web.i18n import Language
from web.messages import describe
from web.urls import Urls


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldenFindings:
    """What is known: the golden queries and what they find, how many were not asked, the indexes
    that are kept, which two are compared by which queries, and what changed; None where nothing was
    compared."""

    results: tuple[GoldenResult, ...] = ()
    unasked: int = 0
    problem: str = ""
    manifests: Sequence[Manifest] = ()
    before: str = ""
    after: str = ""
    queries: str = ""
    changes: tuple[TopChange, ...] | None = None


def present_golden_page(frame: AdminFrame, found: GoldenFindings, urls: Urls) -> GoldenPage:
    """The page of golden queries."""
    language = frame.language
    changes = found.changes or ()
    changed = sum(change.is_changed for change in changes)
    return GoldenPage(
        frame=frame,
        file=urls.admin(address_of("golden.toml")),
        action=f"{urls.admin(GOLDEN)}#changes",
        table=present_golden(found.results, language) if found.results else None,
        problem=found.problem,
        unasked=language.gettext(
            "%(count)s more are asked only when an index is built.",
            count=language.format_number(found.unasked),
        )
        if found.unasked
        else "",
        indexes=tuple(_present_index(manifest, found, language) for manifest in found.manifests),
        queries=found.queries,
        changes=tuple(_present_change(change, language, urls) for change in changes),
        summary=language.gettext(
            "Queries: %(count)s; find something else: %(changed)s.",
            count=language.format_number(len(changes)),
            changed=language.format_number(changed),
        ),
        is_compared=found.changes is not None,
    )


def _present_index(manifest: Manifest, found: GoldenFindings, language: Language) -> IndexChoice:
    count = language.ngettext(
        "%(count)s article",
        "%(count)s articles",
        manifest.articles,
        count=language.format_number(manifest.articles),
    )
    return IndexChoice(
        name=manifest.generation,
        label=f"{language.format_datetime(manifest.finished)}, {count}",
        is_before=manifest.generation == found.before,
        is_after=manifest.generation == found.after,
    )


def _present_change(change: TopChange, language: Language, urls: Urls) -> ChangeRow:
    if change.error is not None:
        said = describe(change.error, language)
        return ChangeRow(query=change.query, totals="", hits=(), note=said.title, tone="bad")
    totals = (change.total_before, change.total_after)
    before, after = map(language.format_number, totals)
    return ChangeRow(
        query=change.query,
        totals=before if totals[0] == totals[1] else f"{before} → {after}",
        hits=tuple(_present_hits(change, language, urls)),
        note=language.gettext("changed") if change.is_changed else language.gettext("the same"),
        tone="odd" if change.is_changed else "",
    )


def _present_hits(change: TopChange, language: Language, urls: Urls) -> Iterator[ShownHit]:
    titles, _ = dict(change.titles), language.gettext

    def show(id_: str, note: str) -> ShownHit:
        return ShownHit(id=id_, title=titles.get(id_, ""), url=urls.article(id_), note=note)

    for id_, place in change.entered:
        yield show(id_, _("entered, place %(place)s", place=place))
    for id_, place in change.left:
        yield show(id_, _("left the first %(count)s, was %(place)s", count=TOP, place=place))
    for id_, before, after in change.moved:
        yield show(id_, _("moved from %(before)s to %(after)s", before=before, after=after))
