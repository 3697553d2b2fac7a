"""The files of the gazetteer, and what they say of countries."""

from __future__ import annotations

import pytest

from indexer.analysis import Analyzer
from indexer.enriching.names import NameIndex
from indexer.enriching.places import label_countries, name_countries, parent_of, read_places

PLACES = read_places()
NAMES = NameIndex(Analyzer(), PLACES, name_countries())
FOLDED = {NAMES.fold(name): name for name in (*PLACES.doubtful, *PLACES.persons, *PLACES.usual)}


@pytest.mark.parametrize("name", FOLDED.values())
def test_what_is_said_of_a_name_is_said_of_one_that_is_known(name: str) -> None:
    assert NAMES.known(name)


@pytest.mark.parametrize(("name", "id_"), PLACES.usual.items())
def test_the_usual_country_of_a_name_is_one_of_several(name: str, id_: str) -> None:
    assert id_ in NAMES.known(name)
    assert len(NAMES.known(name)) > 1


def test_no_name_is_said_to_be_two_things() -> None:
    assert not set(PLACES.doubtful) & set(PLACES.persons)
    assert len(PLACES.doubtful) == len(set(PLACES.doubtful))


def test_every_country_has_a_label_in_both_languages() -> None:
    assert set(PLACES.countries) <= set(label_countries())
    assert all({"ru", "en"} == set(labels) for labels in label_countries().values())


def test_a_region_is_within_a_country_unless_that_is_disputed() -> None:
    assert parent_of("dagestan") == parent_of("rostov") == "RU"
    assert parent_of("abkhazia") is parent_of("crimea") is None
    assert parent_of("RU") is parent_of("atlantis") is None


def test_what_a_region_is_within_is_a_country_and_within_none() -> None:
    parents = {parent for id_ in label_countries() if (parent := parent_of(id_))}
    assert parents <= set(label_countries())
    assert not any(map(parent_of, parents))
