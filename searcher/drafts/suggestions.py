"""Names that may be one, or lack one in a language, of the index that is served; and a labels.toml
that says what an admin decides of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from indexer.archive.labels import load_labels
from indexer.archive.store import Archive
from indexer.home.labels import TABLES, read_tables
from indexer.labels import NAMED_KINDS, LabelKind, NamedKind
from searcher.drafts.merging import Entry, join_values, read_entry, write_entry
from searcher.service import SearchService
from searcher.words.naming import NamesReport, review_names


@dataclass(frozen=True, slots=True)
class Merge:
    """A value that stays, and one that becomes it."""

    kind: NamedKind
    kept: str
    other: str


@dataclass(frozen=True, slots=True)
class Naming:
    """The name of a value in a language."""

    kind: NamedKind
    id: str
    lang: str
    name: str


@dataclass(frozen=True, slots=True)
class NamesDraft:
    """A text of labels.toml with what was decided, and the lines that people have to write
    themselves, since what stands there is spread over several."""

    text: str
    left: tuple[str, ...]


def suggest_names(service: SearchService) -> NamesReport:
    """What `letopis names` tells, of the articles that are served. Raises SettingsError, and what
    `SearchService.generation` raises."""
    generation, home = service.generation(), service.home
    counts: dict[LabelKind, Mapping[str, int]] = {}
    for kind in NAMED_KINDS:
        ids = generation.values.list_by_count(kind, "en")
        values = (generation.values.get(kind, id_) for id_ in ids)
        counts[kind] = {value.id: value.count for value in values if value is not None}
    with Archive.open(home.database) as store:
        labels = load_labels(home, store)
    tables = read_tables(home.labels_file)
    known = {(TABLES[table], id_) for table, entries in tables.items() for id_ in entries}
    return review_names(labels, counts, known)


def decide_names(
    service: SearchService, text: str, merges: Sequence[Merge], namings: Iterable[Naming]
) -> NamesDraft:
    """A text of labels.toml with values made one, and with names. Raises SettingsError for one that
    cannot be read."""
    with Archive.open(service.home.database) as store:
        labels = load_labels(service.home, store)

    def find(kind: NamedKind, id_: str) -> Entry:
        said = read_entry(text, kind, id_)
        names = dict(labels.of(kind).get(id_, {}))
        return Entry(id_, names | dict(said.names if said else {}), said.aliases if said else ())

    left: list[str] = []
    for kind, kept, others in _group(merges):
        entry = join_values(find(kind, kept), [find(kind, other) for other in others])
        text = _write(text, kind, entry, others, left)
    for naming in namings:
        entry = find(naming.kind, naming.id)
        named = Entry(entry.id, {**entry.names, naming.lang: naming.name}, entry.aliases)
        text = _write(text, naming.kind, named, (), left)
    return NamesDraft(text, tuple(left))


def _group(merges: Sequence[Merge]) -> Iterator[tuple[NamedKind, str, list[str]]]:
    """Values that become one, each group under that which stays: of one that became another, what
    was to become it does too."""
    groups: list[dict[tuple[NamedKind, str], None]] = []
    for merge in merges:
        pair = dict.fromkeys(((merge.kind, merge.kept), (merge.kind, merge.other)))
        met = [group for group in groups if not pair.keys().isdisjoint(group)]
        groups = [group for group in groups if group not in met]
        groups.append({value: None for group in (*met, pair) for value in group})
    gone = {(merge.kind, merge.other) for merge in merges}
    for group in groups:
        kept = next((value for value in group if value not in gone), next(iter(group)))
        yield *kept, [id_ for kind, id_ in group if (kind, id_) != kept]


def _write(text: str, kind: NamedKind, entry: Entry, gone: Iterable[str], left: list[str]) -> str:
    written = write_entry(text, kind, entry, gone)
    if written is None:
        left.append(entry.write())
        return text
    return written
