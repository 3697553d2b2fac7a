"""Lemmas: which forms a reader finds by one another, and which not."""

from __future__ import annotations

import pytest

from indexer.analysis import Analyzer

ANALYZER = Analyzer()

# Each line is one word: a query for its first form finds all the others, and the other way round.
RUSSIAN = """
    суд суда суду судом суде суды судов судам судами судах
    приговор приговора приговоры приговоров приговором
    прокурор прокурора прокуроры прокуроров прокурорами
    следователь следователя следователи следователей
    обвиняемый обвиняемого обвиняемая обвиняемые обвиняемых
    подсудимый подсудимого подсудимые подсудимых
    потерпевший потерпевшая потерпевшие потерпевших
    задержать задержал задержали задержан задержаны задержанный задержанных
    арестовать арестовал арестован арестована арестованных
    убить убил убит убита убиты убитый убитых
    погибнуть погиб погибла погибли погибший погибших
    осудить осудили осужден осуждён осуждённого осужденных
    похитить похитили похищен похищенного похищенных
    избить избили избит избитый избитого
    избрать избрали избран избранный избранного
    освободить освободили освобождён освобождены освобожденных
    пострадать пострадали пострадавший пострадавших
    пытка пытки пыток пыткам пытками
    заключённый заключенного заключённые заключенных
    полицейский полицейского полицейские полицейских
    военнослужащий военнослужащего военнослужащие военнослужащих
    взрыв взрыва взрывы взрывов взрывом
    теракт теракта теракты терактов терактом
    боевик боевика боевики боевиков
    ополченец ополченца ополченцы ополченцев
    беженец беженца беженцы беженцев беженцам
    заложник заложника заложники заложников
    выборы выборов выборам выборами выборах
    статья статьи статью статьёй статье статей статьям
    закон закона законы законов законом
    человек человека человеку людей людям чел
    ребенок ребёнка детей детям дети
    год года году лет годы годов гг
    тысяча тысячи тысяч тыс
    миллион миллионов млн
    рубль рубля рублей руб
    мечеть мечети мечетью мечетей
    мать матери матерью матерей
    дом дома домов домами доме
    путь пути путём путей
    вечер вечера вечером вечеров
    хороший хорошего хорошая хорошие лучше
    идти шёл шла шли идёт
    быть был была было были есть будет
    взять взял взяла возьмёт взяв
    включать включает включали включавший
    чеченец чеченца чеченцы чеченцев чеченцам
    осетин осетина осетины осетинам осетинами
    ингуш ингуша ингуши ингушей ингушам
    лезгин лезгина лезгины лезгинам
    армянин армянина армяне армян армянам
    балкарец балкарца балкарцы балкарцев
    абхаз абхаза абхазы абхазов
    езидский езидская езидским езидских
    Чечня Чечни Чечне Чечню Чечнёй
    Абхазия Абхазии Абхазию Абхазией
    Кахетия Кахетии Кахетию Кахетией
    Цхинвал Цхинвала Цхинвалу Цхинвалом Цхинвале
    Капан Капана Капану Капаном Капане
    Гадрут Гадрута Гадруту Гадрутом Гадруте
    Мартакерт Мартакерта Мартакерту Мартакерте
    Хунзах Хунзаха Хунзаху Хунзахе
    Шуша Шуши Шуше Шушу Шушой
    Назрань Назрани Назранью
    Нахичевань Нахичевани Нахичеванью
    Джейрах Джейраха Джейрахе
    Ахмедович Ахмедовича Ахмедовичу Ахмедовичем
    Магомедовна Магомедовны Магомедовне Магомедовну
    Кадыров Кадырова Кадырову Кадыровым Кадыровой Кадыровых
    Делимханов Делимханова Делимханову Делимхановым Делимхановой
    Керимов Керимова Керимову Керимовым Керимовой
    Омаров Омарова Омарову Омаровым Омаровой
    Эстемирова Эстемировой Эстемирову
    Бастрыкин Бастрыкина Бастрыкину Бастрыкиным
    Пашинян Пашиняна Пашиняну Пашиняном Пашиняне
    Налбандян Налбандяна Налбандяну Налбандяном
    полк полка полку полком полки полков
    Ардзинба Ардзинбы Ардзинбе Ардзинбу Ардзинбой
    Бжания Бжании Бжанию Бжанией
"""

