"""What admins decide of names, as a text of labels.toml."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.analysis import Analyzer
from indexer.archive.creating import create_home
from indexer.home.labels import read_labels
from indexer.home.paths import ArchiveHome
from indexer.home.settings import Settings
from indexer.labels import Labels
from searcher.drafts.suggestions import Merge, Naming, decide_names
from searcher.service import SearchService


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory, analyzer: Analyzer) -> SearchService:
    home = create_home(tmp_path_factory.mktemp("names") / "archive")
    return SearchService(home, Settings(), analyzer)


values = st.sampled_from(["anna", "ana", "hanna", "boris"])
merges = st.lists(
    st.tuples(values, values)
    .filter(lambda pair: pair[0] != pair[1])
    .map(lambda pair: Merge("author", *pair)),
    max_size=5,
)


def read(home: ArchiveHome, text: str) -> Labels:
    path = home.path / "tried.toml"
    path.write_text(text, "utf-8")
    labels = Labels()
    read_labels(path, labels)
    return labels


@given(merges)
def test_values_that_were_merged_are_one_however_they_were_chosen(
    service: SearchService, chosen: list[Merge]
) -> None:
    text = '[authors]\nana = { en = "Ana" }\nhanna = { en = "Hanna" }\n'
    draft = decide_names(service, text, chosen, ())
    assert draft.left == ()
    labels = read(service.home, draft.text)
    for merge in chosen:
        assert labels.resolve("author", merge.other) == labels.resolve("author", merge.kept)


def test_names_are_added_to_what_is_there(service: SearchService) -> None:
    text = '[authors]\nana = { en = "Ana", aliases = ["A."] }\n'
    draft = decide_names(service, text, (), [Naming("author", "ana", "ru", "Ана")])
    said = {"ru": "Ана", "en": "Ana", "aliases": ["A."]}
    assert tomllib.loads(draft.text)["authors"]["ana"] == said


def test_what_is_spread_over_lines_is_told(service: SearchService) -> None:
    text = '[authors.ana]\nen = "Ana"\n'
    draft = decide_names(service, text, [Merge("author", "ana", "anna")], ())
    assert draft.text == text
    assert draft.left == ('ana = { en = "Ana", aliases = ["anna"] }',)
