"""Which reader reads a source: told by its beginning, and by its name where that says nothing.

A format is one line in FORMATS. What is sure of its beginning (`begins`) comes before what is known
by the ending of its name alone.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Protocol

from indexer.importing.decoding import find_wide_encoding
from indexer.importing.elements.file import begin_with
from indexer.importing.readers import Reader
from indexer.importing.readers.feed import FeedReader
from indexer.importing.readers.html import HtmlReader
from indexer.importing.readers.json_document import JsonReader
from indexer.importing.readers.jsonl import JsonlReader
from indexer.importing.readers.markdown import MarkdownReader
from indexer.importing.readers.newsml import NewsmlReader
from indexer.importing.readers.newsml_one import NewsmlOneReader
from indexer.importing.readers.nitf import NitfReader
from indexer.importing.readers.page import PageReader
from indexer.importing.readers.pages import PageRecords
from indexer.importing.readers.rst import RstReader
from indexer.importing.readers.sitemap import SitemapReader
from indexer.importing.readers.table import TableBeginning, TableReader
from indexer.importing.readers.warc import WarcReader
from indexer.importing.readers.wxr import WxrReader
from indexer.importing.sources import Source

# The endings of packed files, which stand behind that of the format.
_PACKED = frozenset((".gz", ".bz2", ".xz", ".zst"))
_CONTAINERS = frozenset((".tar", ".tgz", ".zip", ".wacz"))

# Written by programs that are not done yet, or kept aside by them.
_UNFINISHED = frozenset((".tmp", ".part", ".partial", ".crdownload", ".download", ".swp", ".bak"))


# The source of a page, before a site generator makes it.
_FRONT_MATTER = re.compile(rb"---[ \t]*\r?\n[\w-]+[ \t]*:")

_HTML = re.compile(
    rb"(?i)(?:<\?xml[^>]*>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html)", re.DOTALL
)


class Beginning(Protocol):
    """Tells a format by its first bytes."""

    def match(self, head: bytes, /) -> object:
        """Something true where a source with this beginning is of the format."""


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its name, for `--format`; the endings of its files; how it begins, if that is
    sure, as a pattern over the first bytes without blanks, or what matches as one does; what makes
    its reader, of what reads pages in this run; and whether the ending of a name is given to other
    formats as well."""

    name: str
    endings: tuple[str, ...]
    begins: Beginning | None
    make_reader: Callable[[PageRecords], Reader]
    is_vague: bool = False


_WXR = begin_with(r"rss\b[^>]*wordpress\.org/export")
_NEWSML = begin_with(r"(?:newsMessage|newsItem|packageItem)\b")
_FEED = begin_with(
    r"rss\b(?![^>]*wordpress\.org/export)",
    r"feed[\s>]",
    r"entry[\s>]",
    r"RDF\s[^>]*(?:purl\.org/rss|netscape\.com)",
)


def _alone(make_reader: Callable[[], Reader]) -> Callable[[PageRecords], Reader]:
    """Makes a reader that needs nothing of what reads pages."""
    return lambda _: make_reader()


FORMATS: tuple[Format, ...] = (
    # An object that begins with a line of its bracket alone is no line.
    Format("jsonl", (".jsonl", ".ndjson"), re.compile(rb'\{(?!\s*\n\s*")'), _alone(JsonlReader)),
    Format("json", (".json",), re.compile(rb"[\[{]"), _alone(JsonReader)),
    Format("wxr", (".wxr",), _WXR, _alone(WxrReader)),
    Format("newsml", (".newsml",), _NEWSML, _alone(NewsmlReader)),
    Format("newsml1", (), begin_with(r"NewsML\b"), _alone(NewsmlOneReader)),
    Format("nitf", (".nitf",), begin_with(r"nitf\b"), _alone(NitfReader)),
    Format("sitemap", (), begin_with(r"urlset\b", r"sitemapindex\b"), _alone(SitemapReader)),
    Format("feed", (".xml", ".rss", ".atom", ".rdf"), _FEED, _alone(FeedReader), is_vague=True),
    Format("markdown", (".md", ".markdown"), None, _alone(MarkdownReader)),
    Format("rst", (".rst",), None, _alone(RstReader)),
    Format("html", (".html", ".htm", ".xhtml"), _HTML, HtmlReader),
    Format("warc", (".warc", ".arc"), re.compile(rb"WARC/[01]\.|filedesc://"), WarcReader),
    Format("page", (".txt",), None, _alone(PageReader), is_vague=True),
    Format("table", (".csv", ".tsv", ".tab"), TableBeginning(), _alone(TableReader)),
)

FORMAT_NAMES: tuple[str, ...] = tuple(format_.name for format_ in FORMATS)


def recognize(
    source: Source, pages: PageRecords, formats: Sequence[Format] = FORMATS
) -> Reader | None:
    """The reader of a source, of what reads pages in this run; None for what none of them reads,
    and for READMEs. Raises OSError."""
    name = PurePosixPath(source.name)
    if name.stem.casefold() == "readme" or _is_unfinished(name):
        return None
    by_name = _find_by_name(name, formats)
    head = _decode_head(source.head).lstrip()
    if by_name is not None and by_name.name == "html" and _FRONT_MATTER.match(head):
        return reader_named("markdown", pages)
    likely = [by_name] if by_name is not None else []
    if by_name is None or by_name.begins is not None or by_name.is_vague:
        likely += formats
    for format_ in likely:
        if format_.begins is not None and format_.begins.match(head):
            return format_.make_reader(pages)
    return by_name.make_reader(pages) if by_name is not None else None


def _decode_head(head: bytes) -> bytes:
    """The beginning of a source as UTF-8, without its mark."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return head.decode("utf-16", "replace").encode()
    if wide := find_wide_encoding(head):
        return head.decode(wide, "replace").encode()
    return head.removeprefix(codecs.BOM_UTF8)


def _is_unfinished(name: PurePosixPath) -> bool:
    """Whether a file is what a program has not done yet, or what an editor keeps aside."""
    is_aside = name.name.endswith("~") or (name.name[0] == "#" and name.name[-1] == "#")
    return is_aside or name.suffix.lower() in _UNFINISHED


def reader_named(name: str, pages: PageRecords) -> Reader:
    """The reader of a format by the format's name. Raises KeyError."""
    return {format_.name: format_ for format_ in FORMATS}[name].make_reader(pages)


def is_article_file(name: str) -> bool:
    """Whether the name of a file says that there are articles in it. READMEs have none."""
    path = PurePosixPath(name)
    if path.stem.casefold() == "readme":
        return False
    return path.suffix.lower() in _CONTAINERS or _find_by_name(path, FORMATS) is not None


def _find_by_name(path: PurePosixPath, formats: Sequence[Format]) -> Format | None:
    *_, before, last = ("", "", *(suffix.lower() for suffix in path.suffixes))
    ending = before if last in _PACKED else last
    return next((format_ for format_ in formats if ending in format_.endings), None)
