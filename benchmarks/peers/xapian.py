"""Xapian, by Debian's python3-xapian: Debian's own interpreter runs it (`xapian_process`).

That interpreter has none of our packages: it gets analyzed documents and queries as lines of JSON
and answers likewise. While it writes, our process analyzes: building runs on two cores. The time
of an answer is taken in its process, so that the pipe is not counted.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from benchmarks.peers import (
    HITS,
    PeerAnswer,
    PeerMissingError,
    Volume,
    count_years,
    day_numbers,
    facet_passes,
    has_text,
    month_name,
    month_number,
    without_lifts,
)
from indexer.schema import TEXT_FIELDS, Document, make_postings
from searcher.engines import Selection
from searcher.query.matching import (
    Match,
    MatchAll,
    MatchAny,
    MatchEvery,
    MatchNot,
    MatchPrefix,
    MatchSequence,
    MatchTerms,
)
from searcher.query.scoring import TITLE_WEIGHT, field_weight, title_field

EXACT_PHRASES = True

_INTERPRETER = "/usr/bin/python3"
_PROCESS = Path(__file__).with_name("xapian_process.py")
_FIELDS = tuple(
    name for field in TEXT_FIELDS.values() for name in (field.lemmas, field.exact, field.names)
)
# What is counted: how many values of it an article may have.
_SLOTS = {"author": 2, "country": 3, "tag": 5, "lang": 1, "source": 1, "month": 1}
# Documents held in memory between two writes.
_FLUSH_THRESHOLD = "20000"


def release() -> str:
    return _run("version").strip()


def build(documents: Iterator[Document], path: Path) -> None:
    release()
    with _start("build", path) as process:
        assert process.stdin
        process.stdin.write(_line({"slots": _SLOTS}))
        for document in documents:
            process.stdin.write(_line(_entry(document)))
        process.stdin.close()
        if process.wait():
            raise subprocess.CalledProcessError(process.returncode, process.args)


def tidy(path: Path) -> None:
    """Compact the database."""
    _run("tidy", str(path))


def open_peer(path: Path) -> XapianPeer:
    release()
    return XapianPeer(_start("serve", path))


def _entry(document: Document) -> dict[str, Any]:
    columns = document.columns
    return {
        "id": document.id,
        "article": document.article.decode(),
        "postings": make_postings(document.texts),
        "values": {
            "author": columns.authors,
            "country": columns.countries,
            "tag": columns.tags,
            "lang": (columns.lang,),
            "source": (columns.source,),
            "month": (month_name(month_number(columns.day)),),
        },
        "day": columns.day,
        "published": columns.published,
    }


class XapianPeer:
    """An index asked in another process."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        by_day = self._exchange(
            {
                "slots": _SLOTS,
                "hits": HITS,
                "titles": {name: title_field(name) for name in _FIELDS if title_field(name)},
                "title_weight": TITLE_WEIGHT,
                "weights": {name: field_weight(name) for name in _FIELDS},
            }
        )
        self._volume = Volume({int(day): count for day, count in by_day.items()})

    def ask(self, selection: Selection) -> PeerAnswer:
        selection = without_lifts(selection)
        (_, facets), *others = facet_passes(selection)
        answer = self._exchange(
            {
                "ranked": has_text(selection.match),
                "match": _write(selection.match),
                "passes": [
                    {
                        "filters": [(f.facet, f.any_of, f.none_of) for f in part.filters],
                        "days": day_numbers(part.days) if part.days else None,
                        "facets": ["month" if facet == "year" else facet for facet in counted],
                    }
                    for part, counted in [(selection, (*facets, "month")), *others]
                ],
            }
        )
        # The years come from the months of the pass that counted them.
        counted: dict[str, dict[str, int]] = {}
        months = answer["counts"][0]["month"]
        for counts in answer["counts"]:
            for facet, values in counts.items():
                if facet == "month":
                    counted["year"] = count_years(values)
                else:
                    counted[facet] = values
        return PeerAnswer(
            seconds=answer["seconds"],
            total=answer["total"],
            hits=tuple(answer["hits"]),
            facets=counted,
            timeline=self._volume.timeline(selection.days, months),
        )

    def close(self) -> None:
        with self._process as process:
            assert process.stdin
            process.stdin.close()

    def _exchange(self, message: object) -> dict[str, Any]:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(_line(message))
        self._process.stdin.flush()
        answer: dict[str, Any] = msgspec.json.decode(self._process.stdout.readline())
        return answer


def _write(match: Match) -> list[Any]:
    """A match as lists that are led by their kind."""
    match match:
        case MatchAll():
            return ["all"]
        case MatchTerms(field, terms):
            return ["terms", field, terms]
        case MatchPrefix(field, prefix):
            return ["prefix", field, prefix]
        case MatchSequence(field, steps):
            return ["sequence", field, steps]
        case MatchEvery(parts):
            return ["every", *map(_write, parts)]
        case MatchAny(parts):
            return ["any", *map(_write, parts)]
        case MatchNot(part):
            return ["not", _write(part)]
    raise TypeError(f"not in the mix: {match}")


def _line(message: object) -> bytes:
    return msgspec.json.encode(message) + b"\n"


def _start(command: str, path: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [_INTERPRETER, "-I", str(_PROCESS), command, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        bufsize=1 << 20,
        env={**os.environ, "XAPIAN_FLUSH_THRESHOLD": _FLUSH_THRESHOLD},
    )


def _run(*arguments: str) -> str:
    try:
        done = subprocess.run(
            [_INTERPRETER, "-I", str(_PROCESS), *arguments],
            capture_output=True,
            text=True,
            check=True,
        )
    except FileNotFoundError as error:
        raise PeerMissingError(f"{_INTERPRETER} is missing") from error
    except subprocess.CalledProcessError as error:
        raise PeerMissingError(error.stderr.strip()) from error
    return done.stdout
