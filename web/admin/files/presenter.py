"""From the files of a home to their pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote

from indexer.operations.edits import Edit
from searcher.drafts.checking import Mistake
from searcher.drafts.files import HomeFile
from searcher.drafts.previewing import Preview
from searcher.drafts.steps import Step
from searcher.drafts.texts import Difference, FileText
from web.admin.files.page import (
    EditRow,
    EffectTable,
    FilePage,
    FileRow,
    FilesPage,
    ShownPreview,
    StepRow,
)
from web.admin.files.previews import (
    count_lines,
    present_difference,
    present_mistakes,
    present_preview,
)
from web.admin.files.words import describe_problem, describe_purpose, describe_step
from web.admin.frame import AdminFrame
from web.admin.navigation import FILES, FILES_RELOAD, IMPORT, JOBS
from web.i18n import Language
from web.urls import Urls

# Lines of the editor that are seen at once.
_FEWEST_ROWS, _MOST_ROWS = 8, 32
_TRIED = frozenset({"rings", "exceptions"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Editing:
    """A file as it is edited: what is in the editor, what it began with, and what came of it.

    `alert` is why it was not saved, `theirs` what the file says now where that is something else;
    `extra` are tables beside those of the preview, `notes` what is to be said of them. `due` is
    what is to be done for the file as it is saved, `shown` an edit that is looked at, with its
    difference.
    """

    file: HomeFile
    now: FileText
    text: str
    began_with: str
    queries: str = ""
    pasted: str = ""
    alert: str = ""
    theirs: str = ""
    mistakes: tuple[Mistake, ...] = ()
    preview: Preview | None = None
    extra: tuple[EffectTable, ...] = ()
    notes: tuple[str, ...] = ()
    due: tuple[Step, ...] = ()
    can_reload: bool = False
    edits: Sequence[Edit] = field(default=())
    shown: tuple[int, Difference] | None = None


def address_of(name: str) -> str:
    """The path of the page of a file."""
    return f"{FILES}{quote(name)}"


def present_files(
    frame: AdminFrame,
    files: Sequence[HomeFile],
    edits: Mapping[str, Edit],
    urls: Urls,
) -> FilesPage:
    """The list of all files."""
    rows = {file: _present_row(file, edits.get(file.name), frame.language, urls) for file in files}
    return FilesPage(
        frame=frame,
        files=tuple(row for file, row in rows.items() if file.kind != "profile"),
        profiles=tuple(row for file, row in rows.items() if file.kind == "profile"),
        new=urls.path(f"{FILES}new"),
        ui=urls.ui or "",
    )


def _present_row(file: HomeFile, edit: Edit | None, language: Language, urls: Urls) -> FileRow:
    note = ""
    if file.is_linked:
        note = language.gettext("a link to elsewhere")
    elif not file.path.exists():
        note = language.gettext("not there yet")
    return FileRow(
        name=file.name,
        url=urls.admin(address_of(file.name)),
        purpose=describe_purpose(file, language),
        edited="" if edit is None else f"{language.format_datetime(edit.time)}, {edit.who}",
        note=note,
    )


def present_file(frame: AdminFrame, editing: Editing, urls: Urls) -> FilePage:
    """A file in the editor."""
    language, file, path = frame.language, editing.file, address_of(editing.file.name)
    rows = editing.text.count("\n") + 3
    shown = editing.shown
    return FilePage(
        frame=frame,
        name=file.name,
        purpose=describe_purpose(file, language),
        url=urls.admin(path),
        action=f"{urls.admin(path)}#result",
        text=editing.text,
        rows=max(_FEWEST_ROWS, min(rows, _MOST_ROWS)),
        began_with=editing.began_with,
        is_editable=not (editing.now.problem or file.is_linked),
        is_there=editing.now.is_there,
        is_profile=file.kind == "profile",
        tries_queries=file.kind in _TRIED,
        queries=editing.queries,
        pasted=editing.pasted,
        alert=editing.alert or describe_problem(editing.now.problem, language),
        theirs=editing.theirs,
        mistakes=present_mistakes(editing.mistakes, editing.text, language),
        preview=_present_preview(editing, language),
        due=tuple(
            _present_step(step, urls, language, can_reload=editing.can_reload)
            for step in editing.due
        ),
        edits=tuple(_present_edits(editing, path, language, urls)),
        shown=None if shown is None else present_difference(shown[1], language),
        back=urls.admin(FILES),
    )


def _present_preview(editing: Editing, language: Language) -> ShownPreview | None:
    if editing.preview is None or editing.mistakes:
        return None
    shown = present_preview(editing.preview, language)
    return ShownPreview(
        difference=shown.difference,
        tables=(*shown.tables, *editing.extra),
        steps=shown.steps,
        notes=(*shown.notes, *editing.notes),
    )


def _present_step(step: Step, urls: Urls, language: Language, *, can_reload: bool) -> StepRow:
    text, _ = describe_step(step, language), language.gettext
    match step:
        case "import":
            return StepRow(text=text, link=urls.admin(IMPORT), label=_("Import"))
        case "index":
            return StepRow(
                text=text,
                action=urls.admin(JOBS),
                fields=(("type", "index"),),
                label=_("Build a new index"),
            )
        case "reload":
            action = urls.admin(FILES_RELOAD) if can_reload else ""
            return StepRow(text=text, action=action, label=_("Read settings anew"))


def _present_edits(
    editing: Editing, path: str, language: Language, urls: Urls
) -> Iterator[EditRow]:
    shown = editing.shown[0] if editing.shown else 0
    for edit in editing.edits:
        number = str(edit.number)
        yield EditRow(
            when=language.format_datetime(edit.time),
            who=edit.who,
            lines=count_lines(edit.added, edit.removed, language),
            show=urls.admin(path, ("edit", number)) + "#history",
            put_back=urls.admin(path, ("back", number)),
            is_shown=edit.number == shown,
        )
