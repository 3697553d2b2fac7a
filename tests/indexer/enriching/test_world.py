"""News of the whole world: its countries by all that names them, and what only seems to."""

from __future__ import annotations

import pytest

from indexer.analysis import Analyzer
from indexer.enriching.countries import Gazetteer


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer(Analyzer())


# More words than a dateline has, and more than a short story.
LEAD = "The work was finished in time, and the guests have promised to come again with friends."
LONG = f"{LEAD} " * 8

INFERRED = [
    # Cities, regions, people and institutions, in both languages.
    ("Ярмарка в Марселе", "", "FR"),
    ("Bakers of Lyon bake in the street", "", "FR"),
    ("Парламент Квебека принял закон", "", "CA"),
    ("Floods in Queensland", "", "AU"),
    ("Россияне полюбили пешие походы", "", "RU"),
    ("Школьники", "Урок провели двое датчан.", "DK"),
    ("Germans buy fewer cars", "", "DE"),
    ("Бундестаг обсудил бюджет", "", "DE"),
    ("Knesset votes on schools", "", "IL"),
    ("В Белом доме сменили ковры", "", "US"),
    ("Fed leaves rates alone", "", "US"),
    ("U.S. farmers plant less corn", "", "US"),
    ("South Koreans learn to ski", "", "KR"),
    ("Тверская область купила автобусы", "", "RU"),
    # States of the past have codes of their own, but for West Germany.
    ("Soviet Union tests a bus", "", "SU"),
    ("В СССР выпустили марку", "", "SU"),
    ("В ГДР открыли музей", "", "DD"),
    ("West Germany cuts taxes", "", "DE"),
    ("Yugoslav and Czechoslovak choirs sing", "", "CS YU"),
    ("Автобус", "Его показали в Москве. В Советском Союзе таких не видели.", "SU"),
    ("Автобус", "Его показали в Москве. В России и в СССР таких не видели.", "RU SU"),
    # Names of several countries: the usual one, or the one that others tell.
    ("Georgia counts its vines", "", "GE"),
    ("Georgia counts its votes", "Polls close in Atlanta and Savannah, Florida is next.", "US"),
    ("Georgia and Florida count their votes", "The vote in Tbilisi is over.", "GE US"),
    ("Джорджия считает голоса", "", "US"),
    ("Korea builds ships", "", "KR"),
    ("Korea builds ships", "Pyongyang has shown them.", "KP"),
    # People are no places, wherever else they stand in the story.
    ("Сообщил Владимир Николаев", "Владимир ждёт. Николаева видели дома.", ""),
    ("Театр", "Труппа из города Владимира приехала утром.", "RU"),
    ("Джек Лондон на сцене", "Лондона играет Пётр Орлов.", ""),
    ("Роман Джека Лондона", "Его читали в Лондоне.", "GB"),
    ("Whitney Houston sings", "Houston has sung for years.", ""),
    ("A. Houston and J. Boston open a shop", "", ""),
    ("Paris Hilton opens a shop", "It is her third.", ""),
    ("Madison and Charlotte win", "", ""),
    ("Students in Madison strike", "", "US"),
    # Words that are none: money, seas, languages, papers, prizes, treaties.
    ("Курс", f"{LEAD} За доллар США дают больше, за швейцарский франк меньше.", ""),
    ("Bonds", f"{LEAD} They pay in Swiss francs and Canadian dollars.", ""),
    ("Учебник английского языка", "", ""),
    ("Народный артист СССР", "", ""),
    ("Советский район без воды", "", ""),
    ("The New York Times reports", "", ""),
    ("Latin American Spring", "", ""),
    ("Kyoto Protocol turns ten", "", ""),
    ("Polish your shoes", "Turkey is for dinner, said the chef.", "TR"),
    ("Of reading and nice words", "", ""),
    # Companies tell where nothing else does, and never a further country.
    ("FAR AWAY SHOES <FAS> NET", "Shr 12 cts vs 15.", "US"),
    ("Quiet Ales Plc <QALE.L> pays more", "", "GB"),
    ("Quiet Ales (QALE.L) pays more", "", "GB"),
    ("Distant Gold <DSTGF> net", "", ""),
    ("<FAS> NET", "Quiet shoes sell well in Norway.", "US NO"),
    ("Norway buys shoes of <FAS>", "", "NO"),
    ("<UK> NET", "", "US"),
    ("Senate passes a bill", "", "US"),
    ("Senate passes a bill in Manila", "", "PH"),
    ("Налог", "Собрали 40 млн рублей.", "RU"),
    ("Tax", "It brings 12 billion yen.", "JP"),
    ("Years", "She marks the day, and yearns for yen.", ""),
    # In passing.
    ("Окна", f"{LONG} Once he had been to Australia.", ""),
    ("Tea in Kenya", f"{LONG} Buyers came from Japan.", "KE"),
    ("Tea in Kenya", f"{LONG} Buyers came from Japan. Japan likes it.", "JP KE"),
    # A country beside its region.
    ("Снег", f"{LONG} В Дагестане и снова в Дагестане. Россия и Россия.", "dagestan"),
    ("Снег", f"{LONG} В Эстонии и снова в Эстонии. Россия и Россия.", "EE RU"),
]  # fmt: skip


@pytest.mark.parametrize(("title", "text", "ids"), INFERRED)
def test_infer(gazetteer: Gazetteer, title: str, text: str, ids: str) -> None:
    found = {evidence.country for evidence in gazetteer.infer(title, text)}
    assert found == set(ids.split())


def test_words_of_a_person_are_no_evidence_of_the_place(gazetteer: Gazetteer) -> None:
    (evidence,) = gazetteer.infer("Владимир Орлов и Москва", "Владимир Орлов живёт в Москве.")
    assert evidence.words == ("title: Москва", "dateline: Москве")


@pytest.mark.parametrize(
    ("name", "id_"),
    [
        ("SU", "SU"),
        ("СССР", "SU"),
        ("Soviet Union", "SU"),
        ("Югославии", "YU"),
        ("ФРГ", "DE"),
        ("West Germany", "DE"),
        ("East Germany", "DD"),
        ("Чехословакия", "CS"),
        ("UAE", "AE"),
        ("UK", "GB"),
    ],
)
def test_resolve(gazetteer: Gazetteer, name: str, id_: str) -> None:
    assert gazetteer.resolve(name) == id_
