"""The preview of a draft: what is wrong with it, what it changes, and what that needs to take
effect. Nothing of the home is touched."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace

from indexer.analysis.ring_lists import read_rings
from indexer.archive.labels import load_labels
from indexer.archive.store import Archive
from indexer.errors import SettingsError, UnavailableError
from indexer.home.alerts import read_alerts
from indexer.home.paths import ArchiveHome
from indexer.home.settings import Settings, load_analyzer, make_settings, read_settings
from indexer.home.toml import read_toml
from indexer.labels import Labels
from searcher.alerts.review import AlertReview, review_alerts
from searcher.deadline import current_deadline
from searcher.drafts.checking import DraftChecker, Mistake
from searcher.drafts.files import HomeFile
from searcher.drafts.golden import MOST_GOLDEN, GoldenResult, ask_golden
from searcher.drafts.names import NamesEffect, compare_names
from searcher.drafts.readings import (
    QueryEffect,
    list_queries,
    list_words_of,
    try_exceptions,
    try_rings,
)
from searcher.drafts.settings import SettingChange, compare_settings
from searcher.drafts.staging import staging
from searcher.drafts.steps import FEW_FORMS, Step, list_steps
from searcher.drafts.texts import (
    Difference,
    compare_lines,
    encode_text,
    list_changed_lines,
    read_file_text,
)
from searcher.gate.golden import read_golden
from searcher.generation import Generation
from searcher.service import SearchService
from searcher.tag_review import RuleReview, review_rules
from searcher.tagging.compiling import TagBook


@dataclass(frozen=True, slots=True)
class Draft:
    """A text that an admin wrote for a file, and the queries to try it with, one a line; where
    there are none, the words of the lines that changed."""

    file: HomeFile
    text: str
    queries: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a draft does.

    `mistakes` keep it from being saved; all else is empty where there are some. `difference` is to
    the file as it is. Each kind of file has its own effect: `names` of values, `queries` that are
    read otherwise, `rules` that give tags, `alerts` with what they find, `golden` queries asked of
    the index that is served, `settings` that change. `steps` are to be taken after it is saved.
    `is_curtailed` where time was up before all of it was tried, and `is_served` where there is an
    index to try it with.
    """

    mistakes: tuple[Mistake, ...] = ()
    difference: Difference
    names: NamesEffect | None = None
    queries: tuple[QueryEffect, ...] = ()
    rules: tuple[RuleReview, ...] = ()
    alerts: tuple[AlertReview, ...] = ()
    golden: tuple[GoldenResult, ...] = ()
    settings: tuple[SettingChange, ...] = ()
    steps: tuple[Step, ...] = ()
    is_curtailed: bool = False
    is_served: bool = True


@dataclass(frozen=True, slots=True)
class DraftReader:
    """Tries drafts for the files of an archive that is served. Safe to share between threads."""

    service: SearchService

    @property
    def home(self) -> ArchiveHome:
        return self.service.home

    def check(self, draft: Draft) -> tuple[Mistake, ...]:
        """Why a draft must not be saved; nothing where its readers take it. Raises OSError."""
        checker, mistakes = self._begin(draft)
        if mistakes:
            return mistakes
        with staging(self.home, draft.file, encode_text(draft.text)) as staged:
            return checker.find_mistakes(draft.file, staged)

    def preview(self, draft: Draft) -> Preview:
        """What a draft does. Raises OSError, ArchiveDamagedError."""
        now = read_file_text(draft.file)
        checker, mistakes = self._begin(draft)
        difference = compare_lines(now.text, draft.text)
        if mistakes:
            return Preview(mistakes=mistakes, difference=difference)
        with staging(self.home, draft.file, encode_text(draft.text)) as staged:
            mistakes = checker.find_mistakes(draft.file, staged)
            if mistakes:
                return Preview(mistakes=mistakes, difference=difference)
            generation = self._find_generation()
            preview = Preview(difference=difference, is_served=generation is not None)
            deadline = current_deadline()
            with deadline.as_time_allows():
                steps = list_steps(self.service, draft.file, staged, generation)
                preview = replace(preview, steps=steps)
                trial = _Trial(self.service, staged, generation)
                preview = trial.add_effect(preview, draft, now.text)
            return replace(preview, is_curtailed=deadline.is_curtailed)

    def list_due(self, file: HomeFile) -> tuple[Step, ...]:
        """What is to be done for a file as it is to take effect; nothing where it cannot be used.
        Raises OSError, ArchiveDamagedError, TooExpensiveError."""
        now = read_file_text(file)
        if now.problem:
            return ()
        with (
            suppress(SettingsError, RecursionError, ValueError),
            staging(self.home, file, encode_text(now.text)) as staged,
        ):
            return list_steps(self.service, file, staged, self._find_generation())
        return ()

    def _begin(self, draft: Draft) -> tuple[DraftChecker, tuple[Mistake, ...]]:
        checker = DraftChecker(self.home, self.service.settings, self.service.analyzer)
        return checker, checker.find_unwritable(draft.file, draft.text)

    def _find_generation(self) -> Generation | None:
        with suppress(UnavailableError):
            return self.service.generation()
        return None


@dataclass(frozen=True, slots=True)
class _Trial:
    service: SearchService
    staged: ArchiveHome
    generation: Generation | None

    def add_effect(self, preview: Preview, draft: Draft, before: str) -> Preview:
        """A preview with what tells of the kind of a file. Raises TooExpensiveError."""
        kind, generation = draft.file.kind, self.generation
        if kind == "labels":
            return replace(preview, names=self._compare_names())
        if kind == "settings":
            return replace(preview, settings=self._compare_settings(draft))
        if generation is None:
            return preview
        queries = list_queries(draft.queries)
        changed = list_changed_lines(before, draft.text)
        match kind:
            case "rings":
                rings = read_rings(self.staged.rings_file, self.service.settings.rings)
                asked = queries or list_words_of("rings", changed)
                return replace(preview, queries=try_rings(generation, rings, asked))
            case "exceptions":
                analyzer = load_analyzer(self.staged, self.service.settings, FEW_FORMS)
                asked = queries or list_words_of("exceptions", changed)
                return replace(preview, queries=try_exceptions(generation, analyzer, asked))
            case "tags":
                book = TagBook(self.staged.tags_file, self.service.analyzer)
                return replace(preview, rules=tuple(review_rules(generation, book)))
            case "alerts":
                alerts = read_alerts(self.staged.alerts_file)
                reviews = review_alerts(generation, self.service.home, alerts)
                return replace(preview, alerts=tuple(reviews))
            case "golden":
                golden = read_golden(self.staged.golden_file).queries[:MOST_GOLDEN]
                return replace(preview, golden=ask_golden(generation, golden))
        return preview

    def _compare_names(self) -> NamesEffect:
        with Archive.open(self.service.home.database) as store:
            after = load_labels(self.staged, store)
            try:
                before = load_labels(self.service.home, store)
            except SettingsError:
                # What is there cannot be read: all that the draft says is new.
                before = Labels()
                store.load_labels(before)
        return compare_names(before, after, self.generation)

    def _compare_settings(self, draft: Draft) -> tuple[SettingChange, ...]:
        after = make_settings(draft.file.path, read_toml(self.staged.settings_file))
        try:
            before = read_settings(self.service.home)
        except SettingsError:
            before = Settings()
        return compare_settings(before, after)
