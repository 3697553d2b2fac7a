"""What an export writes: records with the names that every import reads, and under `letopis` what
the archive knows beside them, from which an import makes an equal archive (decision 15).

An article's record holds all that is stored of it. The names of its authors, tags and sources stand
in records of their own, before the first article that has them. Behind the articles come the pairs
that were found or decided of them, and last the take-downs, without a text: they hold wherever the
records are imported.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

import msgspec

from indexer.archive.log import ArchiveLog, LoggedVersion, TakeDown
from indexer.archive.pairs import Pair
from indexer.archive.store import Archive
from indexer.article import LANGS, Article, Lang
from indexer.home.labels import read_labels
from indexer.home.paths import ArchiveHome
from indexer.labels import NAMED_KINDS, Labels, NamedKind, facet_ids
from indexer.progress import Progress

MARK = "letopis"
"""The field of a record that tells what an export wrote there."""

EXPORT_FORMAT = 1

# The newest version of each article, or all of them.
ExportDepth = Literal["newest", "versions"]
Record = dict[str, Any]


class _Mark(msgspec.Struct, frozen=True, tag_field="kind", kw_only=True, omit_defaults=True):
    export: int


class ArticleMark(_Mark, frozen=True, tag="article"):
    """The record is a version of an article: when the archive first saw it, and the id that its
    source gave it, where the archive gave it a longer one."""

    first_seen: datetime
    given_id: str | None = None


class NameMark(_Mark, frozen=True, tag="name"):
    """The record is the names of a value of a facet, by language."""

    facet: NamedKind
    id: str
    names: dict[Lang, str]


class PairMark(_Mark, frozen=True, tag="pair"):
    """The record is what was found or decided of two articles, as versions of one story."""

    pair: Pair


class TakeDownMark(_Mark, frozen=True, tag="taken-down"):
    """The record is a take-down: `keys` are the checksums, in hexadecimal digits, that the article
    is recognized by."""

    id: str
    when: datetime
    reason: str
    keys: tuple[str, ...] = ()


ExportMark = ArticleMark | NameMark | PairMark | TakeDownMark


@dataclass(slots=True)
class ExportReport:
    """What an export wrote. `missing` were found by the query, but are not in the archive any
    more."""

    versions: int = 0
    take_downs: int = 0
    missing: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportJob:
    """Writes an archive as JSON Lines, from the store, record by record.

    `ids` are the articles to be written; of the whole archive, where they are None, the pairs and
    the take-downs are written too.
    """

    home: ArchiveHome
    write: Callable[[bytes], object]
    depth: ExportDepth = "newest"
    ids: Iterable[str] | None = None

    def run(self, progress: Progress) -> ExportReport:
        """Write everything. Raises SettingsError for a labels.toml that cannot be used,
        JobCancelledError, and what `ids` and `write` raise."""
        report = ExportReport()
        labels = Labels()
        read_labels(self.home.labels_file, labels)
        with Archive.open(self.home.database) as archive:
            archive.load_labels(labels)
            is_counted = self.ids is None and self.depth == "newest"
            progress.start("export", archive.count() if is_counted else None)
            records = RecordMaker(labels)
            for version in self._versions(archive.log, report):
                for record in records.export_version(version):
                    self._write(record)
                report.versions += 1
                progress.advance()
            for pair in archive.pairs.all() if self.ids is None else ():
                # What is taken down is not told of.
                if archive.editions.get(pair.ru) and archive.editions.get(pair.en):
                    self._write(_mark(PairMark(export=EXPORT_FORMAT, pair=pair)))
            for gone in archive.log.take_downs() if self.ids is None else ():
                self._write(_export_take_down(gone))
                report.take_downs += 1
        return report

    def _versions(self, log: ArchiveLog, report: ExportReport) -> Iterator[LoggedVersion]:
        if self.ids is None:
            yield from log.newest() if self.depth == "newest" else log.versions()
            return
        read = log.newest_of if self.depth == "newest" else log.versions_of
        for id_ in self.ids:
            version = None
            for version in read(id_):
                yield version
            report.missing += version is None

    def _write(self, record: Record) -> None:
        self.write(msgspec.json.encode(record) + b"\n")


@dataclass(frozen=True, slots=True)
class RecordMaker:
    """Makes records of articles; `labels` are the archive's own names, not those of every
    country."""

    labels: Labels
    _named: set[tuple[NamedKind, str]] = field(default_factory=set)

    def export_version(self, version: LoggedVersion) -> Iterator[Record]:
        """The record of a version, after the names that it is the first to need."""
        yield from self._name_values(version.article)
        mark = ArticleMark(
            export=EXPORT_FORMAT, first_seen=version.first_seen, given_id=version.given_id
        )
        values = msgspec.to_builtins(version.article)
        yield _mark(mark) | {name: value for name, value in values.items() if value}

    def _name_values(self, article: Article) -> Iterator[Record]:
        ids = facet_ids(article)
        for kind in NAMED_KINDS:
            for id_ in ids[kind]:
                known = self.labels.names.get(kind, {}).get(id_, {})
                names: dict[Lang, str] = {lang: known[lang] for lang in LANGS if lang in known}
                if names and (kind, id_) not in self._named:
                    self._named.add((kind, id_))
                    yield _mark(NameMark(export=EXPORT_FORMAT, facet=kind, id=id_, names=names))


def _export_take_down(gone: TakeDown) -> Record:
    keys = tuple(key.hex() for key in gone.keys)
    mark = TakeDownMark(
        export=EXPORT_FORMAT, id=gone.id, when=gone.when, reason=gone.reason, keys=keys
    )
    return _mark(mark)


def _mark(mark: ExportMark) -> Record:
    return {MARK: msgspec.to_builtins(mark)}
