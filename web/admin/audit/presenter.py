"""From the audit log to its page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from indexer.operations.audit import Deed, Way
from web.admin.audit.page import AuditPage, DeedRow
from web.admin.frame import AdminFrame
from web.admin.jobs.names import KINDS, STATES
from web.admin.navigation import AUDIT_LOG, JOBS
from web.i18n import Language, gettext_noop
from web.urls import Urls

WAYS: Mapping[Way, str] = {
    "command": gettext_noop("by a command"),
    "page": gettext_noop("in the browser"),
}

# What was done, as far as pages do it; of commands the command is told.
_ACTIONS: Mapping[str, str] = {
    **KINDS,
    "cancel": gettext_noop("Cancel a job"),
    "edit": gettext_noop("Edit a file"),
    "reload": gettext_noop("Read the settings anew"),
    "forget-searches": gettext_noop("Forget searches in vain"),
    "sign-in": gettext_noop("Sign in"),
    "sign-out": gettext_noop("Sign out"),
    "password": gettext_noop("Change the password"),
    "totp": gettext_noop("One-time codes"),
    "sessions-end": gettext_noop("End sessions"),
}
_STATES: Mapping[str, str] = {str(state): told for state, told in STATES.items()}


def present_audit(
    frame: AdminFrame,
    deeds: Sequence[Deed],
    actions: Sequence[str],
    chosen: str,
    most: int,
    urls: Urls,
) -> AuditPage:
    """The page of some deeds, of which there may be more where there are `most`."""
    kept = (("action", chosen),) if chosen else ()
    return AuditPage(
        frame=frame,
        deeds=tuple(_present(deed, frame.language, urls) for deed in deeds),
        actions=tuple(
            (
                _name_action(action, frame.language),
                urls.admin(AUDIT_LOG, ("action", action)),
                action == chosen,
            )
            for action in actions
        ),
        everything=urls.admin(AUDIT_LOG),
        earlier=(
            urls.admin(AUDIT_LOG, *kept, ("before", str(deeds[-1].number)))
            if len(deeds) == most
            else ""
        ),
    )


def _present(deed: Deed, language: Language, urls: Urls) -> DeedRow:
    told = deed.outcome or ""
    if deed.outcome is None:
        told = language.gettext("not done yet, or broken off")
    return DeedRow(
        time=language.format_datetime(deed.time),
        who=deed.who,
        way=language.gettext(WAYS[deed.way]),
        action=_name_action(deed.action, language),
        details=deed.details,
        outcome=language.gettext(_STATES[told]) if told in _STATES else told,
        tone="odd" if deed.outcome is None else "bad" if deed.outcome else "",
        url=urls.admin(f"{JOBS}/{deed.job}") if deed.job else "",
    )


def _name_action(action: str, language: Language) -> str:
    return language.gettext(_ACTIONS[action]) if action in _ACTIONS else action
