"""From rejects to their pages."""

from __future__ import annotations

from collections.abc import Sequence

from web.admin.frame import AdminFrame
from web.admin.navigation import IMPORT, REJECTS
from web.admin.rejects.grouping import MOST_SHOWN, RejectGroup
from web.admin.rejects.page import GroupRow, RejectGroupPage, RejectsPage, ShownReject
from web.i18n import Language
from web.shortening import shorten
from web.urls import Urls

_MOST_RAW = 600


def present_rejects(
    frame: AdminFrame, groups: Sequence[RejectGroup], count: int, urls: Urls
) -> RejectsPage:
    """The page of all rejects by their reasons; there are so many in all."""
    language = frame.language
    unlisted = count - sum(len(group.rejects) for group in groups)
    return RejectsPage(
        frame=frame,
        groups=tuple(_present_group(group, language, urls) for group in groups),
        count=language.format_number(count),
        unlisted=language.format_number(unlisted) if unlisted > 0 else "",
    )


def present_group(frame: AdminFrame, group: RejectGroup, urls: Urls) -> RejectGroupPage:
    """The page of the rejects for one reason."""
    language = frame.language
    left = len(group.rejects) - MOST_SHOWN
    return RejectGroupPage(
        frame=frame,
        field=group.field,
        reason=group.kind,
        count=language.format_number(len(group.rejects)),
        rejects=tuple(
            ShownReject(
                place=f"{reject.file}:{reject.line}",
                reason=reject.reason,
                raw=shorten(reject.raw, _MOST_RAW),
            )
            for reject in group.rejects[:MOST_SHOWN]
        ),
        more=language.gettext("and %(count)s more", count=language.format_number(left))
        if left > 0
        else "",
        again=urls.admin(IMPORT, ("rejects", group.key)),
        back=urls.admin(REJECTS),
    )


def _present_group(group: RejectGroup, language: Language, urls: Urls) -> GroupRow:
    first = group.rejects[0]
    files = len({reject.file for reject in group.rejects})
    return GroupRow(
        field=group.field,
        reason=group.kind,
        count=language.format_number(len(group.rejects)),
        files=language.ngettext(
            "in %(count)s file", "in %(count)s files", files, count=language.format_number(files)
        ),
        example=f"{first.file}:{first.line}",
        url=urls.admin(f"{REJECTS}/{group.key}"),
    )
