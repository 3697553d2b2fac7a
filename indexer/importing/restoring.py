"""Takes up what an export wrote: each record as it was in the archive that it comes from.

It is checked, but nothing of it is guessed anew: ids, facet values, inferred countries, and where
an article was first read, stay as they are. Records of an export never take an archive back to what
it was before.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime, tzinfo
from typing import Any, TypeVar

import msgspec
from msgspec import structs

from indexer.archive.digest import digest_article
from indexer.archive.entries import PutOutcome, Version
from indexer.archive.exporting import (
    EXPORT_FORMAT,
    MARK,
    ArticleMark,
    ExportMark,
    NameMark,
    PairMark,
    TakeDownMark,
)
from indexer.archive.identity import Identifier, list_keys
from indexer.archive.log import TakeDown
from indexer.archive.pairs import Pair
from indexer.archive.store import Archive
from indexer.article import Article, Provenance
from indexer.dates import check_instant
from indexer.errors import RecordError
from indexer.importing.fields import RecordRules
from indexer.importing.readers import RawRecord
from indexer.importing.records import check_extra
from indexer.importing.report import ImportReport, Taken, Withheld
from indexer.importing.values import read_id, read_line, read_lines, read_text, read_url
from indexer.labels import Labels, NamedKind

T = TypeVar("T")

_FIELDS = frozenset(one.name for one in fields(Article))
# The fields that hold the ids of a kind.
_NAMED: Mapping[NamedKind, str] = {
    "author": "authors",
    "tag": "tags",
    "source": "source",
    "country": "countries",
}
_PLACE = re.compile(r" - at `\$\.?(?P<field>\w*).*`$")


def is_exported(record: RawRecord) -> bool:
    """Whether a record was written by an export, by this release or another."""
    mark = record.values.get(MARK)
    return isinstance(mark, dict) and "export" in mark


@dataclass(frozen=True, slots=True)
class Restorer:
    """Stores the records of exports. `zone` is the archive's, `labels` are its names."""

    archive: Archive
    labels: Labels
    rules: RecordRules
    zone: tzinfo
    report: ImportReport
    _renamed: dict[str, str] = field(default_factory=dict)

    def restore(self, record: RawRecord, file: str) -> None:
        """Store what a record says, inside a transaction, and report it. Raises RecordError."""
        if self.rules.rename or self.rules.fixed:
            raise RecordError(MARK, "a record of an export, which --map and --set cannot change")
        match _read_mark(record.values[MARK]):
            case NameMark() as mark:
                self._add_names(mark)
            case TakeDownMark() as mark:
                self._take_down(mark)
            case PairMark() as mark:
                self._keep_pair(mark.pair)
            case ArticleMark() as mark:
                origin = Provenance(file, record.number, "jsonl")
                self._put(read_exported(record.values, self.zone, origin), mark, origin)

    def _add_names(self, mark: NameMark) -> None:
        if read_id("id", mark.id) != mark.id:
            raise RecordError("id", "not an id")
        for lang, text in mark.names.items():
            if name := read_line(_NAMED[mark.facet], text):
                self.labels.add(mark.facet, mark.id, lang, name)
                self.archive.store_labels([(mark.facet, mark.id, lang, name)])

    def _put(self, article: Article, mark: ArticleMark, origin: Provenance) -> None:
        article = self.archive.pairs.settle(article)
        if self.archive.heal(article):
            self.report.file.counts.healed += 1
        found = Identifier(self.archive).identify_exported(article)
        if found.known and found.known.deleted is not None:
            held = Withheld(origin.file, origin.record, found.known.id, found.known.deleted)
            self.report.add_withheld(held)
            return
        id_, own_id = found.article.id, article.id
        if found.how == "new":
            article = found.article
        told = self.archive.pairs.settle(replace(article, id=id_))
        outcome = self._append(told, _check_time("first_seen", mark.first_seen, self.zone))
        if found.sibling and self.archive.put(found.sibling) == "changed":
            self.report.file.counts.count("changed")
        self.report.file.counts.count(outcome)
        if mark.given_id:
            self.archive.add_given_id(id_, mark.given_id)
        if id_ != own_id:
            self._renamed[own_id] = id_
            self.archive.add_given_id(id_, own_id)
            if outcome == "new":
                self.report.add_taken(Taken(origin.file, origin.record, id_, "new"))

    def _append(self, article: Article, first_seen: datetime) -> PutOutcome:
        newest = self.archive.get(article.id)
        if newest is None:
            self.archive.log.append(article, first_seen)
            return "new"
        digest = digest_article(article)
        if newest.first_seen >= first_seen or _has_digest(newest, digest):
            if any(_has_digest(version, digest) for version in self.archive.versions(article.id)):
                return "unchanged"
            raise RecordError("", f"older than what the archive has of {article.id!r}")
        self.archive.log.append(article, first_seen)
        return "changed"

    def _keep_pair(self, pair: Pair) -> None:
        """Remember what was found or decided there; what was decided later here stays."""
        ru, en = (read_id("id", id_) for id_ in (pair.ru, pair.en))
        if ru != pair.ru or en != pair.en:
            raise RecordError("pair", "not an id")
        if not 0 <= pair.confidence <= 1:
            raise RecordError("pair", f"no confidence: {pair.confidence}")
        decided = _to_aware("decided", pair.decided)
        ru, en = (self._renamed.get(id_, id_) for id_ in (pair.ru, pair.en))
        known = [one for one in self.archive.pairs.of(ru) if one.en == en]
        if all(one.decided < decided for one in known):
            self.archive.pairs.keep(structs.replace(pair, ru=ru, en=en))

    def _take_down(self, mark: TakeDownMark) -> None:
        id_ = read_id("id", mark.id)
        if id_ is None:
            raise RecordError("id", "missing")
        when = _check_time("when", mark.when, self.zone)
        gone = TakeDown(id_, when, mark.reason, _read_keys(mark.keys))
        known = self.archive.get(id_)
        if known is not None and known.deleted is not None:
            self.archive.log.recognize(gone)
            return
        versions = self.archive.versions(id_)
        if any(old.deleted is not None and old.first_seen >= gone.when for old in versions):
            # It was brought back here since.
            return
        text = known.article if known else None
        if text and set(list_keys(text)).isdisjoint(gone.keys):
            raise RecordError("id", f"taken down there, and another article here: {id_!r}")
        self.archive.log.bury(gone)
        self.report.file.counts.taken_down += 1


