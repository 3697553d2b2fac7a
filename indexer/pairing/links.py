"""Links of an article to its version in the other language, among the fields that Letopis keeps as
they are: addresses or ids, as readers of pages give them (`translations`), or a record does; and
the name of its file, where that of the other version is the same without a language."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePath

from indexer.addresses import is_web_address, read_address
from indexer.archive.identity import file_key, id_key, list_path_keys
from indexer.archive.store import Archive
from indexer.article import LANGS, Article

# Names of fields that link versions, without case and signs; schema.org's are among them. Those
# that name the original may give its id.
_ORIGINALS = frozenset(("translationof", "translationofwork", "originalid", "originalurl"))
_NAMES = _ORIGINALS | frozenset(
    ("translations", "translation", "worktranslation", "alternates", "originallink", "original")
)
_SIGNS = re.compile(r"[\W_]+")
# Where an object has its address or id.
_PLACES = ("url", "href", "@id", "id")

# Links of an article that are followed.
_MOST = 20


def list_links(article: Article) -> list[str]:
    """The addresses and ids that an article gives for its versions, each once."""
    found = (
        link
        for name, value in article.extra.items()
        if (folded := _SIGNS.sub("", name.casefold())) in _NAMES
        for link in _read_links(value)
        if is_web_address(link) or folded in _ORIGINALS
    )
    return list(dict.fromkeys(found))[:_MOST]


def has_links(article: Article) -> bool:
    """Whether anything of an article may lead to its version in the other language."""
    return bool(list_links(article)) or _name_plain_file(article) is not None


def _name_plain_file(article: Article) -> str | None:
    """The file that would hold the version in a site's default language, which stands in no name:
    `most.md` beside `most.en.md`."""
    path = PurePath(article.provenance.file if article.provenance else "")
    stem, _, lang = path.stem.rpartition(".")
    return str(path.with_name(stem + path.suffix)) if stem and lang.lower() in LANGS else None


def follow_links(article: Article, archive: Archive) -> list[str]:
    """The articles in the other language that an article links to, by their ids."""
    found: dict[str, None] = {}
    if file := _name_plain_file(article):
        for known in archive.find([file_key(file)]):
            other = known.article
            if other is None or known.deleted is not None or other.lang == article.lang:
                continue
            if other.provenance is not None and other.provenance.file == file:
                found[known.id] = None
    for link in list_links(article):
        keys = list_path_keys(link) if is_web_address(link) else [id_key(link)]
        for known in archive.find(keys):
            other = known.article
            if other is None or known.deleted is not None or other.lang == article.lang:
                continue
            if not is_web_address(link) or _is_at(other, link):
                found[known.id] = None
    return list(found)


def _is_at(article: Article, url: str) -> bool:
    wanted = read_address(url)
    return any(read_address(own) == wanted for own in (article.url, *article.mirrors) if own)


def _read_links(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value.strip()
        case Mapping():
            own = [value[place] for place in _PLACES if place in value]
            # An object of a version, or one address for each language.
            for inner in own or value.values():
                yield from _read_links(inner)
        case Sequence():
            for inner in value:
                yield from _read_links(inner)
        case int():
            # An id that is a number.
            yield str(value)
