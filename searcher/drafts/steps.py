"""What must be done for a file of a home to take effect: told by what is served now, and by the
newest index, so that what was done is told no more."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from typing import Literal

from indexer.analysis.ring_lists import read_rings
from indexer.archive.labels import load_labels, load_regions
from indexer.archive.store import Archive
from indexer.errors import SettingsError, UnavailableError
from indexer.generations.folders import current_generation
from indexer.generations.manifest import Manifest, read_manifest
from indexer.home.countries import read_country_rules
from indexer.home.paths import ArchiveHome
from indexer.home.settings import Settings, load_analyzer, make_settings
from indexer.home.toml import read_toml
from searcher.drafts.files import HomeFile
from searcher.drafts.names import compare_names
from searcher.drafts.settings import compare_settings
from searcher.generation import Generation
from searcher.service import SearchService
from searcher.tag_review import review_rules
from searcher.tagging.compiling import TagBook

# Files imported again, an index built, or the server told to read its settings anew.
Step = Literal["import", "index", "reload"]

_ORDER: tuple[Step, ...] = ("import", "index", "reload")
# Word forms that an analyzer remembers which reads a few.
FEW_FORMS = 5_000

# Settings that no server looks at but who imports or builds.
_NOT_SERVED = frozenset({"engine", "auto_threshold", "workers", "pairs", "rings"})
# Options of the command that serves, which go before what the file says.
_TOLD = frozenset({"access_log", "log_addresses", "log_queries"})


def list_steps(
    service: SearchService, file: HomeFile, staged: ArchiveHome, generation: Generation | None
) -> tuple[Step, ...]:
    """What must be done, in this order, for the file of a staged home to take effect where it is
    saved. Raises SettingsError for one that cannot be used, and ArchiveDamagedError."""
    manifest = _read_newest(service.home)
    match file.kind:
        case "settings":
            steps = _list_of_settings(service, file, staged, manifest)
        case "labels":
            steps = _list_of_labels(service, staged, generation)
        case "rings":
            rings = read_rings(staged.rings_file, service.settings.rings)
            steps = {"index"} if manifest is None or rings != manifest.rings else set()
        case "exceptions":
            steps = _list_of_exceptions(service, staged, manifest)
        case "tags":
            steps = _list_of_tags(service, staged, generation)
        case "countries":
            steps = _list_of_countries(service, staged, generation)
        case "alerts" | "golden" | "boilerplate" | "about" | "profile":
            steps = set()
    return _sort(steps)


def _list_of_settings(
    service: SearchService, file: HomeFile, staged: ArchiveHome, manifest: Manifest | None
) -> set[Step]:
    after = make_settings(file.path, read_toml(staged.settings_file))
    served = service.settings
    changes = [change for change in compare_settings(served, after) if change.name not in _TOLD]
    steps: set[Step] = set()
    if any(change.name not in _NOT_SERVED for change in changes):
        steps.add("reload")
    if manifest is None or _reads_otherwise(service, staged, after, manifest):
        steps.add("index")
    if manifest is not None and manifest.zone != after.zone:
        steps.add("import")
    return steps


def _reads_otherwise(
    service: SearchService, staged: ArchiveHome, after: Settings, manifest: Manifest
) -> bool:
    """Whether an index by these settings would be another."""
    served = service.settings
    if (after.languages, after.rules_off) != (served.languages, served.rules_off):
        analyzer = load_analyzer(staged, after, FEW_FORMS).fingerprint
    else:
        analyzer = service.analyzer.fingerprint
    if (manifest.analyzer, manifest.zone) != (analyzer, after.zone):
        return True
    if after.engine != "auto" and manifest.engine != after.engine:
        return True
    return read_rings(staged.rings_file, after.rings) != manifest.rings


def _list_of_labels(
    service: SearchService, staged: ArchiveHome, generation: Generation | None
) -> set[Step]:
    if generation is None:
        return {"index"}
    with Archive.open(service.home.database) as store:
        names = compare_names(generation.labels, load_labels(staged, store), generation)
    # What was imported a moment ago is in no index yet, and has no articles there.
    if any(other.articles for value in names.values for other in value.joined):
        return {"import", "index"}
    return {"index"} if any(value.articles for value in names.values) else set()


def _list_of_exceptions(
    service: SearchService, staged: ArchiveHome, manifest: Manifest | None
) -> set[Step]:
    fingerprint = load_analyzer(staged, service.settings, FEW_FORMS).fingerprint
    steps: set[Step] = set()
    if manifest is None or manifest.analyzer != fingerprint:
        steps.add("index")
    if service.analyzer.fingerprint != fingerprint:
        steps.add("reload")
    return steps


def _list_of_tags(
    service: SearchService, staged: ArchiveHome, generation: Generation | None
) -> set[Step]:
    if generation is None:
        return {"index"}
    rules = review_rules(generation, TagBook(staged.tags_file, service.analyzer))
    return {"index"} if any(rule.is_due for rule in rules) else set()


def _list_of_countries(
    service: SearchService, staged: ArchiveHome, generation: Generation | None
) -> set[Step]:
    tokenizer = service.analyzer.tokenizer
    with Archive.open(service.home.database) as store:
        labels = load_labels(staged, store)
    steps: set[Step] = set()
    if generation is None or load_regions(staged, labels, tokenizer) != generation.labels.within:
        steps.add("index")
    known = labels.of("country")
    with suppress(SettingsError):
        before = read_country_rules(service.home.countries_file, known, tokenizer)
        after = read_country_rules(staged.countries_file, known, tokenizer)
        if (before.places, before.never) != (after.places, after.never):
            steps.add("import")
    return steps


def _read_newest(home: ArchiveHome) -> Manifest | None:
    """The index that was switched in last, though a server may not read it yet."""
    with suppress(UnavailableError):
        return read_manifest(home, current_generation(home))
    return None


def _sort(steps: Iterable[Step]) -> tuple[Step, ...]:
    wanted = set(steps)
    return tuple(step for step in _ORDER if step in wanted)
