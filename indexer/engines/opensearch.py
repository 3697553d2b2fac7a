"""OpenSearch, the distributed engine: its write half.

A generation is an index of its own in the cluster, which nobody reads until its name stands in
`index.json` in the generation's folder:

    engine/index.json     the name of the index, its uuid, how many documents it holds
    engine/planned.json   the name of an index that is being made
    engine/source.json    the name of the index that an update begins with

A name is written down before the index is made and the index goes before its name does, so that
whatever is killed leaves no index that no folder names.

Texts are written as their terms with blanks between, a value for each part of a text. The terms of
a word stand together, joined; a filter takes them apart again at the one position of the word.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import date
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

import msgspec

from indexer.draws import draw_of
from indexer.engines.bulks import Bulks
from indexer.engines.cluster import GONE, LONG, Cluster, connect
from indexer.engines.copies import wait_for_copies
from indexer.errors import ClusterError, IndexWriteError
from indexer.home.cluster import ClusterSettings
from indexer.home.durable import write_durably
from indexer.schema import DATE_PREFIX, POSITION_GAP, TEXT_FIELDS, VALUE_FIELDS, Document

# No word holds these.
JOINT = "|"
_FILLER = "_"

# The surface forms that an article has, each once: what texts cannot be counted by.
FORM_FIELDS = {"exact": "forms", "notice_exact": "notice_forms"}

# Hits that one answer may reach to, more than any page of ours does.
MOST_REACHED = 20_000


class Entry(NamedTuple):
    """A document in OpenSearch's terms: its id, and its source as JSON."""

    id: str
    source: bytes


class IndexFile(msgspec.Struct, frozen=True):
    """What a generation's folder tells of its index; `former` are those that were there before in
    the same folder."""

    index: str
    uuid: str = ""
    count: int = 0
    former: tuple[str, ...] = ()


def read_index_file(path: Path) -> IndexFile:
    """What a folder tells of its index. Raises OSError and msgspec.DecodeError."""
    return msgspec.json.decode((path / "index.json").read_bytes(), type=IndexFile)


def _make_mappings() -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for text in TEXT_FIELDS.values():
        for name, analyzer in (
            (text.lemmas, "terms"),
            (text.exact, "forms"),
            (text.names, "terms"),
        ):
            fields[name] = {
                "type": "text",
                "analyzer": analyzer,
                "position_increment_gap": POSITION_GAP,
            }
    for name in ("id", *VALUE_FIELDS, "address", *FORM_FIELDS.values()):
        fields[name] = {"type": "keyword"}
    for name in ("published", "draw"):
        fields[name] = {"type": "long"}
    fields["length"] = {"type": "integer"}
    for prefix in DATE_PREFIX.values():
        for part in ("day", "month", "year"):
            fields[prefix + part] = {"type": "integer"}
    fields["article"] = {"type": "keyword", "index": False, "doc_values": False}
    # What was analyzed is not kept: the article is, as it was given.
    return {"dynamic": "strict", "_source": {"includes": ["article"]}, "properties": fields}


_ANALYSIS: Mapping[str, Any] = {
    "tokenizer": {"words": {"type": "whitespace", "max_token_length": 1_000_000}},
    "filter": {
        "gaps": {"type": "stop", "stopwords": [_FILLER]},
        "alternatives": {
            "type": "pattern_capture",
            "preserve_original": False,
            "patterns": [f"([^{JOINT}]+)"],
        },
    },
    "analyzer": {
        "forms": {"type": "custom", "tokenizer": "words"},
        "terms": {"type": "custom", "tokenizer": "words", "filter": ["gaps", "alternatives"]},
    },
}


class OpenSearchEngine:
    """The write half over one cluster."""

    def __init__(self, settings: ClusterSettings) -> None:
        self._settings = settings

    @cached_property
    def cluster(self) -> Cluster:
        return connect(self._settings)

    def release(self) -> str:
        """The cluster's name and the number of its major version."""
        return self.cluster.release

    def prepare(self, document: Document) -> Entry:
        """The part of writing a document that needs no writer: any process may do it."""
        return Entry(document.id, msgspec.json.encode(_make_source(document)))

    def create_index(self, path: Path) -> OpenSearchWriter:
        """Create an empty index and open it for writing."""
        writer = OpenSearchWriter(self.cluster, path)
        writer.create()
        return writer

    def open_index(self, path: Path) -> OpenSearchWriter:
        """Open an index for further writing: a copy of it, of which nothing is seen until it is
        committed."""
        return OpenSearchWriter(self.cluster, path)

    def count_documents(self, path: Path) -> int:
        """How many documents an index holds."""
        with _writing(path):
            return self.cluster.count(read_index_file(path).index)

    def derive_index(self, source: Path, target: Path, _files: Iterable[str], /) -> None:
        """Make ready to update the index of a folder in another one."""
        index = read_index_file(source).index
        write_durably(target / "source.json", msgspec.json.encode(IndexFile(index)))

    def remove_index(self, path: Path) -> None:
        """Remove the index of a folder from the cluster; one that is gone is no error."""
        for name in ("index.json", "planned.json"):
            with suppress(FileNotFoundError, msgspec.DecodeError):
                known = msgspec.json.decode((path / name).read_bytes(), type=IndexFile)
                for index in (known.index, *known.former):
                    self.cluster.ask("DELETE", f"/{index}", missing=(GONE,))


