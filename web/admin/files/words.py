"""What files of a home are for, and what must be done for them to take effect, in words."""

from __future__ import annotations

from collections.abc import Mapping

from searcher.drafts.files import FileKind, HomeFile
from searcher.drafts.saving import Refusal
from searcher.drafts.steps import Step
from searcher.drafts.texts import FileProblem
from web.i18n import Language, gettext_noop

_PURPOSES: Mapping[FileKind, str] = {
    "labels": gettext_noop(
        "The names of authors, tags, sources and regions in both languages, and who is who."
    ),
    "rings": gettext_noop("Names that mean the same: a search for one finds them all."),
    "exceptions": gettext_noop("Word forms that the dictionaries get wrong, and their lemmas."),
    "tags": gettext_noop("Tags that are given to whatever a query finds."),
    "alerts": gettext_noop(
        "Queries that stand: what is new and matches one is told by a web hook, and in a feed of "
        "its own."
    ),
    "countries": gettext_noop(
        "Corrections of the countries and regions that are inferred when articles are imported."
    ),
    "golden": gettext_noop(
        "Golden queries: what searches must find, or a new index is not served."
    ),
    "boilerplate": gettext_noop(
        "Lines at the edges of articles that are no news. Imports take them out of the texts."
    ),
    "settings": gettext_noop("The settings of the archive and of its server."),
    "about": gettext_noop("What readers are told about the archive, in Markdown; seen at once."),
    "profile": gettext_noop("How the saved pages of one site are read by imports."),
}

_STEPS: Mapping[Step, str] = {
    "import": gettext_noop("Import the files again: until then articles stay as they are."),
    "index": gettext_noop("Build a new index. Readers go on searching in the one there is."),
    "reload": gettext_noop(
        "Have the server read its settings anew. Requests under way are answered as they were."
    ),
}

_PROBLEMS: Mapping[FileProblem, str] = {
    "large": gettext_noop("The file is too large to be edited here."),
    "undecodable": gettext_noop("The file is not in UTF-8; it can be mended only where it is."),
    "unreadable": gettext_noop("The server may not read the file."),
}

_REFUSALS: Mapping[Refusal, str] = {
    "mistakes": gettext_noop("Not saved: there are mistakes in it."),
    "changed": gettext_noop(
        "Not saved: somebody else changed the file meanwhile. Below is what it says now, and how "
        "your text differs. Saving once more puts yours in its place; theirs stays in the history."
    ),
    "linked": gettext_noop(
        "The file stands elsewhere, and only a link in the archive's folder: edit it where it is."
    ),
    "unwritten": gettext_noop(
        "Not saved: the server could not write the file. Its log says why; your text is kept here."
    ),
    "many": gettext_noop("Not saved: there are too many profiles."),
}


def describe_purpose(file: HomeFile, language: Language) -> str:
    """What a file is for."""
    return language.gettext(_PURPOSES[file.kind])


def describe_step(step: Step, language: Language) -> str:
    """What must be done."""
    return language.gettext(_STEPS[step])


def describe_problem(problem: FileProblem, language: Language) -> str:
    """Why a file cannot be edited; empty where it can be."""
    return language.gettext(_PROBLEMS[problem]) if problem else ""


def describe_refusal(refusal: Refusal, language: Language) -> str:
    """Why a draft was not saved; empty where it was."""
    return language.gettext(_REFUSALS[refusal]) if refusal else ""
