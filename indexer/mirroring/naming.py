"""The names of values that come with the articles of a followed archive."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from indexer.archive.store import Archive
from indexer.article import LANGS, Lang
from indexer.enriching.places import label_countries
from indexer.errors import RecordError
from indexer.importing.values import LONGEST, read_line
from indexer.labels import NAMED_KINDS, LabelKind, Labels, NamedKind
from indexer.mirroring.answers import SourceNames

# The fields that hold the ids of a kind.
_NAMED: Mapping[NamedKind, str] = {
    "author": "authors",
    "tag": "tags",
    "source": "source",
    "country": "countries",
}

Name = tuple[LabelKind, str, Lang, str]


def store_names(archive: Archive, found: SourceNames) -> int:
    """Let values have the names that the followed archive gives them, inside a transaction; how
    many are new or other ones. What is no name is left out."""
    known = Labels()
    archive.load_labels(known)
    changed = [
        (kind, id_, lang, name)
        for kind, id_, lang, name in _read_names(found)
        if known.of(kind).get(id_, {}).get(lang) != name
    ]
    archive.replace_labels(changed)
    return len(changed)


def _read_names(found: SourceNames) -> Iterator[Name]:
    countries = label_countries()
    for kind in NAMED_KINDS:
        for id_, names in found.names.get(kind, {}).items():
            for lang in LANGS:
                name = _read_name(kind, names.get(lang, ""))
                if not name or not 0 < len(id_) <= LONGEST[_NAMED[kind]] or not id_.isprintable():
                    continue
                if kind == "country" and countries.get(id_, {}).get(lang) == name:
                    # It comes with every release.
                    continue
                yield kind, id_, lang, name


def _read_name(kind: NamedKind, name: str) -> str:
    try:
        return read_line(_NAMED[kind], name)
    except RecordError:
        return ""
