"""Profiles of sites in the editor: what one begins with, and what a trial of it shows."""

from __future__ import annotations

from collections.abc import Iterator

from web.admin.files.page import Cell, EffectRow, EffectTable
from web.admin.files.trial import TriedProfile
from web.i18n import Language

# What the editor has where there is no profile yet: docs/howto/import-a-site.md tells the rest.
PROFILE_TEMPLATE = """\
# How the saved pages of a site are read. Save a page of the site and try the profile on it below.

name = "News"
hosts = ["news.example.org"]

[select]
# CSS selectors; of several, the first that finds something.
title = "h1"
# body = "article"
# date = "time"
# authors = ".author"
# drop = ["aside", ".share"]
"""


def present_trial(
    tried: TriedProfile, language: Language
) -> tuple[tuple[EffectTable, ...], tuple[str, ...]]:
    """What a profile took of a saved page: tables, and what is to be said."""
    _ = language.gettext
    if tried.problem == "time":
        return (), (_("Trying it took too long: one of its patterns may never come to an end."),)
    if tried.problem:
        return (), (_("The page could not be tried."),)
    notes = []
    if tried.taken is None:
        notes.append(_("The page is none of this profile's: its address or name is another."))
    if tried.reason:
        notes.append(_("The page gives no article: %(reason)s", reason=tried.reason))
    rules = EffectTable(
        caption=_("What the rules take of the page"),
        heads=(_("Rule"), _("Takes"), ""),
        rows=tuple(_present_rules(tried, language)),
    )
    record = EffectTable(
        caption=_("The article that an import makes of it"),
        heads=(_("Field"), _("Value"), ""),
        rows=tuple(
            EffectRow(name=name, before=Cell(lines=(value,)), after=Cell())
            for name, value in tried.values.items()
        ),
    )
    return tuple(table for table in (rules, record) if table.rows), tuple(notes)


def _present_rules(tried: TriedProfile, language: Language) -> Iterator[EffectRow]:
    for key, texts in (tried.taken or {}).items():
        if texts:
            yield EffectRow(name=key, before=Cell(lines=texts), after=Cell())
    for key in tried.idle:
        note = language.gettext("takes nothing")
        yield EffectRow(name=key, before=Cell(), after=Cell(), note=note, tone="odd")
