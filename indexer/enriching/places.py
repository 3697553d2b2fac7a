"""Countries and regions: their ids, their names, and their places.

    >>> label_countries()["dagestan"]
    {'ru': 'Дагестан', 'en': 'Dagestan'}

States have their ISO 3166 codes as ids and take their names from CLDR; regions and territories,
and the places of both, stand in `data/places.toml`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import msgspec
from babel import Locale

from indexer.article import LANGS

# Names by id and language.
Names = Mapping[str, Mapping[str, str]]

# Two-letter codes of CLDR that are no country: unions, test locales, parts with a second code.
_NO_COUNTRIES = frozenset(
    ("AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ")
)


class CountryEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A country or region of the file: its labels, other names, adjectives, and the spellings of
    each of its places. `text_weight` is what a mention in the running text is worth."""

    ru: str = ""
    en: str = ""
    names: tuple[str, ...] = ()
    adjectives: tuple[str, ...] = ()
    places: tuple[tuple[str, ...], ...] = ()
    text_weight: float = 1.0

    def labels(self) -> dict[str, str]:
        """The short names by language."""
        return {lang: label for lang, label in (("ru", self.ru), ("en", self.en)) if label}


class Places(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file: the countries by id, names that are also common words or persons' names, and what
    only looks like a place."""

    doubtful: tuple[str, ...]
    not_places: tuple[str, ...]
    countries: dict[str, CountryEntry]


NO_ENTRY = CountryEntry()


@cache
def label_countries() -> Names:
    """The short names of all countries and regions."""
    states, entries = read_states(), read_places().countries
    return {
        id_: {**states.get(id_, {}), **entries.get(id_, NO_ENTRY).labels()}
        for id_ in (*states, *entries)
    }


@cache
def name_countries() -> Mapping[str, tuple[str, ...]]:
    """All names of each country and region, its labels first; neither its towns nor its
    adjectives."""
    states, entries = read_states(), read_places().countries
    return {
        id_: (
            *labels.values(),
            *states.get(id_, {}).values(),
            *entries.get(id_, NO_ENTRY).names,
        )
        for id_, labels in label_countries().items()
    }


@cache
def read_places() -> Places:
    """What `data/places.toml` holds."""
    source = files("indexer").joinpath("data", "places.toml").read_bytes()
    return msgspec.toml.decode(source, type=Places)


@cache
def read_states() -> Names:
    """The names of all states by code and language."""
    names: dict[str, dict[str, str]] = defaultdict(dict)
    for lang in LANGS:
        for code, name in Locale(lang).territories.items():
            if len(code) == 2 and code not in _NO_COUNTRIES:
                names[code][lang] = name
    return names
