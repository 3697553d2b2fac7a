"""The preview of a draft: what is wrong with it, what it changes, and what that needs to take
effect. Nothing of the home is touched."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import chain

from indexer.analysis import Analyzer
from indexer.analysis.ring_lists import read_rings
from indexer.archive.labels import load_labels
from indexer.archive.store import Archive
from indexer.errors import SettingsError, UnavailableError
from indexer.home.countries import read_country_rules
from indexer.home.paths import ArchiveHome
from indexer.home.settings import (
    Settings,
    load_analyzer,
    make_settings,
    read_settings,
)
from indexer.home.toml import read_toml
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
from searcher.drafts.settings import STEPS, SettingChange, Step, compare_settings
from searcher.drafts.staging import staging
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

# Word forms that an analyzer remembers which reads a few queries.
_FORMS = 5_000


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
    read otherwise, `rules` that give tags, `golden` queries asked of the index that is served,
    `settings` that change. `steps` are to be taken after it is saved. `is_curtailed` where time was
    up before all of it was tried, and `is_served` where there is an index to try it with.
    """

    mistakes: tuple[Mistake, ...] = ()
    difference: Difference
    names: NamesEffect | None = None
    queries: tuple[QueryEffect, ...] = ()
    rules: tuple[RuleReview, ...] = ()
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
        """What a draft does. Raises OSError, ArchiveDamagedError, TooExpensiveError."""
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
                tried = _Trial(self.service, staged, generation, checker.analyzer)
                preview = tried.add_effect(preview, draft, now.text)
            return replace(preview, is_curtailed=deadline.is_curtailed)

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
    analyzer: Analyzer

    def add_effect(self, preview: Preview, draft: Draft, before: str) -> Preview:
        changed = list_changed_lines(before, draft.text)
        match draft.file.kind:
            case "labels":
                return self._add_names(preview)
            case "rings":
                return self._add_rings(preview, draft, changed)
            case "exceptions":
                return self._add_exceptions(preview, draft, changed)
            case "tags":
                return self._add_rules(preview)
            case "golden":
                return self._add_golden(preview)
            case "settings":
                return self._add_settings(preview, draft)
            case "countries":
                return self._add_regions(preview)
            case "boilerplate" | "about" | "profile":
                return preview

    def _add_names(self, preview: Preview) -> Preview:
        home = self.service.home
        with Archive.open(home.database) as store:
            after = load_labels(self.staged, store)
            try:
                before = load_labels(home, store)
            except SettingsError:
                # What is there cannot be read: all of the draft is new.
                before = load_labels(ArchiveHome(self.staged.path / "nothing"), store)
        names = compare_names(before, after, self.generation)
        is_due = names.total > 0
        steps: tuple[Step, ...] = ("import", "index") if names.joins else ("index",)
        return replace(preview, names=names, steps=steps if is_due else ())

    def _add_rings(self, preview: Preview, draft: Draft, changed: list[str]) -> Preview:
        rings = read_rings(self.staged.rings_file, self.service.settings.rings)
        if self.generation is None:
            return replace(preview, steps=("index",))
        steps: tuple[Step, ...] = ("index",) if rings != self.generation.manifest.rings else ()
        queries = list_queries(draft.queries) or list_words_of("rings", changed)
        effects = try_rings(self.generation, rings, queries)
        return replace(preview, queries=effects, steps=steps)

    def _add_exceptions(self, preview: Preview, draft: Draft, changed: list[str]) -> Preview:
        analyzer = load_analyzer(self.staged, self.service.settings, _FORMS)
        if self.generation is None:
            return replace(preview, steps=("index", "reload"))
        is_other = analyzer.fingerprint != self.generation.manifest.analyzer
        queries = list_queries(draft.queries) or list_words_of("exceptions", changed)
        effects = try_exceptions(self.generation, analyzer, queries)
        return replace(preview, queries=effects, steps=("index", "reload") if is_other else ())

    def _add_rules(self, preview: Preview) -> Preview:
        if self.generation is None:
            return replace(preview, steps=("index",))
        rules = review_rules(self.generation, TagBook(self.staged.tags_file, self.analyzer))
        is_due = any(rule.is_due for rule in rules)
        return replace(preview, rules=tuple(rules), steps=("index",) if is_due else ())

    def _add_golden(self, preview: Preview) -> Preview:
        if self.generation is None:
            return preview
        queries = read_golden(self.staged.golden_file).queries[:MOST_GOLDEN]
        return replace(preview, golden=ask_golden(self.generation, queries))

    def _add_settings(self, preview: Preview, draft: Draft) -> Preview:
        after = make_settings(draft.file.path, read_toml(self.staged.settings_file))
        try:
            before = read_settings(self.service.home)
        except SettingsError:
            before = Settings()
        changes = compare_settings(before, after)
        wanted = set(chain.from_iterable(change.steps for change in changes))
        steps = tuple(step for step in STEPS if step in wanted)
        return replace(preview, settings=changes, steps=steps)

    def _add_regions(self, preview: Preview) -> Preview:
        """What regions are within, an index was built with."""
        home, tokenizer = self.service.home, self.analyzer.tokenizer
        with Archive.open(home.database) as store:
            known = load_labels(self.staged, store).of("country")
        after = read_country_rules(self.staged.countries_file, known, tokenizer)
        try:
            before = read_country_rules(home.countries_file, known, tokenizer)
        except SettingsError:
            return replace(preview, steps=("import", "index"))
        if before.within != after.within:
            return replace(preview, steps=("import", "index"))
        return replace(preview, steps=("import",) if before != after else ())
