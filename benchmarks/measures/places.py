"""Measure English names of countries and cities over Russian articles.

The archive is the news of a folder. Asked for are the English names of the list below of which a
Russian article has the place: a Russian name of it stands there with its capital letter in a
regular case form, or the English one. No dictionary is asked. Recall and precision are those of
`full_names`. The list is kept apart from the rings that come with the archive.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from benchmarks.measures.full_names import Judgement, NameSearches, PersonArchive, sum_up

# English names, each with the Russian ones of the same place: countries and regions, then cities.
PLACES = """
Russia: Россия, РФ, Российская Федерация; United States: США, Соединенные Штаты
USA: США, Соединенные Штаты; United Kingdom: Великобритания, Британия
Britain: Великобритания, Британия; England: Англия; Scotland: Шотландия; Ireland: Ирландия
France: Франция; Germany: Германия, ФРГ
Italy: Италия; Spain: Испания; Portugal: Португалия; Netherlands: Нидерланды, Голландия
Belgium: Бельгия; Switzerland: Швейцария; Austria: Австрия; Denmark: Дания; Sweden: Швеция
Norway: Норвегия; Finland: Финляндия; Iceland: Исландия; Poland: Польша; Czech Republic: Чехия
Slovakia: Словакия; Hungary: Венгрия; Romania: Румыния; Bulgaria: Болгария; Greece: Греция
Serbia: Сербия; Croatia: Хорватия; Slovenia: Словения; Albania: Албания; Montenegro: Черногория
Turkey: Турция; Cyprus: Кипр; Estonia: Эстония; Latvia: Латвия; Lithuania: Литва
Belarus: Беларусь, Белоруссия; Ukraine: Украина; Moldova: Молдова, Молдавия; Georgia: Грузия
Armenia: Армения; Azerbaijan: Азербайджан; Abkhazia: Абхазия; South Ossetia: Южная Осетия
Chechnya: Чечня; Dagestan: Дагестан; Ingushetia: Ингушетия; Kazakhstan: Казахстан
Kyrgyzstan: Киргизия, Кыргызстан; Tajikistan: Таджикистан; Turkmenistan: Туркменистан, Туркмения
Uzbekistan: Узбекистан; Mongolia: Монголия; China: Китай, КНР; Japan: Япония
South Korea: Южная Корея, Республика Корея; North Korea: КНДР, Северная Корея; Taiwan: Тайвань
Hong Kong: Гонконг; Vietnam: Вьетнам; Thailand: Таиланд; Cambodia: Камбоджа; Laos: Лаос
Myanmar: Мьянма, Бирма; Malaysia: Малайзия; Singapore: Сингапур; Indonesia: Индонезия
Philippines: Филиппины; India: Индия; Pakistan: Пакистан; Bangladesh: Бангладеш; Nepal: Непал
Sri Lanka: Шри-Ланка; Afghanistan: Афганистан; Iran: Иран; Iraq: Ирак; Syria: Сирия
Lebanon: Ливан; Israel: Израиль; Jordan: Иордания; Saudi Arabia: Саудовская Аравия; Kuwait: Кувейт
Qatar: Катар; UAE: ОАЭ, Объединенные Арабские Эмираты; Yemen: Йемен; Egypt: Египет; Libya: Ливия
Tunisia: Тунис; Algeria: Алжир; Morocco: Марокко; Sudan: Судан; Ethiopia: Эфиопия; Somalia: Сомали
Kenya: Кения; Uganda: Уганда; Rwanda: Руанда; Tanzania: Танзания; Nigeria: Нигерия; Ghana: Гана
Cameroon: Камерун; Mali: Мали; Niger: Нигер; Senegal: Сенегал; Angola: Ангола; Zambia: Замбия
Zimbabwe: Зимбабве; Mozambique: Мозамбик; South Africa: ЮАР, Южно-Африканская Республика
Canada: Канада; Mexico: Мексика; Cuba: Куба; Haiti: Гаити; Jamaica: Ямайка; Panama: Панама
Guatemala: Гватемала; Honduras: Гондурас; Nicaragua: Никарагуа; Costa Rica: Коста-Рика
Colombia: Колумбия; Venezuela: Венесуэла; Ecuador: Эквадор; Peru: Перу; Bolivia: Боливия
Brazil: Бразилия; Chile: Чили; Argentina: Аргентина; Uruguay: Уругвай; Paraguay: Парагвай
Australia: Австралия; New Zealand: Новая Зеландия; Fiji: Фиджи; Soviet Union: СССР, Советский Союз
Kosovo: Косово; Vatican: Ватикан; Malta: Мальта; Luxembourg: Люксембург; Monaco: Монако
Crimea: Крым; Siberia: Сибирь; Tatarstan: Татарстан; Europe: Европа; Africa: Африка; Asia: Азия

