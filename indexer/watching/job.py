"""The watch job: what is done, and when, with files that change.

A file that changed is imported when it has been quiet for a moment, the index is updated after
each import that brought something, and what cannot be done now is tried again. Whoever runs it
tells it of changes (`note`), asks for the next step, and runs that.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from indexer.building.build import BuildJob
from indexer.building.job import IndexReport, IndexWork
from indexer.building.update import UpdateJob
from indexer.errors import ArchiveLockedError, IndexMissingError, LetopisError
from indexer.generations.folders import list_generations
from indexer.importing.fields import RecordRules
from indexer.importing.formats import is_article_file
from indexer.importing.job import ImportJob
from indexer.importing.reading import ReadingRules
from indexer.importing.report import ImportReport
from indexer.importing.walking import find_article_files
from indexer.progress import Progress

# Seconds: a file that did not change for so long is not being written any more.
QUIET = 1.0

# Seconds until the writing lock is asked for again.
LOCK_PAUSE = 1.0

# Seconds until what an admin must mend is tried again, if nothing changes before.
RETRY = 60.0


@dataclass(frozen=True, slots=True)
class Built:
    """The first index was built."""

    report: IndexReport


# What a step has to say: what it did, or why it could not.
Outcome = ImportReport | IndexReport | Built | LetopisError

# Runs with its progress shown; None where there is nothing new to say.
Step = Callable[[Progress], Outcome | None]


class Watch:
    """What a watch has still to do. It begins with an import of all its paths and an update."""

    def __init__(
        self,
        work: IndexWork,
        paths: Sequence[Path],
        rules: RecordRules,
        clock: Callable[[], float] = time.monotonic,
        reading: ReadingRules = ReadingRules(),  # noqa: B008 - a frozen value
    ) -> None:
        self._work = work
        self._importing = ImportJob(
            home=work.home,
            settings=work.settings,
            analyzer=work.analyzer,
            paths=paths,
            rules=rules,
            reading=reading,
        )
        self._clock = clock
        # When each file or new folder that changed is quiet.
        self._quiet_at: dict[Path, float] = {}
        self._is_begun = False
        self._is_index_behind = True
        self._update_at = 0.0
        self._resume_at = 0.0
        self._told: type[LetopisError] | None = None

    def note(self, changed: Iterable[Path]) -> None:
        """Files that changed just now, and folders that came. Only article files count."""
        at = self._clock() + QUIET
        for path in changed:
            if is_article_file(path.name) or path.is_dir():
                self._quiet_at[path] = at

    def next_step(self) -> Step | None:
        """What is to be done now. What it cannot do is asked for again later."""
        now = self._clock()
        if now < self._resume_at:
            return None
        if not self._is_begun:
            return partial(self._run, self._begin)
        quiet = [path for path, at in self._quiet_at.items() if at <= now]
        report = ImportReport()
        files = list(dict.fromkeys(self._find_files(quiet, report)))
        if files or report.rejected:
            return partial(self._run, partial(self._import, quiet, files, report))
        for path in quiet:
            del self._quiet_at[path]
        if self._is_index_behind and now >= self._update_at:
            return partial(self._run, self._update)
        return None

    def _run(self, work: Callable[[Progress], Outcome], progress: Progress) -> Outcome | None:
        try:
            outcome = work(progress)
        except ArchiveLockedError as error:
            self._resume_at = self._clock() + LOCK_PAUSE
            outcome = error
        if not isinstance(outcome, LetopisError):
            self._told = None
        elif type(outcome) is self._told:
            return None
        else:
            self._told = type(outcome)
        return outcome

    def _begin(self, progress: Progress) -> Outcome:
        """Import all paths. What is wrong now is wrong with what was asked: it is raised."""
        report = self._importing.run(progress)
        self._is_begun = True
        return report

    def _find_files(self, quiet: Iterable[Path], report: ImportReport) -> Iterable[Path]:
        """The article files there, those in new folders included that nobody told of."""
        for path in quiet:
            if path.is_file():
                yield path
            elif path.is_dir():
                found = find_article_files(path, report)
                yield from (file for file in found if file not in self._quiet_at)

    def _import(
        self, quiet: list[Path], files: list[Path], report: ImportReport, progress: Progress
    ) -> Outcome:
        try:
            self._importing.run_listed(files, report, progress)
        except ArchiveLockedError:
            raise
        except LetopisError as error:
            # Files before may have been imported.
            self._is_index_behind = True
            self._quiet_at.update(dict.fromkeys(quiet, self._clock() + RETRY))
            return error
        for path in quiet:
            del self._quiet_at[path]
        if report.outcomes["new"] or report.outcomes["changed"] or report.counts.taken_down:
            self._is_index_behind = True
            self._update_at = 0.0
        return report

    def _update(self, progress: Progress) -> Outcome:
        outcome: Outcome
        try:
            try:
                outcome = UpdateJob(self._work).run(progress)
            except IndexMissingError:
                # Where there are generations, the pointer is lost: that is for an admin to see.
                if list_generations(self._work.home):
                    raise
                outcome = Built(BuildJob(self._work).run(progress))
        except ArchiveLockedError:
            raise
        except LetopisError as error:
            self._update_at = self._clock() + RETRY
            return error
        self._is_index_behind = False
        return outcome
