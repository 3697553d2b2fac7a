"""The pages of the files of a home."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from aiohttp import web

from indexer.errors import OverloadedError, TooExpensiveError
from indexer.home.paths import ArchiveHome
from indexer.operations.edits import EditBook, EditTexts
from searcher.drafts.files import (
    PROFILES,
    HomeFile,
    find_home_file,
    is_profile_name,
    list_home_files,
)
from searcher.drafts.previewing import Draft, DraftReader
from searcher.drafts.saving import Refusal, Saving, remove_profile, save_draft
from searcher.drafts.steps import Step
from searcher.drafts.texts import compare_lines, read_file_text, read_text
from web.admin.files.form import EditorForm, read_editor_form
from web.admin.files.presenter import Editing, address_of, present_file, present_files
from web.admin.files.profiles import PROFILE_TEMPLATE, present_trial
from web.admin.files.trial import try_draft
from web.admin.files.words import describe_refusal
from web.admin.keys import ADMIN, DRAFTS, TRIALS
from web.admin.navigation import FILES
from web.admin.rendering import lead_to_page, render_admin_page
from web.admin.telling import tell_deed
from web.keys import POOL, RELOAD, SERVICE
from web.parameters import check_parameters
from web.requests import request_language, urls_of

logger = logging.getLogger("letopis.web")

_FILE = "admin/files/file.html"
# Else the place of the form that was sent is gone to.
_TOP = "content"
_LARGEST_NUMBER = 2**62
_STATUSES: Mapping[Refusal, int] = {"changed": 409, "unwritten": 503}


async def show_files(request: web.Request) -> web.StreamResponse:
    """The files that can be edited."""
    check_parameters(request.query, ("ui",))
    home, urls = request.app[SERVICE].home, urls_of(request)
    edits = await request.app[POOL].run_light(EditBook.of(home).read_last)
    return await render_admin_page(
        request,
        "admin/files/files.html",
        lambda frame: present_files(frame, list_home_files(home), edits, urls),
    )


async def begin_profile(request: web.Request) -> web.StreamResponse:
    """The way to the editor of another profile."""
    check_parameters(request.query, ("site", "ui"))
    site = request.query.get("site", "").strip().lower()
    name = site if site.endswith(".toml") else f"{site}.toml"
    if not is_profile_name(name):
        told = request_language(request).gettext(
            "A profile is called as its site is, in small Latin letters: news.example.org."
        )
        return await lead_to_page(request, FILES, told)
    return await lead_to_page(request, address_of(PROFILES + name))


async def show_file(request: web.Request) -> web.StreamResponse:
    """A file in the editor; with `edit`, what an edit changed, and with `back`, what was there
    before one in the editor. Raises HTTPNotFound."""
    check_parameters(request.query, ("edit", "back", "ui"))
    file = _find_file(request)
    edit = await _find_edit(request, file, "edit")
    back = await _find_edit(request, file, "back")
    editing = await _begin(request, file)
    if edit is not None:
        difference = compare_lines(read_text(edit.before).text, read_text(edit.after).text)
        editing = replace(editing, shown=(edit.edit.number, difference))
    if back is not None:
        draft = Draft(file, read_text(back.before).text)
        preview = await request.app[DRAFTS].run(partial(_reader(request).preview, draft))
        editing = replace(editing, text=draft.text, preview=preview, mistakes=preview.mistakes)
    return await _render(request, editing)


async def receive_file(request: web.Request) -> web.StreamResponse:
    """Try what is in the editor, or save it. Raises HTTPNotFound, and what reading the form
    raises."""
    check_parameters(request.query, ("ui", "edit", "back"))
    file, form = _find_file(request), await read_editor_form(request)
    if form.act == "preview":
        return await show_draft(request, file, form)
    reader, who = _reader(request), request[ADMIN].name
    if form.act == "save":
        act = partial(save_draft, reader, Draft(file, form.text), form.began_with, who)
    elif file.kind == "profile":
        act = partial(remove_profile, reader.home, file, form.began_with, who)
    else:
        raise web.HTTPBadRequest
    try:
        saving = await request.app[DRAFTS].run(act)
    except (OSError, sqlite3.OperationalError) as error:
        # A full disk, or a home that may only be read: what was typed must not be lost.
        logger.warning("%s cannot be saved: %s", file.name, error)
        saving = Saving(refusal="unwritten")
    if saving.refusal:
        return await _refuse(request, file, form, saving)
    return await _tell_saved(request, file, form, saving)


async def show_draft(
    request: web.Request, file: HomeFile, form: EditorForm, status: int = 200
) -> web.StreamResponse:
    """The editor with a text and its preview."""
    reader, language = _reader(request), request_language(request)
    draft = Draft(file, form.text, form.queries)
    preview = await request.app[DRAFTS].run(partial(reader.preview, draft))
    editing = replace(
        await _begin(request, file),
        text=form.text,
        began_with=form.began_with,
        queries=form.queries,
        pasted=form.pasted,
        preview=preview,
        mistakes=preview.mistakes,
        due=(),
    )
    if file.kind == "profile" and form.page and not preview.mistakes:
        tried = await request.app[TRIALS].run(partial(try_draft, form.text, form.page))
        tables, notes = present_trial(tried, language)
        editing = replace(editing, extra=tables, notes=notes)
    return await _render(request, editing, status)


async def reload_settings(request: web.Request) -> web.StreamResponse:
    """Have the server read its settings anew."""
    language, reload = request_language(request), request.app.get(RELOAD)
    if reload is None or not reload():
        told = language.gettext("This server cannot be told to: restart it.")
        return await lead_to_page(request, FILES, told)
    await tell_deed(request, "reload")
    told = language.gettext("The server reads its settings anew; that takes a moment.")
    return await lead_to_page(request, FILES, told)


async def _refuse(
    request: web.Request, file: HomeFile, form: EditorForm, saving: Saving
) -> web.StreamResponse:
    """The editor as it was, with why it was not saved."""
    language = request_language(request)
    editing = replace(
        await _begin(request, file),
        text=form.text,
        queries=form.queries,
        pasted=form.pasted,
        began_with=form.began_with,
        alert=describe_refusal(saving.refusal, language),
        mistakes=saving.mistakes,
        due=(),
    )
    if saving.refusal == "changed" and saving.now is not None and not saving.now.problem:
        draft = Draft(file, form.text, form.queries)
        preview = await request.app[DRAFTS].run(partial(_reader(request).preview, draft))
        editing = replace(
            editing, began_with=saving.now.digest, theirs=saving.now.text, preview=preview
        )
    return await _render(request, editing, _STATUSES.get(saving.refusal, 422))


async def _tell_saved(
    request: web.Request, file: HomeFile, form: EditorForm, saving: Saving
) -> web.StreamResponse:
    language = request_language(request)
    if not saving.edit:
        told = language.gettext("The file says that already.")
        return await lead_to_page(request, address_of(file.name), told, _TOP)
    await tell_deed(request, "edit", f"{file.name} +{saving.added} -{saving.removed}")
    if form.act == "remove":
        return await lead_to_page(
            request, FILES, language.gettext("%(name)s was removed.", name=file.name), _TOP
        )
    told = language.gettext("%(name)s was saved.", name=file.name)
    return await lead_to_page(request, address_of(file.name), told, _TOP)


async def _begin(request: web.Request, file: HomeFile) -> Editing:
    """A file as it is, in the editor."""
    book, pool = EditBook.of(request.app[SERVICE].home), request.app[POOL]
    now = await pool.run_light(read_file_text, file)
    is_new = file.kind == "profile" and not now.is_there
    refusal = describe_refusal("linked", request_language(request)) if file.is_linked else ""
    return Editing(
        file=file,
        now=now,
        text=PROFILE_TEMPLATE if is_new else now.text,
        began_with=now.digest,
        alert=refusal,
        due=await _list_due(request, file),
        can_reload=RELOAD in request.app,
        edits=await pool.run_light(book.read, file.name),
    )


async def _list_due(request: web.Request, file: HomeFile) -> tuple[Step, ...]:
    try:
        return await request.app[DRAFTS].run(partial(_reader(request).list_due, file))
    except (OverloadedError, TooExpensiveError):
        # The page is of use without it.
        return ()


async def _render(request: web.Request, editing: Editing, status: int = 200) -> web.StreamResponse:
    present = partial(present_file, editing=editing, urls=urls_of(request))
    return await render_admin_page(request, _FILE, present, status)


async def _find_edit(request: web.Request, file: HomeFile, name: str) -> EditTexts | None:
    """The edit that a parameter names. Raises HTTPNotFound where that is none of the file."""
    number = request.query.get(name)
    if number is None:
        return None
    if not (number.isascii() and number.isdigit() and int(number[:20]) < _LARGEST_NUMBER):
        raise web.HTTPNotFound
    book = EditBook.of(_home(request))
    edit = await request.app[POOL].run_light(book.get, int(number[:20]))
    if edit is None or edit.edit.file != file.name:
        raise web.HTTPNotFound
    return edit


def _find_file(request: web.Request) -> HomeFile:
    file = find_home_file(_home(request), request.match_info["name"])
    if file is None:
        raise web.HTTPNotFound
    return file


def _home(request: web.Request) -> ArchiveHome:
    return request.app[SERVICE].home


def _reader(request: web.Request) -> DraftReader:
    return DraftReader(request.app[SERVICE])