Moscow: Москва; Saint Petersburg: Санкт-Петербург, Петербург; Novosibirsk: Новосибирск
Yekaterinburg: Екатеринбург; Kazan: Казань; Nizhny Novgorod: Нижний Новгород; Chelyabinsk: Челябинск
Samara: Самара; Omsk: Омск; Rostov-on-Don: Ростов-на-Дону; Ufa: Уфа; Krasnoyarsk: Красноярск
Voronezh: Воронеж; Perm: Пермь; Volgograd: Волгоград; Krasnodar: Краснодар; Saratov: Саратов
Tyumen: Тюмень; Togliatti: Тольятти; Izhevsk: Ижевск; Irkutsk: Иркутск; Khabarovsk: Хабаровск
Yaroslavl: Ярославль; Vladivostok: Владивосток; Makhachkala: Махачкала; Tomsk: Томск
Kemerovo: Кемерово; Astrakhan: Астрахань; Ryazan: Рязань; Penza: Пенза; Tula: Тула; Kirov: Киров
Kaliningrad: Калининград; Stavropol: Ставрополь; Sochi: Сочи; Grozny: Грозный; Nazran: Назрань
Vladikavkaz: Владикавказ; Nalchik: Нальчик; Pyatigorsk: Пятигорск; Derbent: Дербент; Beslan: Беслан
Murmansk: Мурманск; Arkhangelsk: Архангельск; Simferopol: Симферополь; Sevastopol: Севастополь
Tbilisi: Тбилиси; Yerevan: Ереван; Baku: Баку; Batumi: Батуми; Kutaisi: Кутаиси; Gyumri: Гюмри
Stepanakert: Степанакерт; Tskhinvali: Цхинвали, Цхинвал; Sukhumi: Сухуми, Сухум; Ganja: Гянджа
Kiev: Киев; Kharkov: Харьков; Odessa: Одесса; Donetsk: Донецк; Lugansk: Луганск; Minsk: Минск
Tashkent: Ташкент; Bishkek: Бишкек; Dushanbe: Душанбе; Astana: Астана; Almaty: Алматы, Алма-Ата
London: Лондон; Paris: Париж; Berlin: Берлин; Rome: Рим; Madrid: Мадрид; Lisbon: Лиссабон
Vienna: Вена; Geneva: Женева; Zurich: Цюрих; Brussels: Брюссель; The Hague: Гаага
Amsterdam: Амстердам; Copenhagen: Копенгаген; Stockholm: Стокгольм; Oslo: Осло; Helsinki: Хельсинки
Warsaw: Варшава; Prague: Прага; Budapest: Будапешт; Bucharest: Бухарест; Sofia: София
Belgrade: Белград; Athens: Афины; Tallinn: Таллин, Таллинн; Riga: Рига; Vilnius: Вильнюс
Dublin: Дублин; Edinburgh: Эдинбург; Manchester: Манчестер; Liverpool: Ливерпуль; Oxford: Оксфорд
Cambridge: Кембридж; Munich: Мюнхен; Hamburg: Гамбург; Frankfurt: Франкфурт; Cologne: Кельн
Milan: Милан; Venice: Венеция; Florence: Флоренция; Naples: Неаполь; Barcelona: Барселона
Marseille: Марсель; Strasbourg: Страсбург; Istanbul: Стамбул; Ankara: Анкара; Beijing: Пекин
Shanghai: Шанхай; Tokyo: Токио; Seoul: Сеул; Pyongyang: Пхеньян; Delhi: Дели; Bangkok: Бангкок
Kabul: Кабул; Tehran: Тегеран; Baghdad: Багдад; Damascus: Дамаск; Aleppo: Алеппо; Beirut: Бейрут
Jerusalem: Иерусалим; Tel Aviv: Тель-Авив; Gaza: Сектор Газа; Cairo: Каир; Tripoli: Триполи
Dubai: Дубай; Doha: Доха; Mecca: Мекка; Nairobi: Найроби; New York: Нью-Йорк; Washington: Вашингтон
Los Angeles: Лос-Анджелес; San Francisco: Сан-Франциско; Chicago: Чикаго; Boston: Бостон
Houston: Хьюстон; Miami: Майами; Detroit: Детройт; Las Vegas: Лас-Вегас; Philadelphia: Филадельфия
Toronto: Торонто; Ottawa: Оттава; Montreal: Монреаль; Vancouver: Ванкувер; Mexico City: Мехико
Havana: Гавана; Caracas: Каракас; Buenos Aires: Буэнос-Айрес; Rio de Janeiro: Рио-де-Жанейро
Sydney: Сидней; Melbourne: Мельбурн; Canberra: Канберра; Hollywood: Голливуд; Chernobyl: Чернобыль
"""

# The endings of the case forms, by that of the name; the first that fits counts.
ENDINGS = (
    ("ая", "ая ой ую"), ("ий", "ий ого его ому ему им ом ем"), ("ый", "ый ого ому ым ом"),
    ("ие", "ие их им ими"), ("ые", "ые ых ым ыми"), ("ия", "ия ии ию ией"), ("я", "я и е ю ей"),
    ("ка", "ка ки ке ку кой"), ("га", "га ги ге гу гой"), ("а", "а ы и е у ой ей"),
    ("ы", "ы ов ам ами ах"), ("ань", "ань ани анью"), ("ь", "ь я ю ем е и ью"), ("й", "й я ю ем е"),
)  # fmt: skip
_CONSONANT = re.compile("[бвгджзклмнпрстфхцчшщ]$")
# Plural names that lose their ending in the genitive, and vowels that come and go.
IRREGULAR = {"Афины": "Афин", "Филиппины": "Филиппин", "Нидерланды": "Нидерланд", "Штаты": "Штатов"}
STEMS = {"Египет": "Египт"}

_NOTHING: frozenset[str] = frozenset()


def measure_places(archive: PersonArchive) -> list[NameSearches]:
    """Ask for every place that a Russian article has."""
    countries, cities = (dict(_read_places(part)) for part in PLACES.strip().split("\n\n"))
    return [
        _ask(archive, "country or region", countries),
        _ask(archive, "city", cities),
    ]


def _ask(archive: PersonArchive, form: str, places: Mapping[str, re.Pattern[str]]) -> NameSearches:
    texts = archive.texts["ru"]
    having = {
        name: frozenset(key for key, text in texts.items() if pattern.search(text))
        for name, pattern in places.items()
    }
    return sum_up(
        form,
        {
            name: Judgement(keys, _NOTHING, archive.find(name, "ru"))
            for name, keys in having.items()
            if keys
        },
    )


def _read_places(part: str) -> Iterator[tuple[str, re.Pattern[str]]]:
    """The English names, each with what tells that a text has the place."""
    for entry in re.split(r"[;\n]+", part):
        english, _, russian = entry.strip().partition(": ")
        yield english, _match_place(english, russian.split(", "))


def _match_place(latin: str, russian: Iterable[str]) -> re.Pattern[str]:
    names = (re.escape(latin), *map(_match_name, russian))
    return re.compile(rf"(?<!\w)(?:{'|'.join(names)})(?!\w)")


def _match_name(name: str) -> str:
    """Any case form of a Russian name of one or more words."""
    words = [match[0] for match in re.finditer(r"[\w’]+", name)]
    return r"[\s—-]+".join(map(_match_word, words))


def _match_word(word: str) -> str:
    if word.isupper():
        return word
    if word == "Сектор":
        return "[Сс]ектор(?:а|у|ом|е)?"
    if word in IRREGULAR:
        return f"(?:{IRREGULAR[word]}|{word[:-1]}(?:ы|ам|ами|ах))"
    for ending, forms in ENDINGS:
        if word.endswith(ending):
            return f"{re.escape(word.removesuffix(ending))}(?:{'|'.join(forms.split())})"
    if _CONSONANT.search(word):
        return f"(?:{word}|{STEMS.get(word, word)}(?:а|у|ом|ем|е))"
    return re.escape(word)
