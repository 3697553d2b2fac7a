"""The page of imports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, get_args

from aiohttp import web
from multidict import MultiMapping

from indexer.archive.store import Archive
from indexer.dates import DateOrder
from indexer.errors import JobNotFoundError, OptionError
from indexer.home.paths import ArchiveHome
from indexer.home.settings import Settings
from indexer.importing.formats import FORMAT_NAMES
from searcher.orders import ImportOrder, UpdateOrder
from web.admin.asking import ask_for
from web.admin.importing.form import SentForm, receive_form
from web.admin.importing.page import ReadingFields
from web.admin.importing.presenter import Wanted, fields_of, present_import
from web.admin.importing.sources import (
    find_rejected,
    find_source,
    read_earlier,
)
from web.admin.keys import UPLOAD
from web.admin.rejects.grouping import MOST_REJECTS, find_group
from web.admin.rendering import render_admin_page
from web.i18n import Language
from web.jobs.uploads import find_upload
from web.keys import POOL, SERVICE
from web.messages import describe
from web.numbers import Number
from web.parameters import check_parameters
from web.requests import request_language, urls_of

_TEMPLATE = "admin/importing/importing.html"
_AGAIN = Number("again", 0, 2**53, 0)


async def show_import(request: web.Request) -> web.StreamResponse:
    """The form of an import: empty, or that of an earlier one (`again`), or of what was rejected
    for a reason (`rejects`). Raises JobNotFoundError, ParameterError."""
    check_parameters(request.query, ("again", "rejects", "ui"))
    home, language = request.app[SERVICE].home, request_language(request)
    wanted = await request.app[POOL].run_light(_begin, home, request.query, language)
    return await _ask(request, wanted)


async def receive_import(request: web.Request) -> web.StreamResponse:
    """Ask for an import of what was sent or chosen, and for an update after it; a mistake in what
    was typed is told, and the files that were sent are kept."""
    service, language = request.app[SERVICE], request_language(request)
    if UPLOAD not in request:
        raise web.HTTPUnsupportedMediaType
    sent = await receive_form(request[UPLOAD], service.home, request.app[POOL])
    paths, wanted = await request.app[POOL].run_light(_read, service.home, service.settings, sent)
    if not paths:
        told = language.gettext("Nothing was chosen to be imported.")
        return await _ask(request, replace(wanted, problem=told), status=422)
    try:
        order = _make_order(wanted.fields, paths, sent.fields)
    except OptionError as error:
        message = describe(error, language)
        told = f"{message.title}: {message.detail}"
        return await _ask(request, replace(wanted, problem=told), status=422)
    follow = () if order.ending == "undo" else (UpdateOrder(),)
    return await ask_for(request, order, *follow, details=" ".join(order.paths))


def _begin(home: ArchiveHome, query: MultiMapping[str], language: Language) -> Wanted:
    """What the form begins with."""
    if again := _AGAIN.read(query):
        order = read_earlier(home, again)
        if order is None:
            raise JobNotFoundError(again)
        return Wanted(fields=fields_of(order), keep=("again", str(again)), kept=order.paths)
    if key := query.get("rejects", ""):
        paths, gone = _find_rejected(home, key)
        problem = "" if paths else language.gettext("The files of these records are not there.")
        return Wanted(
            keep=("rejects", key),
            kept=tuple(map(str, paths)),
            missing=tuple(gone),
            problem=problem,
        )
    return Wanted()


def _read(home: ArchiveHome, settings: Settings, sent: SentForm) -> tuple[list[Path], Wanted]:
    """What an import is to be about, by a form that was sent: its files, and the form that asks for
    the same again."""
    form = sent.fields
    fields = ReadingFields(
        maps=form.get("maps", ""),
        sets=form.get("sets", ""),
        site=form.get("site", "").strip(),
        date_order=form.get("date_order", ""),
        format=form.get("format", ""),
        encoding=form.get("encoding", "").strip(),
    )
    keep, paths = _find_kept(home, sent)
    wanted = Wanted(fields=fields, keep=keep, kept=tuple(path.name for path in paths))
    chosen = [find_source(home, settings, value) for value in form.getall("source", ())]
    return [*paths, *(path for path in chosen if path is not None)], wanted


def _find_kept(home: ArchiveHome, sent: SentForm) -> tuple[tuple[str, str] | None, list[Path]]:
    """The files that came with a form, or that it carries on, and the field that does so."""
    if sent.folder is not None:
        return ("upload", sent.folder.name), [sent.folder]
    if upload := sent.fields.get("upload"):
        found = find_upload(home, upload)
        return ("upload", upload), [found] if found else []
    if again := sent.fields.get("again", ""):
        order = read_earlier(home, _AGAIN.read(sent.fields))
        return ("again", again), [Path(path) for path in order.paths] if order else []
    if key := sent.fields.get("rejects"):
        return ("rejects", key), _find_rejected(home, key)[0]
    return None, []


def _find_rejected(home: ArchiveHome, key: str) -> tuple[list[Path], list[str]]:
    with Archive.open(home.database) as store:
        group = find_group(store.rejects.list_reasons(MOST_REJECTS), key)
    return find_rejected(group.rejects if group else ())


def _make_order(
    fields: ReadingFields, paths: Sequence[Path], form: MultiMapping[str]
) -> ImportOrder:
    """The import of some files. Raises OptionError for rules that make no sense."""
    order = ImportOrder(
        paths=tuple(map(str, paths)),
        maps=_list_lines(fields.maps),
        sets=_list_lines(fields.sets),
        site=fields.site or None,
        date_order=_choose("--date-order", fields.date_order, get_args(DateOrder)),
        format=_choose("--format", fields.format, FORMAT_NAMES),
        encoding=fields.encoding or None,
        ending="undo" if form.get("ending") == "undo" else "keep",
    )
    order.parse_rules()
    return order


def _list_lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _choose(option: str, value: str, known: Sequence[str]) -> Any:
    if value and value not in known:
        raise OptionError(option, f"known: {', '.join(known)}")
    return value or None


async def _ask(request: web.Request, wanted: Wanted, status: int = 200) -> web.Response:
    service, urls = request.app[SERVICE], urls_of(request)
    return await render_admin_page(
        request,
        _TEMPLATE,
        partial(
            present_import,
            wanted=wanted,
            home=service.home,
            settings=service.settings,
            urls=urls,
        ),
        status,
    )
