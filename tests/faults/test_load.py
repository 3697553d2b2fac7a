"""A server under load while its index changes: no request fails, none mixes two generations, and
every update is seen.

Each round replaces all articles at once by texts, tags and days that belong to that round alone, so
that an answer which takes any part from another round shows it.
"""

from __future__ import annotations

import json
import re
import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from typing import Any

from indexer.analysis import Analyzer
from indexer.archive.store import Archive
from indexer.article import Article
from indexer.generations.folders import current_generation
from indexer.home.paths import ArchiveHome
from tests.conftest import index_home, update_home
from tests.faults.jobs import assert_tidy, found
from tests.web.cli.test_cli import free_port, serving

ARTICLES = 12
UPDATES = 50
REBUILDS = {20, 40}
READERS = 4
FIRST_DAY = datetime(2014, 1, 1, 12, tzinfo=UTC)
# A server looks at the index twice a second; a machine that does much else may be late.
SEEN_WITHIN = 10.0


def write_round(home: ArchiveHome, number: int) -> None:
    """Replace every article by that of a round."""
    with Archive.open(home.database) as archive, archive.transaction():
        for article in range(ARTICLES):
            archive.put(
                Article(
                    id=f"a-{article}",
                    lang="en",
                    title=f"Bridge of round{number}",
                    body=f"The bridge was built in round{number}. " * 3,
                    tags=(f"round{number}",),
                    published=FIRST_DAY + timedelta(days=number),
                )
            )


@dataclass
class Reader:
    """Asks for the same search again and again, and notes what it was told."""

    address: str
    # Generations in the order in which they were seen, and their rounds.
    generations: list[str] = field(default_factory=list)
    rounds: list[int] = field(default_factory=list)
    asked: int = 0
    failure: BaseException | None = None
    stopped: threading.Event = field(default_factory=threading.Event)

    def read(self) -> None:
        try:
            connection = HTTPConnection(self.address, timeout=30)
            while not self.stopped.is_set():
                path = "/api/v1/articles?q=bridge&interval=day&limit=20"
                connection.request("GET", path)
                answer = connection.getresponse()
                body = answer.read()
                assert answer.status == 200, body
                self.note(json.loads(body))
            connection.close()
        except BaseException as error:  # noqa: BLE001 - told to the test
            self.failure = error

    def note(self, answer: dict[str, Any]) -> None:
        self.asked += 1
        number, generation = find_round(answer), answer["index"]["generation"]
        if not self.generations or generation != self.generations[-1]:
            self.generations.append(generation)
            self.rounds.append(number)
        assert number == self.rounds[-1], "one generation has two rounds"


def find_round(answer: dict[str, Any]) -> int:
    """The round an answer is of. Every part of it must be of that one, and whole."""
    assert answer["total"] == len(answer["hits"]) == ARTICLES
    assert {hit["id"] for hit in answer["hits"]} == {f"a-{n}" for n in range(ARTICLES)}
    (tag,) = {tag for hit in answer["hits"] for tag in hit["tags"]}
    number = int(tag.removeprefix("round"))
    day = f"{FIRST_DAY + timedelta(days=number):%Y-%m-%d}"
    assert {hit["title"] for hit in answer["hits"]} == {f"Bridge of {tag}"}
    assert {hit["published"][:10] for hit in answer["hits"]} == {day}
    texts = " ".join(part["text"] for hit in answer["hits"] for part in hit["snippets"])
    assert set(re.findall(r"round\d+", texts)) == {tag}
    counts = [(value["id"], value["count"]) for value in answer["facets"]["tag"]]
    assert counts == [(tag, ARTICLES)]
    assert [value["count"] for value in answer["facets"]["lang"]] == [ARTICLES]
    assert [
        (bucket["from"], bucket["count"], bucket["archive"])
        for bucket in answer["timeline"]["buckets"]
    ] == [(day, ARTICLES, ARTICLES)]
    return number


def test_no_request_fails_or_mixes_generations_while_the_index_changes(
    home: ArchiveHome, engine: str, analyzer: Analyzer
) -> None:
    home.settings_file.write_text(f'engine = "{engine}"', "utf-8")
    write_round(home, 0)
    index_home(home, analyzer)
    with serving(home.path, "serve", "--port", str(free_port())) as (_, address):
        readers = [Reader(address) for _ in range(READERS)]
        threads = [threading.Thread(target=reader.read) for reader in readers]
        for thread in threads:
            thread.start()
        try:
            for number in range(1, UPDATES + 1):
                write_round(home, number)
                update_home(home, analyzer)
                if number in REBUILDS:
                    index_home(home, analyzer)
            last = current_generation(home)
            deadline = time.monotonic() + SEEN_WITHIN
            while time.monotonic() < deadline and not all(
                reader.failure or reader.generations[-1:] == [last] for reader in readers
            ):
                time.sleep(0.02)
        finally:
            for reader in readers:
                reader.stopped.set()
            for thread in threads:
                thread.join()
    for reader in readers:
        assert reader.failure is None
        # Each later than the one before, and the last one in time.
        assert reader.generations == sorted(set(reader.generations))
        assert reader.rounds == sorted(reader.rounds)
        assert (reader.generations[-1], reader.rounds[-1]) == (last, UPDATES)
        # It was asked while the index changed, and followed.
        assert len(reader.generations) > 3
        assert reader.asked > 2 * len(reader.generations)
    seen = {
        pair for reader in readers for pair in zip(reader.generations, reader.rounds, strict=True)
    }
    assert len(seen) == len({generation for generation, _ in seen})
    assert_tidy(home)
    assert len(found(home, analyzer)) == ARTICLES
