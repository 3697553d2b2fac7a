"""What jobs, their steps, states and figures are called on pages."""

from __future__ import annotations

from collections.abc import Mapping

from indexer.operations.queue import JobState
from web.i18n import gettext_noop

KINDS: Mapping[str, str] = {
    "import": gettext_noop("Import"),
    "index": gettext_noop("Build a new index"),
    "update": gettext_noop("Update the index"),
    "verify": gettext_noop("Check the archive and the index"),
    "pairs": gettext_noop("Look for translations"),
    "accept": gettext_noop("Accept an index"),
    "rollback": gettext_noop("Go back to an earlier index"),
    "gc": gettext_noop("Remove old indexes"),
    "delete": gettext_noop("Take articles down"),
    "restore": gettext_noop("Put articles back"),
    "alerts": gettext_noop("Ask alerts and call their hooks"),
    "alerts test": gettext_noop("Call a hook for trial"),
}

STATES: Mapping[JobState, str] = {
    "waiting": gettext_noop("waits"),
    "running": gettext_noop("runs"),
    "held": gettext_noop("waits until another process has written"),
    "done": gettext_noop("done"),
    "failed": gettext_noop("failed"),
    "cancelled": gettext_noop("cancelled"),
    "interrupted": gettext_noop("broken off and given up"),
}

# The steps that jobs tell of; the command says the same (`web.cli.output.STEPS`).
STEPS: Mapping[str, str] = {
    "import": gettext_noop("Reading files"),
    "pair": gettext_noop("Looking for pairs"),
    "index": gettext_noop("Indexing articles"),
    "update": gettext_noop("Updating the index"),
    "write": gettext_noop("Writing the index"),
    "verify": gettext_noop("Checking the index"),
}

# The figures of outcomes, in the order in which they are shown.
FIGURES: Mapping[str, str] = {
    "done": gettext_noop("Done"),
    "refused": gettext_noop("Nothing to do"),
    "articles": gettext_noop("Articles in the index"),
    "written": gettext_noop("Written"),
    "removed": gettext_noop("Removed from the index"),
    "files": gettext_noop("Files"),
    "read": gettext_noop("Records read"),
    "new": gettext_noop("New articles"),
    "changed": gettext_noop("Changed articles"),
    "unchanged": gettext_noop("Unchanged"),
    "rejected": gettext_noop("Rejected"),
    "withheld": gettext_noop("Held back: taken down before"),
    "duplicates": gettext_noop("Given more than once"),
    "copies": gettext_noop("Near copies"),
    "weak_dates": gettext_noop("Dates that may mean another day"),
    "inferred": gettext_noop("Countries told by the text"),
    "ignored": gettext_noop("Files without articles"),
    "doubts": gettext_noop("To be looked at"),
    "healed": gettext_noop("Damaged texts healed"),
    "returned": gettext_noop("Back with their files"),
    "taken_down": gettext_noop("Taken down"),
    "gone": gettext_noop("Whose file is gone"),
    "pairs": gettext_noop("Joined with translations"),
    "joined": gettext_noop("Joined with translations"),
    "likely": gettext_noop("Likely translations, left to you"),
    "matched": gettext_noop("Articles matched by alerts"),
    "calls_taken": gettext_noop("Calls that were taken"),
    "calls_waiting": gettext_noop("Calls that wait"),
    "faults": gettext_noop("Faults"),
    "removed_generations": gettext_noop("Indexes removed"),
    "kept_generations": gettext_noop("Indexes kept"),
}