def _read_mark(values: Mapping[str, Any]) -> ExportMark:
    found = values["export"]
    if found != EXPORT_FORMAT:
        raise RecordError(
            MARK, f"an export of another release: form {found}, this one reads {EXPORT_FORMAT}"
        )
    mark: ExportMark = _convert(values, ExportMark)
    return mark


def read_exported(
    values: Mapping[str, Any], zone: tzinfo, origin: Provenance | None = None
) -> Article:
    """The article of a record as it was stored; what the archive does not know goes to `extra`.
    Raises RecordError."""
    given = {name: value for name, value in values.items() if name in _FIELDS}
    article: Article = _convert({"provenance": origin, **given}, Article)
    id_, title = read_id("id", article.id), read_text("title", article.title)
    if id_ is None or not title.strip():
        raise RecordError("title" if id_ else "id", "missing")
    others = {name: value for name, value in values.items() if name not in {*_FIELDS, MARK}}
    extra = {**others, **article.extra}
    check_extra(extra)
    return replace(
        article,
        id=id_,
        title=title,
        lead=read_text("lead", article.lead),
        body=read_text("body", article.body),
        captions=_each(read_text, "captions", article.captions),
        notices=_each(read_text, "notices", article.notices),
        authors=tuple(read_lines("authors", list(article.authors))),
        source=read_line("source", article.source) or None,
        countries=tuple(read_lines("countries", list(article.countries))),
        tags=tuple(read_lines("tags", list(article.tags))),
        story=read_line("story", article.story) or None,
        url=read_url("url", article.url),
        mirrors=_each(read_url, "mirrors", article.mirrors),
        published=_check_time("published", article.published, zone),
        original_published=_check_time("original_published", article.original_published, zone),
        modified=_check_time("modified", article.modified, zone),
        extra=extra,
    )


def _each(
    read: Callable[[str, object], str | None], name: str, values: tuple[str, ...]
) -> tuple[str, ...]:
    return tuple(text for value in values if (text := read(name, value)))


def _check_time(name: str, value: T, zone: tzinfo) -> T:
    if isinstance(value, datetime):
        try:
            check_instant(_to_aware(name, value), zone)
        except ValueError as error:
            raise RecordError(name, str(error)) from error
    return value


def _to_aware(name: str, moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise RecordError(name, "a time without its zone")
    return moment


def _read_keys(keys: tuple[str, ...]) -> tuple[bytes, ...]:
    try:
        return tuple(map(bytes.fromhex, keys))
    except ValueError as error:
        raise RecordError("keys", f"no hexadecimal digits: {error}") from error


def _has_digest(version: Version, digest: bytes) -> bool:
    return version.article is not None and digest_article(version.article) == digest


def _convert(values: object, kind: Any) -> Any:
    try:
        return msgspec.convert(values, kind)
    except msgspec.ValidationError as error:
        place = _PLACE.search(str(error))
        reason = _PLACE.sub("", str(error))
        raise RecordError(place["field"] if place else MARK, reason) from error