def _make_source(document: Document) -> dict[str, Any]:
    source: dict[str, Any] = {}
    for name, parts in document.texts.items():
        field = TEXT_FIELDS[name]
        if any(parts):
            columns = [tuple(zip(*words, strict=True)) or ((), (), ()) for words in parts]
            source[field.exact] = [" ".join(forms) for forms, _, _ in columns]
            source[field.lemmas] = [_write_terms(terms) for _, terms, _ in columns]
            source[field.names] = [_write_terms(names) for _, _, names in columns]
            if listed := FORM_FIELDS.get(field.exact):
                source[listed] = list({form for forms, _, _ in columns for form in forms})
    columns_ = document.columns
    source |= {
        "id": columns_.id,
        "lang": columns_.lang,
        "author": columns_.authors,
        "country": columns_.countries,
        "tag": columns_.tags,
        "address": document.addresses,
        "published": columns_.published,
        "length": columns_.length,
        "draw": draw_of(columns_.id),
        "article": document.article.decode(),
    }
    for key, value in (("source", columns_.source), ("story", columns_.story)):
        if value:
            source[key] = value
    for prefix, ordinal in (
        ("", columns_.day),
        ("original_", columns_.original_day),
        ("seen_", columns_.seen_day),
    ):
        if ordinal:
            day = date.fromordinal(ordinal)
            source[prefix + "day"] = ordinal
            source[prefix + "month"] = day.year * 100 + day.month
            source[prefix + "year"] = day.year
    return source


def _write_terms(words: Iterable[tuple[str, ...]]) -> str:
    return " ".join([JOINT.join(terms) if terms else _FILLER for terms in words])


class OpenSearchWriter:
    """Writes an index that nobody reads yet."""

    def __init__(self, cluster: Cluster, path: Path) -> None:
        self._cluster = cluster
        self._path = path
        self._index = ""
        self._bulks: Bulks | None = None

    def add(self, entry: Any) -> None:
        with _writing(self._path):
            self._begin().write(entry.id, "index", entry.source)

    def delete(self, document_id: str) -> None:
        with _writing(self._path):
            self._begin().write(document_id, "delete")

    def commit(self) -> None:
        if (self._path / "source.json").exists():
            # A generation has an index of its own, also where nothing was to be written.
            with _writing(self._path):
                self._begin()
        if self._bulks is None:
            return
        cluster, index = self._cluster, self._index
        with _writing(self._path):
            self._bulks.finish()
            cluster.ask("POST", f"/{index}/_refresh", waits=LONG)
            found = cluster.ask("GET", f"/{index}/_settings")[index]["settings"]["index"]
            if replicas := cluster.settings.replicas:
                number = {"index": {"number_of_replicas": replicas}}
                cluster.ask("PUT", f"/{index}/_settings", number)
            wait_for_copies(cluster, index, int(found["number_of_shards"]), replicas)
            former: tuple[str, ...] = ()
            with suppress(FileNotFoundError):
                before = read_index_file(self._path)
                former = (before.index, *before.former)
            made = IndexFile(
                index,
                found["uuid"],
                cluster.count(index),
                former,
            )
            write_durably(self._path / "index.json", msgspec.json.encode(made))
        for name in ("planned.json", "source.json"):
            (self._path / name).unlink(missing_ok=True)
        self._end()

    def rollback(self) -> None:
        if self._bulks is None:
            return
        self._end()
        with _writing(self._path):
            self._cluster.ask("DELETE", f"/{self._index}", missing=(GONE,))
        (self._path / "planned.json").unlink(missing_ok=True)

    def create(self) -> None:
        """Make an empty index."""
        with _writing(self._path):
            self._plan()
            settings = {**self._list_settings(), "analysis": _ANALYSIS}
            body = {"settings": settings, "mappings": _make_mappings()}
            self._cluster.ask("PUT", f"/{self._index}", body)
        self._bulks = Bulks(self._cluster, self._index)

    def _begin(self) -> Bulks:
        if self._bulks is None:
            self._copy()
            self._bulks = Bulks(self._cluster, self._index)
        return self._bulks

    def _copy(self) -> None:
        """Make an index that begins as another one; on the disks of the cluster both share what
        they have in common."""
        cluster, source = self._cluster, self._find_source()
        self._plan()
        cluster.ask("PUT", f"/{source}/_settings", {"index": {"blocks.write": True}})
        settings = {**self._list_settings(), "index.blocks.write": None}
        del settings["number_of_shards"]
        cluster.ask("PUT", f"/{source}/_clone/{self._index}", {"settings": settings}, waits=LONG)
        wait_for_copies(cluster, self._index, 1, 0)

    def _find_source(self) -> str:
        """The index to begin with: of another folder, or of this one."""
        with suppress(FileNotFoundError):
            content = (self._path / "source.json").read_bytes()
            return msgspec.json.decode(content, type=IndexFile).index
        return read_index_file(self._path).index

    def _plan(self) -> None:
        settings = self._cluster.settings
        self._index = f"{settings.index_prefix}-{secrets.token_hex(8)}"
        planned = msgspec.json.encode(IndexFile(self._index))
        write_durably(self._path / "planned.json", planned)

    def _list_settings(self) -> dict[str, Any]:
        return {
            "number_of_shards": self._cluster.settings.shards,
            # Replicas come when all is written: to write them too takes twice as long.
            "number_of_replicas": 0,
            "auto_expand_replicas": False,
            "refresh_interval": "-1",
            "max_result_window": MOST_REACHED,
        }

    def _end(self) -> None:
        if self._bulks is not None:
            self._bulks.close()
        self._bulks = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if kind is None:
                self.commit()
        finally:
            # After a commit that succeeded there is nothing to roll back.
            self.rollback()


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    """Whatever the cluster or the folder fails of becomes IndexWriteError."""
    try:
        yield
    except ClusterError as error:
        raise IndexWriteError(path, error.reason) from error
    except (OSError, msgspec.DecodeError) as error:
        raise IndexWriteError(path, str(error)) from error
