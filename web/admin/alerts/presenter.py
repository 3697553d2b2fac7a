"""From a review of alerts to their page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from indexer.operations.alert_calls import HookState
from searcher.alerts.review import AlertReview
from web.admin.alerts.page import AdminAlertsPage, AlertRow
from web.admin.frame import AdminFrame
from web.admin.navigation import ALERTS, FILES, JOBS
from web.i18n import Language
from web.urls import Urls


def present_admin_alerts(
    frame: AdminFrame, reviews: Sequence[AlertReview], problem: str, file: str, urls: Urls
) -> AdminAlertsPage:
    """The page of all alerts, which stand in a file of that name."""
    return AdminAlertsPage(
        frame=frame,
        alerts=tuple(_present(review, frame.language, urls) for review in reviews),
        problem=problem,
        edit=urls.admin(FILES + file),
        jobs=urls.admin(JOBS),
        test=urls.admin(f"{ALERTS}/test"),
    )


def _present(review: AlertReview, language: Language, urls: Urls) -> AlertRow:
    alert, number = review.alert, language.format_number
    last = language.format_datetime(review.last.noted) if review.last else ""
    return AlertRow(
        id=alert.id,
        name=alert.names.get(language.code) or next(iter(alert.names.values()), alert.id),
        query=review.read if review.read is not None else alert.query,
        mistake=review.mistake,
        found=number(review.found),
        matched=number(review.state.matched) if review.state else "",
        last=last,
        feed=urls.alert_feed(alert.id, "atom") if alert.public else "",
        hook=alert.hook_host if alert.hook else "",
        hook_told=tuple(_tell_hook(review.hook, language)) if alert.hook else (),
        is_failing=bool(review.hook.failures),
    )


def _tell_hook(hook: HookState, language: Language) -> Iterator[str]:
    moment = language.format_datetime
    if hook.taken:
        yield language.gettext("took a call on %(when)s", when=moment(hook.taken))
    else:
        yield language.gettext("took no call yet")
    if hook.waiting:
        yield language.gettext("calls that wait: %(count)s", count=hook.waiting)
    if hook.failures and hook.resumes:
        yield language.gettext(
            "failed: %(reason)s; it is called again on %(when)s",
            reason=hook.reason,
            when=moment(hook.resumes),
        )
    if hook.given_up and hook.given_up_at:
        yield language.gettext("calls that were given up: %(count)s", count=hook.given_up)
