"""Why somebody was not believed, in the reader's language."""

from __future__ import annotations

import math

from web.i18n import Language


def describe_wait(seconds: float, language: Language) -> str:
    """How long somebody has to wait after many failures."""
    whole = max(1, math.ceil(seconds))
    if whole < 60:
        return language.ngettext(
            "Too many attempts have failed. You can try again in %(count)s second.",
            "Too many attempts have failed. You can try again in %(count)s seconds.",
            whole,
            count=whole,
        )
    minutes = math.ceil(whole / 60)
    return language.ngettext(
        "Too many attempts have failed. You can try again in %(count)s minute.",
        "Too many attempts have failed. You can try again in %(count)s minutes.",
        minutes,
        count=minutes,
    )


def describe_rush(language: Language) -> str:
    """That too many sign in at once."""
    return language.gettext("Too many people are signing in at once. Try again in a few seconds.")
