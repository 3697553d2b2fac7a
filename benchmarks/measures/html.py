"""Measure how well saved pages are read: text, title, date, authors, speed.

    python -m benchmarks.measures.html PATH --marks marks.json

PATH is a folder in the form of scrapinghub's article-extraction-benchmark: `ground-truth.json` with
the text of each page, and `pages/`. Texts are compared as it does: shingles of four words; of each
page the share that is right of what was found, and of what should be; F1 of the means of both. The
marks, made by hand, tell each page's `title`, `days` (on which it was published, in the zones that
may be meant) and `authors`; fields that a page has not are left out. Of other extractors those are
measured that are installed. The tables go into docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import gzip
import re
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from importlib import import_module
from pathlib import Path

import msgspec

from benchmarks.report import write_table
from indexer.dates import parse_instant
from indexer.importing.pages.record import read_record
from indexer.importing.readers import RawRecord

SHINGLE = 4

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class SavedPage:
    """A page with what it should be read as. `marks` is empty where nobody marked it."""

    key: str
    content: bytes
    url: str
    text: str
    marks: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class TextQuality:
    """How well an extractor finds the texts: means over all pages, and pages a second of
    processor time."""

    name: str
    precision: float
    recall: float
    speed: float

    @property
    def f1(self) -> float:
        return 2 * self.precision * self.recall / ((self.precision + self.recall) or 1.0)


def main() -> None:
    """Measure everything and write the tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("path", type=Path, metavar="PATH", help="a folder of pages")
    parser.add_argument("--marks", type=Path, help="what was marked by hand")
    arguments = parser.parse_args()
    if not (arguments.path / "ground-truth.json").is_file():
        parser.error(f"{arguments.path} has no ground-truth.json")
    for name, lines in measure_html(arguments.path, arguments.marks):
        write_table(name, lines)


def measure_html(folder: Path, marks: Path | None = None) -> Iterator[tuple[str, list[str]]]:
    """The tables, each with the name of its marks."""
    pages = read_pages(folder, marks)
    yield "html", _tabulate_texts([measure_texts(*peer, pages) for peer in _extractors()])
    if marks is not None:
        yield "html-fields", _tabulate_fields(pages)


def read_pages(folder: Path, marks: Path | None) -> list[SavedPage]:
    """The pages of a folder."""
    truth = msgspec.json.decode((folder / "ground-truth.json").read_bytes())
    marked = msgspec.json.decode(marks.read_bytes()) if marks else {}
    pages: list[SavedPage] = []
    for key, expected in truth.items():
        path = next((folder / "pages").glob(f"{key}.html*"))
        content = path.read_bytes()
        if path.suffix == ".gz":
            content = gzip.decompress(content)
        # Marks may be told by the beginnings of long keys.
        mark = next((marked[name] for name in marked if key.startswith(name)), {})
        pages.append(
            SavedPage(key, content, expected["url"], expected.get("articleBody", ""), mark)
        )
    return pages


def measure_texts(
    name: str, extract: Callable[[SavedPage], str], pages: Sequence[SavedPage]
) -> TextQuality:
    """The quality of an extractor over all pages."""
    extract(pages[0])
    start = time.process_time()
    texts = [extract(page) for page in pages]
    seconds = time.process_time() - start
    shares = [_compare(page.text, text) for page, text in zip(pages, texts, strict=True)]
    return TextQuality(
        name,
        statistics.mean(precision for precision, _ in shares),
        statistics.mean(recall for _, recall in shares),
        len(pages) / (seconds or 1.0),
    )


def _compare(expected: str, found: str) -> tuple[float, float]:
    """Precision and recall of a text."""
    right, given = _shingles(expected), _shingles(found)
    common = (right & given).total()
    return common / (given.total() or 1), common / (right.total() or 1)


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    words = _WORD.findall(text)
    return Counter(
        tuple(words[start : start + SHINGLE])
        for start in range(max(1, len(words) - SHINGLE + 1))
        if words
    )


def _extractors() -> Iterator[tuple[str, Callable[[SavedPage], str]]]:
    yield "letopis", lambda page: str(_read(page).get("body", ""))
    trafilatura = import_module("trafilatura")
    yield (
        "trafilatura, fast",
        lambda page: trafilatura.extract(page.content, fast=True, include_comments=False) or "",
    )
    yield (
        "trafilatura",
        lambda page: trafilatura.extract(page.content, include_comments=False) or "",
    )
    try:
        encoding = import_module("resiliparse.parse.encoding")
        html2text = import_module("resiliparse.extract.html2text")
    except ModuleNotFoundError:
        print("  resiliparse is left out: it is not installed", flush=True)
    else:
        yield (
            "resiliparse",
            lambda page: str(
                html2text.extract_plain_text(
                    encoding.bytes_to_str(page.content, encoding.detect_encoding(page.content)),
                    main_content=True,
                    links=False,
                    alt_texts=False,
                )
            ),
        )
    try:
        readability = import_module("readability")
        lxml = import_module("lxml.html")
    except ModuleNotFoundError:
        print("  readability is left out: readability-lxml is not installed", flush=True)
    else:
        yield (
            "readability-lxml",
            lambda page: str(
                lxml.fromstring(readability.Document(page.content).summary()).text_content()
            ),
        )


def _read(page: SavedPage) -> Mapping[str, object]:
    record = read_record(1, page.content, address=page.url)
    return record.values if isinstance(record, RawRecord) else {}


def _tabulate_texts(qualities: Sequence[TextQuality]) -> list[str]:
    return [
        "| read by | F1 | precision | recall | pages a second of one core |",
        "|---|---:|---:|---:|---:|",
        *(
            f"| {quality.name} | {quality.f1:.3f} | {quality.precision:.3f} "
            f"| {quality.recall:.3f} | {quality.speed:.0f} |"
            for quality in qualities
        ),
    ]


def _tabulate_fields(pages: Sequence[SavedPage]) -> list[str]:
    right: Counter[str] = Counter()
    marked: Counter[str] = Counter()
    for page in pages:
        values = _read(page)
        for field, judge in _JUDGES.items():
            expected = page.marks.get(field)
            if expected:
                marked[field] += 1
                right[field] += judge(expected, values)
    return [
        "| field | pages that have it | right |",
        "|---|---:|---:|",
        *(
            f"| {field} | {marked[field]} | {right[field] / marked[field]:.3f} |"
            for field in marked
        ),
    ]


def _is_title(expected: object, values: Mapping[str, object]) -> bool:
    return _fold(values.get("title")) == _fold(expected)


def _is_day(expected: object, values: Mapping[str, object]) -> bool:
    """Whether the day is right, in the zone that the date has or in UTC."""
    try:
        instant = parse_instant(str(values.get("published", "")), UTC)
    except ValueError:
        return False
    days = {f"{instant:%Y-%m-%d}", f"{instant.astimezone(UTC):%Y-%m-%d}"}
    return isinstance(expected, list) and not days.isdisjoint(expected)


def _are_authors(expected: object, values: Mapping[str, object]) -> bool:
    found = values.get("authors", [])
    return (
        isinstance(expected, list)
        and isinstance(found, list)
        and {_fold(name) for name in expected} == {_fold(name) for name in found}
    )


_JUDGES: Mapping[str, Callable[[object, Mapping[str, object]], bool]] = {
    "title": _is_title,
    "days": _is_day,
    "authors": _are_authors,
}


def _fold(text: object) -> str:
    return " ".join(_WORD.findall(str(text or "").casefold()))


if __name__ == "__main__":
    main()
