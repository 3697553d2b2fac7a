"""A generation, opened: all that one answer is made from."""

from __future__ import annotations

import weakref
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from indexer.analysis import Analyzer
from indexer.analysis.rings import load_rings
from indexer.engines.checksums import NOTHING_TRUSTED, Stamp, Stamps, stamp_files
from indexer.engines.folder import engine_folder
from indexer.generations.folders import (
    check_files,
    lexicon_file,
)
from indexer.generations.manifest import (
    Manifest,
    Tombstone,
    check_compatible,
    read_copies,
    read_labels_of,
    read_manifest,
    read_tombstones,
)
from indexer.home.paths import ArchiveHome
from indexer.labels import Labels
from indexer.schema import TEXT_FIELDS
from searcher.answers.facets import ValueNames
from searcher.answers.values import ValueLists
from searcher.chronicle import Chronicle
from searcher.copies import NearCopies
from searcher.engines import IndexSearcher, load_engine
from searcher.examples import ExampleQueries
from searcher.query.reading import QueryReader
from searcher.query.recognizing import NamedValues
from searcher.response import IndexInfo
from searcher.suggesting import Suggester
from searcher.tagging.rules import TagRules, read_rules
from searcher.words.lexicon import open_lexicon


@dataclass(frozen=True, slots=True, weakref_slot=True, eq=False)
class Generation:
    """An open generation: all that one answer is made from."""

    manifest: Manifest
    searcher: IndexSearcher
    reader: QueryReader
    names: ValueNames
    values: ValueLists
    suggester: Suggester
    examples: ExampleQueries
    chronicle: Chronicle
    stamps: Stamps
    tombstones: Mapping[str, Tombstone]
    copies: NearCopies
    rules: TagRules

    @property
    def labels(self) -> Labels:
        return self.reader.labels

    def read_ahead(self) -> None:
        """Have the engine read now what it reads of a field of text when it is first asked of it.
        Raises what searches raise."""
        for field in TEXT_FIELDS.values():
            for name in (field.lemmas, field.names):
                self.searcher.count_holders(name, "", 0)

    @property
    def trusted(self) -> Mapping[Stamp, str]:
        """The checksums of its files, by the stamps they had when they were checked."""
        return _stamp_sums(self.manifest, self.stamps)

    @property
    def info(self) -> IndexInfo:
        manifest = self.manifest
        return IndexInfo(
            manifest.generation,
            manifest.engine,
            manifest.analyzer,
            self.searcher.count,
            manifest.last_seq,
        )


def open_generation(
    home: ArchiveHome,
    name: str,
    analyzer: Analyzer,
    zone: str,
    trusted: Mapping[Stamp, str] = NOTHING_TRUSTED,
) -> Generation:
    """Open a finished generation, if its files are whole and this release can answer from it.

    Files that are `trusted` by their stamps are not read again to be checked. Raises
    IndexMismatchError, IndexDamagedError.
    """
    stamps = stamp_files(home.index / name)
    manifest = read_manifest(home, name)
    check_compatible(manifest, analyzer, zone, home.cluster)
    check_files(home, manifest, trusted)
    folder = home.index / name
    labels = read_labels_of(folder, manifest)
    tombstones = {tombstone.id: tombstone for tombstone in read_tombstones(folder, manifest)}
    copies = read_copies(folder, manifest)
    folder = engine_folder(home.index / name)
    searcher = load_engine(manifest.engine, home.cluster).open_searcher(folder, analyzer)
    lexicon = open_lexicon(lexicon_file(home.index / name))
    rings = load_rings(manifest.rings, analyzer)
    named = NamedValues(labels, rings, analyzer)
    reader = QueryReader(analyzer, labels, rings, lexicon, named)
    names = ValueNames(labels)
    generation = Generation(
        manifest,
        searcher,
        reader,
        names,
        ValueLists(searcher, labels, names),
        Suggester(searcher, reader),
        ExampleQueries(searcher, reader),
        Chronicle(searcher),
        stamps,
        tombstones,
        NearCopies(searcher, copies),
        read_rules(home.index / name),
    )
    # Requests may still be answered from the generation before: the files of each close when the
    # last request lets go of it.
    weakref.finalize(generation, searcher.close)
    return generation


def open_examined(home: ArchiveHome, name: str, analyzer: Analyzer, zone: str) -> Generation:
    """Open a generation that a job examined a moment ago: its files are not read again to be
    checked. Raises what `open_generation` raises."""
    trusted = _stamp_sums(read_manifest(home, name), stamp_files(home.index / name))
    return open_generation(home, name, analyzer, zone, trusted)


def _stamp_sums(manifest: Manifest, stamps: Stamps) -> dict[Stamp, str]:
    folder = engine_folder(Path())
    files = {(folder / name).as_posix(): sum_ for name, sum_ in manifest.files.items()}
    sums = files | manifest.attached
    return {stamps[name]: sum_ for name, sum_ in sums.items() if name in stamps}
