"""What an archive says of countries and places beside the gazetteer that comes with Letopis."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CountryRules:
    """The rules of an archive: `places` pairs names with the ids of their countries or regions,
    `never` are names that tell none, and `within` pairs regions with the countries they are within,
    or with nothing."""

    places: tuple[tuple[str, str], ...] = ()
    never: tuple[str, ...] = ()
    within: tuple[tuple[str, str], ...] = ()


NO_RULES = CountryRules()
