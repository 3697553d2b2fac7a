"""What the pages of the files of a home are made of."""

from __future__ import annotations

from dataclasses import dataclass

from searcher.drafts.texts import DiffLine
from web.admin.frame import AdminFrame


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRow:
    """A file in the list: what it is for, when and by whom it was edited last, `note` where there
    is something about it to be known."""

    name: str
    url: str
    purpose: str
    edited: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FilesPage:
    """The files that can be edited, the profiles of sites apart; `new` is where another profile is
    begun, `ui` the language of the interface where it was chosen."""

    frame: AdminFrame
    files: tuple[FileRow, ...]
    profiles: tuple[FileRow, ...]
    new: str
    ui: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MistakeRow:
    """A mistake: its line, 0 where none tells, what stands there, and what is wrong with it."""

    line: int
    place: str
    text: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """Something before or after: lines of text."""

    lines: tuple[str, ...] = ()
    aside: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectRow:
    """Something that a draft has an effect on, before and after; `tone` tells good, odd and bad
    apart, `note` says it in words."""

    name: str
    before: Cell
    after: Cell
    note: str = ""
    tone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectTable:
    """Effects of one kind: a caption, the heads of the columns, rows, and what is to be said below
    them."""

    caption: str
    heads: tuple[str, str, str]
    rows: tuple[EffectRow, ...]
    below: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRow:
    """Something to be done: what, and how: a form (`action` with `fields`), a link, or neither."""

    text: str
    action: str = ""
    fields: tuple[tuple[str, str], ...] = ()
    link: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownDifference:
    """What changed: the lines, and how many came and went, in words."""

    summary: str
    lines: tuple[DiffLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPreview:
    """What a draft does, as far as it was tried; `steps` are what it will need once it is saved."""

    difference: ShownDifference | None
    tables: tuple[EffectTable, ...] = ()
    steps: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EditRow:
    """An edit in the history: when, by whom, how much; `show` is where its difference is, `put
    back` where the editor begins with what was there before it."""

    when: str
    who: str
    lines: str
    show: str
    put_back: str
    is_shown: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FilePage:
    """A file in the editor.

    `text` is what is in the editor, `digest` what it began with; `alert` tells why it was not saved
    or cannot be, `theirs` is what the file says now, where somebody else wrote it. `hint` says how
    it is tried with `queries`, where it is. `preview` and `mistakes` are of what is in the editor.
    `due` is what has to be done for the file as it is saved. `shown` is the difference of an
    edit.
    """

    frame: AdminFrame
    name: str
    purpose: str
    url: str
    action: str
    text: str
    rows: int
    began_with: str
    is_editable: bool
    is_there: bool
    is_profile: bool
    tries_queries: bool
    queries: str
    pasted: str
    alert: str
    theirs: str
    mistakes: tuple[MistakeRow, ...]
    preview: ShownPreview | None
    due: tuple[StepRow, ...]
    edits: tuple[EditRow, ...]
    shown: ShownDifference | None
    back: str