ENGLISH = """
    hear hears heard hearing
    find finds found finding
    build builds built building
    begin begins began begun beginning
    write writes wrote written writing
    leave leaves left leaving
    win wins won winning
    feel feels felt feeling
    think thinks thought thinking
    break breaks broke broken breaking
    shoot shoots shot shooting
    rise rises rose risen rising
    go goes went gone going
    lay lays laid laying
    lie lies lay lying
    sit sits sat sitting
    cut cuts cutting
    grow grows grew grown growing
    play plays played playing
    mix mixes mixed mixing
    develop develops developed developing
    proclaim proclaimed proclaiming
    determine determined determining
    cancel cancels cancelled canceled cancelling canceling
    travel travels travelled travelling
    traffic trafficked trafficking
    sentence sentences sentenced sentencing
    serve serves served serving
    breathe breathed breathing
    hope hopes hoped hoping
    stop stops stopped stopping
    kidnap kidnaps kidnapped kidnapping
    rule rules ruled ruling
    shell shells shelled shelling
    bomb bombs bombed bombing
    wife wives
    life lives
    leaf leaves
    thief thieves
    crisis crises
    mass masses
    city cities
    sky skies
    person persons people
    child children children's
    policeman policemen
    hearing hearings
    big bigger biggest
    close closer closest
    good better best
    bad worse worst
    far further farthest
    American Americans
    Israeli Israelis
    Chechen Chechens
    Ossetian Ossetians
    Abkhazian Abkhazians
    Kurd Kurds
    Azeri Azeris
    year years yr yrs
    organisation organizations organisations
    recognise recognized recognising
    colour colors colours
    theatre theaters theatres
    defence defense
    defend defends defended defending
    Saturday Saturdays
    December Dec
"""

APART = """
    уже узкий
    Баку бак
    Цхинвала цхинвалый
    статей стать
    статью стать
    просто простой
    открыт открытый
    чая чаять
    окружающая окружать
    шли слать
    род родиться
    газа газета
    Капан капать
    Хосту хост
    Балкария Балканы
    Керимов Каримов
    Алиев Алеев
    судья суд
    закон законный
    мин минский
    боевик бой
    министр министерство
    новость новый
    столица стол
    news new
    Wales whale
    politics polite
    organ organization
    university universe
    general generate
    hostage host
    evening even
    ceiling ceil
    meaning mean
    housing house
    wing win
    sibling sib
    hundred hundr
    weed wee
    matter matt
    broker broke
    barrier Barry
    army arm
    party part
    police policy
    Aras are
    news newer
    Americans America
    skies ski
    won wonder
    corps corpse
    four for
    tour tor
    prize price
    Sit Saturday
"""


# Forms of several words, the likeliest first.
AMBIGUOUS = [
    ("стали", ("стать", "сталь")),
    ("суда", ("суд", "судно")),
    ("вина", ("вина", "вино")),
    ("премьеры", ("премьера", "премьер")),
    ("банку", ("банк", "банка")),
    ("магомедов", ("магомедов", "магомед")),
    ("делимханов", ("делимханов", "делимхан")),
    ("Гори", ("гори", "гореть")),
    ("left", ("leave", "left")),
    ("saw", ("see", "saw")),
    ("building", ("build", "building")),
    ("hearing", ("hear", "hearing")),
    ("lives", ("live", "life")),
    ("leaves", ("leave", "leaf")),
    ("US", ("usa", "we")),
]


def read_lines(table: str) -> list[list[str]]:
    return [line.split() for line in table.strip().splitlines()]


def meet(one: str, other: str) -> bool:
    return not set(ANALYZER.word(one).lemmas).isdisjoint(ANALYZER.word(other).lemmas)


@pytest.mark.parametrize("family", read_lines(RUSSIAN) + read_lines(ENGLISH), ids=lambda it: it[0])
def test_the_forms_of_a_word_meet(family: list[str]) -> None:
    word = family[0]
    assert [form for form in family if not meet(word, form)] == []


@pytest.mark.parametrize("pair", read_lines(APART), ids="-".join)
def test_other_words_stay_apart(pair: list[str]) -> None:
    one, other = pair
    assert not meet(one, other), (ANALYZER.word(one), ANALYZER.word(other))


@pytest.mark.parametrize(("form", "lemmas"), AMBIGUOUS)
def test_an_ambiguous_form_has_all_its_likely_lemmas(form: str, lemmas: tuple[str, ...]) -> None:
    assert ANALYZER.word(form).lemmas == lemmas


@pytest.mark.parametrize(
    "name",
    [
        *("Тбилиси", "Шеварднадзе", "Иванишвили", "Кокойты", "Гюмри", "Боржоми", "Моздок", "Ножай"),
        *("Hastings", "Leeds", "James", "Tbilisi", "Meghri", "Baku", "Kars", "Beijing", "Wales"),
    ],
)
def test_a_name_is_its_own_only_lemma(name: str) -> None:
    assert ANALYZER.word(name).lemmas == (name.lower(),)


@pytest.mark.parametrize(
    "name", ["Балаяна", "Ширване", "Гадрутом", "Ахуряне", "Калиматовым", "Тумсоев", "Зангелану"]
)
def test_few_lemmas_are_guessed_for_a_name(name: str) -> None:
    assert len(ANALYZER.word(name).lemmas) <= 4
