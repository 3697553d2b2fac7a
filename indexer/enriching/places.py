"""Countries and regions: their ids, their names, and their places.

    >>> label_countries()["dagestan"]
    {'ru': 'Дагестан', 'en': 'Dagestan'}

States have their ISO 3166 codes as ids and take their names from CLDR; what else they are called,
states of the past, regions and territories, and the places of all, stand in `data/world.toml` and
`data/places.toml`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from importlib.resources import files
from itertools import chain

import msgspec
from babel import Locale
from babel.core import get_global

from indexer.article import LANGS
from indexer.enriching.rules import NO_RULES, CountryRules

# Names by id and language.
Names = Mapping[str, Mapping[str, str]]

# Two-letter codes of CLDR that are no country: unions, test locales, parts with a second code.
_NO_COUNTRIES = frozenset(
    ("AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ")
)

_FILES = ("world.toml", "places.toml")


class CountryEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A country or region of a file: its labels, and by what else a text tells it. What each field
    holds stands in `data/places.toml`."""

    ru: str = ""
    en: str = ""
    within: str = ""
    names: tuple[str, ...] = ()
    adjectives: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    places: tuple[tuple[str, ...], ...] = ()
    institutions: tuple[str, ...] = ()
    companies: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    currencies: tuple[str, ...] = ()

    def labels(self) -> dict[str, str]:
        """The short names by language."""
        return {lang: label for lang, label in (("ru", self.ru), ("en", self.en)) if label}


class Places(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one file says, or all do: the countries by id; names that are also common words or
    persons' names; what only looks like a place; which country a name of several usually is; and
    the countries of stock exchanges by the letters that tickers have for them."""

    countries: dict[str, CountryEntry]
    doubtful: tuple[str, ...] = ()
    persons: tuple[str, ...] = ()
    not_places: tuple[str, ...] = ()
    money: tuple[str, ...] = ()
    usual: dict[str, str] = {}
    exchanges: dict[str, str] = {}


NO_ENTRY = CountryEntry()


@cache
def label_countries() -> Names:
    """The short names of all countries and regions."""
    states, entries = read_states(), read_places().countries
    return {
        id_: {**states.get(id_, {}), **entries.get(id_, NO_ENTRY).labels()}
        for id_ in dict.fromkeys((*states, *entries))
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


def parent_of(country_id: str, rules: CountryRules = NO_RULES) -> str | None:
    """The country that a region is within, by the rules of an archive or else by those that come
    with Letopis; None for what is within none."""
    return next(iter(list_ancestors(rules).get(country_id, ())), None)


@lru_cache(maxsize=2)
def list_ancestors(rules: CountryRules = NO_RULES) -> Mapping[str, tuple[str, ...]]:
    """What each region is within, by region: its country, or the region around it and all that is
    within, the nearest first. Raises ValueError with a region that is within itself."""
    entries = read_places().countries.items()
    parents = {id_: entry.within for id_, entry in entries} | dict(rules.within)
    return {id_: tuple(_climb(id_, parents)) for id_, parent in parents.items() if parent}


def _climb(region: str, parents: Mapping[str, str]) -> Iterator[str]:
    passed = [region]
    while parent := parents.get(passed[-1]):
        if parent in passed:
            raise ValueError(region)
        yield parent
        passed.append(parent)


@cache
def read_places() -> Places:
    """What the files that come with Letopis hold together."""
    data = files("indexer").joinpath("data")
    parts = [msgspec.toml.decode(data.joinpath(name).read_bytes(), type=Places) for name in _FILES]
    return Places(
        countries={id_: entry for part in parts for id_, entry in part.countries.items()},
        doubtful=tuple(chain.from_iterable(part.doubtful for part in parts)),
        persons=tuple(chain.from_iterable(part.persons for part in parts)),
        not_places=tuple(chain.from_iterable(part.not_places for part in parts)),
        money=tuple(chain.from_iterable(part.money for part in parts)),
        usual={name: id_ for part in parts for name, id_ in part.usual.items()},
        exchanges={end: id_ for part in parts for end, id_ in part.exchanges.items()},
    )


@cache
def read_other_codes() -> Mapping[str, str]:
    """The codes of three letters and of three figures, and codes of the past, by which the code of
    a state is known too."""
    aliases: Mapping[str, list[str]] = get_global("territory_aliases")
    states = read_states()
    return {
        code: today[0]
        for code, today in aliases.items()
        if len(today) == 1 and today[0] in states and code not in read_places().countries
    }


@cache
def read_states() -> Names:
    """The names of all states by code and language."""
    names: dict[str, dict[str, str]] = defaultdict(dict)
    for lang in LANGS:
        for code, name in Locale(lang).territories.items():
            if len(code) == 2 and code not in _NO_COUNTRIES:
                names[code][lang] = name
    return names
