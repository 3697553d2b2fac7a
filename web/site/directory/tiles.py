"""The map of the regions: a tile for each, about where it lies.

It tells where to look and how much there is, not how large a region is or where it ends.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from searcher.directory import DirectoryEntry
from web.i18n import Language
from web.urls import Urls


@dataclass(frozen=True, slots=True)
class Region:
    """Where a region lies on the map: its column and its row, from 1 in the north-west; and by
    language its name as a tile has room for it, soft hyphens in it, and on a small screen."""

    column: int
    row: int
    names: Mapping[str, tuple[str, str]]


REGIONS: Mapping[str, Region] = {
    "UA": Region(1, 1, {"ru": ("Украина", "УКР"), "en": ("Ukraine", "UKR")}),
    "rostov": Region(3, 1, {"ru": ("Ростов", "РОС"), "en": ("Rostov", "ROS")}),
    "volgograd": Region(5, 1, {"ru": ("Волго\u00adград", "ВЛГ"), "en": ("Volgo\u00adgrad", "VGG")}),
    "RU": Region(6, 1, {"ru": ("Россия", "РФ"), "en": ("Russia", "RUS")}),
    "KZ": Region(8, 1, {"ru": ("Казах\u00adстан", "КАЗ"), "en": ("Kazakh\u00adstan", "KAZ")}),
    "crimea": Region(1, 2, {"ru": ("Крым", "КРЫ"), "en": ("Crimea", "CRI")}),
    "krasnodar": Region(2, 2, {"ru": ("Красно\u00adдар", "КРД"), "en": ("Krasno\u00addar", "KRD")}),
    "adygea": Region(3, 2, {"ru": ("Адыгея", "АДЫ"), "en": ("Adygea", "ADY")}),
    "stavropol": Region(
        4, 2, {"ru": ("Ставро\u00adполь", "СТВ"), "en": ("Stavro\u00adpol", "STV")}
    ),
    "kalmykia": Region(6, 2, {"ru": ("Калмыкия", "КЛМ"), "en": ("Kalmykia", "KLM")}),
    "astrakhan": Region(7, 2, {"ru": ("Астра\u00adхань", "АСТ"), "en": ("Astra\u00adkhan", "AST")}),
    "karachay-cherkessia": Region(
        3,
        3,
        {
            "ru": ("Кара\u00adчаево-Черке\u00adсия", "КЧР"),
            "en": ("Kara\u00adchay-Cherkes\u00adsia", "KCR"),
        },
    ),
    "kabardino-balkaria": Region(
        4,
        3,
        {
            "ru": ("Кабар\u00adдино-Балка\u00adрия", "КБР"),
            "en": ("Kabar\u00addino-Balka\u00adria", "KBR"),
        },
    ),
    "north-ossetia": Region(
        5, 3, {"ru": ("Северная Осетия", "СОС"), "en": ("North Ossetia", "NOS")}
    ),
    "ingushetia": Region(
        6, 3, {"ru": ("Ингу\u00adшетия", "ИНГ"), "en": ("Ingu\u00adshetia", "ING")}
    ),
    "chechnya": Region(7, 3, {"ru": ("Чечня", "ЧЕЧ"), "en": ("Chechnya", "CHE")}),
    "dagestan": Region(8, 3, {"ru": ("Дагестан", "ДАГ"), "en": ("Dagestan", "DAG")}),
    "abkhazia": Region(3, 4, {"ru": ("Абхазия", "АБХ"), "en": ("Abkhazia", "ABK")}),
    "GE": Region(4, 4, {"ru": ("Грузия", "ГРУ"), "en": ("Georgia", "GEO")}),
    "south-ossetia": Region(5, 4, {"ru": ("Южная Осетия", "ЮОС"), "en": ("South Ossetia", "SOS")}),
    "TR": Region(3, 5, {"ru": ("Турция", "ТУР"), "en": ("Türkiye", "TUR")}),
    "AM": Region(5, 5, {"ru": ("Армения", "АРМ"), "en": ("Armenia", "ARM")}),
    "nagorno-karabakh": Region(
        6, 5, {"ru": ("Нагорный Карабах", "НК"), "en": ("Nagorno-Karabakh", "KAR")}
    ),
    "AZ": Region(7, 5, {"ru": ("Азербай\u00adджан", "АЗЕ"), "en": ("Azer\u00adbaijan", "AZE")}),
    "IR": Region(7, 6, {"ru": ("Иран", "ИРН"), "en": ("Iran", "IRN")}),
}
# Fewer are no map.
LEAST_REGIONS = 5
_STEPS = 5


@dataclass(frozen=True, slots=True)
class Tile:
    """A region of the map: its column and row, from 1, its name as a tile has room for it and the
    shortest; its name in the list, how many articles have it, how dark it is from 1 to 5, and its
    page: empty, 0 and None where no article has it."""

    column: int
    row: int
    name: str
    code: str
    label: str = ""
    count: int = 0
    step: int = 0
    url: str | None = None


def place_tiles(
    entries: Sequence[DirectoryEntry], language: Language, urls: Urls
) -> tuple[Tile, ...]:
    """The map, row by row, with the numbers of the regions that are on it; none where they are too
    few."""
    counted = {entry.value.id: entry for entry in entries if entry.value.id in REGIONS}
    if len(counted) < LEAST_REGIONS:
        return ()
    # A country has the articles of all its regions: measured by it they would all be pale.
    around = {id_ for entry in counted.values() for id_ in entry.value.within}
    most = max(counted[id_].value.count for id_ in counted.keys() - around)
    tiles: list[Tile] = []
    for id_, region in REGIONS.items():
        tile = Tile(region.column, region.row, *region.names[language.code])
        if entry := counted.get(id_):
            count = entry.value.count
            # A few regions have most of the news: by its root the others are told apart too.
            step = min(_STEPS, math.ceil(_STEPS * math.sqrt(count / most)))
            url = urls.value("country", id_)
            tile = replace(tile, label=entry.label, count=count, step=step, url=url)
        tiles.append(tile)
    return tuple(sorted(tiles, key=lambda tile: (tile.row, tile.column)))
