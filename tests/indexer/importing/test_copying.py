"""Near copies: what says nearly the same is found, and stays an article of its own."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from indexer.archive.copies import CopyGroup
from indexer.archive.store import Archive
from indexer.progress import Progress
from searcher.archive import NewsArchive, create_archive
from tests.indexer.importing.test_importing import record, write

WORDS = [f"{a}{b}" for a in ("br", "st", "kr", "pl", "gr") for b in
         ("ide", "one", "ave", "ain", "ound", "eat", "ow", "ick", "ent", "ull")]  # fmt: skip


def make_text(seed: int, length: int = 300) -> list[str]:
    return random.Random(seed).choices(WORDS, k=length)


def change(words: list[str], share: float) -> str:
    """A text with so many of its words replaced by others."""
    drawn = random.Random(5)
    return " ".join("other" if drawn.random() < share else word for word in words)


@pytest.fixture
def archive(tmp_path: Path) -> NewsArchive:
    return create_archive(tmp_path / "archive")


def run(archive: NewsArchive, folder: Path, *records: object) -> list[tuple[str, str]]:
    report = archive.import_job([write(folder / "news.jsonl", *records)]).run(Progress())
    return [(copy.id, copy.of) for copy in report.copies]


def groups(archive: NewsArchive) -> list[CopyGroup]:
    with archive.open_store() as store:
        return list(store.copies.groups())


def test_reprints_are_found_and_the_first_stored_is_the_first(
    archive: NewsArchive, tmp_path: Path
) -> None:
    words = make_text(1)
    body, other = " ".join(words), " ".join(make_text(2))
    first = record("a", "Bridge opens", body=body, source="Post", url="https://a.example/1")
    assert run(archive, tmp_path, first, record("x", "Another", body=other)) == []
    copies = run(
        archive,
        tmp_path,
        record("b", "A bridge opens", body=change(words, 0.04), date="2014-03-09", source="Wire"),
        record("c", "The bridge", body=change(words, 0.05) + " More.", date="2015-01-01"),
        record("d", "Not it", body=change(words, 0.5), date="2015-01-01"),
    )
    assert dict(copies) == {"b": "a", "c": dict(copies)["c"]}
    assert groups(archive) == [CopyGroup("a", ("b", "c"))]
    with archive.open_store() as store:
        assert store.count() == 5
    assert run(archive, tmp_path, first) == []


def test_a_text_that_changed_is_a_copy_no_more(archive: NewsArchive, tmp_path: Path) -> None:
    words = make_text(1)
    run(archive, tmp_path, record("a", "One", body=" ".join(words)))
    later = record("b", "Two", body=change(words, 0.03), date="2014-05-01")
    assert run(archive, tmp_path, later) == [("b", "a")]
    run(archive, tmp_path, {**later, "body": " ".join(make_text(3))})
    assert groups(archive) == []


def test_notes_of_few_words_and_other_languages_are_no_copies(
    archive: NewsArchive, tmp_path: Path
) -> None:
    words = make_text(1)
    assert run(
        archive, tmp_path,
        record("a", "One", body="The weather is fine today."),
        record("b", "Two", body="The weather is fine today.", date="2014-03-02"),
        record("c", "Three", body=" ".join(words)),
        record("d", "Four", body=" ".join(words), lang="ru", date="2014-03-02"),
    ) == []  # fmt: skip


def test_what_is_deleted_or_purged_is_in_no_group(archive: NewsArchive, tmp_path: Path) -> None:
    words = make_text(1)
    run(archive, tmp_path, record("a", "One", body=" ".join(words)))
    run(archive, tmp_path, record("b", "Two", body=change(words, 0.02), date="2014-05-01"))
    archive.delete("b", "a court order")
    assert groups(archive) == []
    archive.purge_job("b").run(Progress())
    with Archive.open(archive.home.database) as store:
        assert not store.copies.has("b")


def test_archives_without_sketches_are_looked_through_once(
    archive: NewsArchive, tmp_path: Path
) -> None:
    words = make_text(1)
    run(archive, tmp_path, record("a", "One", body=" ".join(words)))
    run(archive, tmp_path, record("b", "Two", body=change(words, 0.02), date="2014-05-01"))
    with Archive.open(archive.home.database) as store, store.transaction():
        store.copies.forget("a")
        store.copies.forget("b")
    assert archive.copy_job().run(Progress()) == 1
    assert groups(archive) == [CopyGroup("a", ("b",))]
    assert archive.copy_job().run(Progress()) == 0
