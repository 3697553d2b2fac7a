"""Versions of an article, whatever becomes of it: numbers that stay, and the one that is served."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.analysis import Analyzer
from indexer.archive.creating import create_home
from indexer.archive.store import Archive
from indexer.article import Article
from indexer.errors import LetopisError, NotFoundError
from indexer.home.settings import read_settings
from searcher.service import SearchService
from searcher.versions import get_version, list_versions
from tests.conftest import index_home, update_home

STEPS = st.lists(
    st.sampled_from(("first", "second", "third", "delete", "restore", "purge", "update")),
    min_size=3,
    max_size=10,
)


def article(text: str) -> Article:
    moment = datetime(2014, 3, 1, tzinfo=UTC)
    return Article(id="a-1", lang="en", title=f"Bridge, {text}", body=text, published=moment)


def take(archive: Archive, step: str) -> None:
    match step:
        case "delete":
            archive.delete("a-1", "court order")
        case "restore":
            archive.restore("a-1")
        case "purge":
            known = archive.get("a-1")
            if known is not None and known.deleted is not None:
                archive.purge("a-1")
        case "first" | "second" | "third":
            archive.put(article(step))


def ask(service: SearchService) -> tuple[type[LetopisError] | None, Article | None]:
    try:
        return None, service.get_article("a-1")
    except NotFoundError as error:
        return type(error), None


@given(steps=STEPS)
@settings(max_examples=15, deadline=None)
def test_the_last_version_is_served_and_numbers_stay(analyzer: Analyzer, steps: list[str]) -> None:
    with TemporaryDirectory() as name:
        home = create_home(Path(name) / "archive")
        with Archive.open(home.database) as archive, archive.transaction():
            archive.put(article("first"))
            archive.put(replace(article("other"), id="a-2"))
        index_home(home, analyzer)
        service = SearchService(home, replace(read_settings(home), public_versions=True), analyzer)
        seen: dict[int, tuple[datetime, Article]] = {}
        for step in (*steps, "update"):
            with Archive.open(home.database) as archive, archive.transaction():
                take(archive, step)
            if step == "update":
                update_home(home, analyzer)
            elif step == "purge":
                # What purges builds the index anew.
                index_home(home, analyzer)
            service.look_again()
            error, served = ask(service)
            if error is not None:
                with pytest.raises(error):
                    list_versions(service, "a-1")
                continue
            try:
                versions = list_versions(service, "a-1")
            except NotFoundError:
                # It was taken down since the update.
                assert step not in {"update", "purge"}
                continue
            assert [version.is_current for version in versions][-1:] == [True]
            assert versions[-1].article == served
            for version in versions:
                known = (version.first_seen, version.article)
                assert seen.setdefault(version.number, known) == known
                assert get_version(service, "a-1", version.number) == version
