"""The page of names."""

from __future__ import annotations

from functools import partial

from aiohttp import web

from indexer.errors import InvalidInputError, LetopisError, SettingsError, UnavailableError
from searcher.drafts.files import find_home_file
from searcher.drafts.suggestions import decide_names, suggest_names
from searcher.drafts.texts import read_file_text
from searcher.words.naming import NamesReport
from web.admin.files.form import EditorForm
from web.admin.files.view import show_draft
from web.admin.keys import DRAFTS, FORM
from web.admin.names.presenter import present_names, read_decisions
from web.admin.navigation import NAMES
from web.admin.rendering import lead_to_page, render_admin_page
from web.keys import SERVICE
from web.messages import describe
from web.parameters import check_parameters
from web.requests import request_language, urls_of

_FILE = "labels.toml"


async def show_names(request: web.Request) -> web.StreamResponse:
    """The values that look like one, and those without a name in a language."""
    check_parameters(request.query, ("ui",))
    report: NamesReport | None = None
    problem = ""
    try:
        report = await request.app[DRAFTS].run(partial(suggest_names, request.app[SERVICE]))
    except (SettingsError, UnavailableError) as error:
        problem = _tell(request, error)
    present = partial(present_names, report=report, problem=problem, urls=urls_of(request))
    return await render_admin_page(request, "admin/names/names.html", present)


async def receive_names(request: web.Request) -> web.StreamResponse:
    """The editor of labels.toml with what was decided; nothing is saved."""
    service, language = request.app[SERVICE], request_language(request)
    file = find_home_file(service.home, _FILE)
    assert file is not None  # noqa: S101 - every home may have one
    form = request[FORM]
    merges, namings = read_decisions(dict(form.items()))
    if not (merges or namings):
        return await lead_to_page(request, NAMES, language.gettext("Nothing was chosen."))
    now = read_file_text(file)
    try:
        decide = partial(decide_names, service, now.text, merges, namings)
        draft = await request.app[DRAFTS].run(decide)
    except InvalidInputError as error:
        return await lead_to_page(request, NAMES, _tell(request, error))
    note = language.gettext("These lines are to be written by hand, in place of those there:")
    text = draft.text
    if draft.left:
        text += "".join(f"# {line}\n" for line in (note, *draft.left))
    filled = EditorForm(
        text=text, began_with=now.digest, queries="", page=b"", pasted="", act="preview"
    )
    return await show_draft(request, file, filled)


def _tell(request: web.Request, error: LetopisError) -> str:
    said = describe(error, request_language(request))
    return " ".join(filter(None, (said.title, said.detail)))
