"""Name keys: which spellings are one name, and which names stay apart."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.analysis import Analyzer
from indexer.analysis.names import name_key
from indexer.analysis.tokenizer import DEFAULT_TOKENIZER

# Each line is one name in its spellings; surnames are common ones or invented.
ONE_NAME = """
Абдуллаев Abdullayev Abdullaev Abdullajev
Абдулла Abdulla Abdullah
Абдурахманов Abdurakhmanov Abdurahmanov
Авалишвили Avalishvili Awalischwili
Аветисян Avetisyan Avetisian
Агаев Ağayev Aghayev Agayev Agaev
Агабекян Aghabekyan Agabekyan Agabekian
Айвазян Ayvazyan Aivazian
Акаев Akayev Akaev
Алиев Əliyev Aliyev Aliev Alijev
Алиева Əliyeva Aliyeva Alieva Алиев
Амирханов Amirkhanov Amirhanov Əmirxanov
Арутюнян Harutyunyan Harutiunian Arutyunyan Arutiunian
Арсанукаев Arsanukayev Arsanukaev
Асланбеков Aslanbekov Aslanbekoff
Ахмедов Əhmədov Akhmedov Ahmedov Axmedov Akhmadov Ахмадов
Аушев Aushev Auşev Aušev
Багиров Bağırov Baghirov Bagirov
Бакаев Bakayev Bakaev
Балаян Balayan Balaian
Беджанян Bejanyan Bedzhanyan
Бероев Beroyev Beroev
Валиев Валієв Vəliyev Valiyev Valiev Waliyev
Васильев Vasilyev Vasiliev Vasil'ev Vasilev
Вачагаев Vachagayev Vachagaev Vačagaev
Габриелян Gabrielyan Gabrielian
Гаджиев Гаджієв Hacıyev Haciyev Hajiyev Gadzhiyev Gadzhiev Gadjiev Хаджиев Khadzhiev
Гамзатов Gamzatov Hamzatov Həmzətov
Гасанов Həsənov Hasanov Gasanov Hassanov
Гейдар Heydər Heydar Geydar Heidar Гайдар Haydar
Георгий Georgiy Georgy Georgi Georgij
Гигаури Gigauri Gighauri
Горбачев Горбачёв Gorbachev Gorbachov Gorbatchev Gorbačev Gorbaçov
Григорян Grigoryan Grigorian
Гулиев Кулиев Quliyev Guliyev Kuliyev Guliev
Гусейнов Hüseynov Huseynov Guseynov Guseinov Huseinov
Дадашев Dadaşov Dadashov Дадашов Дадашев
Джабраилов Dzhabrailov Jabrailov Cəbrailov
Джавадов Javadov Dzhavadov Cavadov Djavadov
Джалилов Jalilov Dzhalilov Calilov
Джапаридзе Japaridze Dzhaparidze Djaparidze
Джафаров Jafarov Dzhafarov Cafarov Djafarov Cəfərov
Джиоев Dzhioyev Jioyev Jioev
Дзагоев Dzagoyev Dzagoev
Дмитриев Dmitriyev Dmitriev Dmitrijev
Дудаев Dudayev Dudaev Doudaev
Евгений Yevgeny Evgeny Yevgeniy Evgenij Evgeni
Елоев Yeloyev Eloyev Yeloev Eloev
Ефимов Yefimov Efimov Jefimow
Жвания Zhvania Zhvaniya Jvania
Жданов Zhdanov Ždanov Jdanov
Закаев Zakayev Zakaev Zakajew
Зейналов Zeynalov Zeinalov
Зязиков Zyazikov Ziazikov
Ибрагимов İbrahimov Ibrahimov Ibragimov
Иванишвили Ivanishvili Iwanischwili
Ильясов İlyasov Ilyasov Il'yasov Iliasov
Исмаилов İsmayılov Ismayilov Ismailov
Кадыров Kadyrov Kadirov Qədirov Qadirov
Казиев Kaziyev Kaziev
Караев Qarayev Karayev Garayev Гараев
Карапетян Karapetyan Karapetian
Касумов Qasumov Kasumov Gasumov
Керимов Kerimov Kerimoff
Кипиани Kipiani Q'ipiani Qipiani
Кипшидзе Kipshidze Q'ipshidze Qipshidze
Кобахидзе Kobakhidze Kobahidze K'obakhidze
Кочарян Kocharyan Kocharian Kotcharian
Кузнецов Kuznetsov Kuznetzov Kuznecov Kuznetsoff
Курбанов Гурбанов Qurbanov Gurbanov Kurbanov
Лежава Lezhava Lejava Ležava
Маркарян Markaryan Markarian
Магомедов Магомадов Magomedov Mahomedov Magomadov
Магомедова Magomedova Магомедов
Мамедов Məmmədov Mammadov Mamedov Mammedov Mamadov
Мамедъяров Mammadyarov Məmmədyarov Mamedyarov
Маргвелашвили Margvelashvili Margvelaschwili
Махарадзе Makharadze Maharadze
Махмудов Maxmudov Makhmudov Mahmudov
Меджид Medzhid Mejid Məcid Majid
Меджидов Medzhidov Mejidov Məcidov Majidov Medjidov
Меликян Melikyan Melikian
Михайлов Mikhaylov Mikhailov Mihajlov
Мовсаров Movsarov Mowsarow
Мурадян Muradyan Muradian
Мустафаев Mustafayev Mustafaev
Мхитарян Mkhitaryan Mkhitarian Mxitaryan
Набиев Nəbiyev Nabiyev Nabiev
Нагиев Nağıyev Naghiyev Nagiyev Nagiev
Наталья Natalya Natalia Natalja
Нурмагомедов Nurmagomedov Nurmahomedov
Орджоникидзе Ordzhonikidze Orjonikidze Ordjonikidze
Петросян Petrosyan Petrossian Petrosian
Рамазанов Ramazanov Ramazanoff
Рашидов Rəşidov Rashidov Rašidov
Рзаев Rzayev Rzaev
Рустамов Rüstəmov Rustamov
Садыхов Sadıxov Sadykhov Sadikhov
Саркисян Саргсян Sargsyan Sarkisyan Sarkisian Sarkissian
Сафаров Səfərov Safarov
Сергеев Сергєєв Sergeyev Sergeev Sergejev Sergueev
Тагиев Tağıyev Taghiyev Tagiyev Tagiev
Тедеев Tedeyev Tedeev
Токаев Tokayev Tokaev
Трубецкой Трубецкая Trubetskoy Trubetskoi Trubeckoj Trubetzkoy
Филиппов Filippov Philippov Filipov
Фуад Fuad Fouad
Хаджимурад Khadzhimurad Khadjimurad Hajimurad
Хасбулатов Khasbulatov Hasbulatov Xasbulatov
Хачатрян Khachatryan Khachatrian Xachatryan
Хрущев Хрущёв Khrushchev Khrushchov Khruschev Hruščev
Худойназаров Khudoynazarov Hudoynazarov
Цагараев Tsagarayev Tsagaraev Tzagaraev
Цхакая Tskhakaya Tskhakaia
Чайковский Chaykovskiy Tchaikovsky Tchaikovski Čajkovskij Chaikovskii
Чавчавадзе Chavchavadze Tchavtchavadze Ch'avch'avadze
Чермоев Chermoyev Tchermoeff Čermoev
Черный Чёрный Chernyy Chorny Cherny
Чхеидзе Chkheidze Čheidze
Шамиль Shamil Şamil Šamil Shamil'
Шахназарян Shahnazaryan Shakhnazarian Šahnazarjan
Шихсаидов Shikhsaidov
Щербаков Shcherbakov Scherbakov Ščerbakov Sherbakov
Эльдаров Eldarov Eldaroff El'darov
Юнусов Yunusov Iunusov Yunusoff
Юсупов Yusupov Iusupov Yousoupov Jusupow
Яковлев Yakovlev Iakovlev Jakowlew
Якубов Yakubov Yaqubov Iakubov
Абхазия Abkhazia Abkhaziya Abhazija
Аджария Adzharia Adjaria Ajaria
Агдам Ağdam Aghdam Agdam
Азербайджан Azerbaijan Azerbaidzhan Azerbaydjan Azərbaycan
Армения Armenia Armeniya Armenija
Ахалкалаки Akhalkalaki Ahalkalaki
Баку Baku Bakou
Батуми Batumi Batoumi
Беслан Beslan Beslán
Владикавказ Vladikavkaz
Гюмри Gyumri Giumri Gumri
Гянджа Gəncə Ganja Gandzha Gyandzha
Дагестан Dagestan Daghestan
Дербент Derbent
Ереван Єреван Yerevan Erevan Jerewan
Зугдиди Zugdidi
Ингушетия Ingushetia Ingushetiya Ingušetija
Карабах Qarabağ Karabakh Garabagh Karabagh
Каспийск Kaspiysk Kaspiisk Kaspijsk
Кисловодск Kislovodsk Kislowodsk
Кутаиси Kutaisi Koutaissi K'utaisi
Лачин Laçın Lachin Lačin
Магас Magas Maghas
Махачкала Makhachkala Mahaçqala Mahachkala Mahačkala
Мцхета Mtskheta Mtzkheta
Назрань Nazran Nazran'
Нальчик Nalchik Nal'chik Nalčik
Нахичевань Nakhichevan Nahichevan
Пятигорск Pyatigorsk Piatigorsk Pjatigorsk
Россия Rossiya Rossija Rossia
Степанакерт Stepanakert
Сухуми Sukhumi Soukhoumi Suhumi
Тбилиси Тбілісі Tbilisi Tbilissi T'bilisi
Ткварчели Tkvarcheli T'q'varcheli Tqvarcheli
Ходжалы Xocalı Khojaly Khodzhaly Khojali
Цхалтубо Tskhaltubo
Цхинвал Tskhinval Tzkhinval
Цхинвали Цхінвалі Tskhinvali Ts'khinvali Tskhinvaly
Черкесск Cherkessk Tcherkessk Čerkessk
Чечня Chechnya Chechnia Čečnja
Шали Shali Şali Šali
Шемаха Shemakha Shemaha
Шуша Şuşa Shusha Šuša Susa
Эчмиадзин Echmiadzin Etchmiadzin Ečmiadzin
"""

# Names of two people, two families or two places.
APART = """
Иванов Ивлев
Иванов Иваненко
Иванов Ивановский
Баку Бакуриани
Баку Бакаев
Гори Гар
Гори Гурия
Гори Горис
Гори Гурджаани
Шали Шуша
Шали Шелковская
Шуша Шаша
Агдам Агдаш
Агдам Агджабеди
Кура Гурия
Куба Кубань
Губа Габала
Абхазия Абаза
Осетия Ошакан
Армения Армавир
Грузия Грозный
Чечня Чегем
Дербент Дербенцев
Сухуми Сумгаит
Сочи Сачхере
Батуми Ботлих
Поти Пицунда
Лачин Лагич
Масис Магас
Назрань Нарзан
Нальчик Норашен
Зугдиди Зестафони
Мцхета Местиа
Тбилиси Телави
Терек Тарки
Каспийск Каспи
Рустави Рутул
Гусейнов Гасанов
Гасанов Гусенов
Гаджиев Гаджинский
Гаджиев Годжаев
Алиев Агаев
Алиев Алимов
Алиев Валиев
Алиев Юлиев
Дагаев Дакаев
Музаев Мусаев
Басаев Базаев
Закаев Завгаев
Цагаев Цакаев
Исаев Ильясов
Мамедов Мамонтов
Мамедов Мамедъяров
Магомедов Магомаев
Меджид Медуза
Меджидов Маджарян
Набиев Нагиев
Тагиев Таиров
Казиев Каюмов
Караев Керимов
Саркисян Саакян
Саакян Саакашвили
Петросян Петровский
Петров Петросов
Григорян Григорьев
Акопян Арутюнян
Манукян Маникян
Зурабов Зарубин
Зураб Зорбек
Тедеев Тадиев
Бероев Бираев
Дудаев Дадаев
Кадыров Кудрин
Кадыров Хайдаров
Рашидов Решетов
Сафаров Сапаров
Маркарян Маргарян
Чочиев Чичуа
Чавчавадзе Чичинадзе
Abashidze Abazadze
Aliyev Aleynikov
Bagirov Bakhirev
Hajiyev Hojayev
Huseynov Hasanov
Karabakh Karabulak
Mammadov Mahmudov
Sukhumi Sumqayit
Tskhinvali Tskhaltubo
"""


def lines_of(table: str) -> list[list[str]]:
    return [line.split() for line in table.strip().splitlines()]


def key(word: str) -> str:
    return name_key(DEFAULT_TOKENIZER.fold_word(word)[0])


@pytest.mark.parametrize("spellings", lines_of(ONE_NAME), ids=lambda spellings: spellings[0])
def test_spellings_of_a_name_have_one_key(spellings: list[str]) -> None:
    assert len(spellings) > 1
    assert {spelling: key(spelling) for spelling in spellings} == dict.fromkeys(
        spellings, key(spellings[0])
    )


@pytest.mark.parametrize("names", lines_of(APART), ids="-".join)
def test_different_names_have_different_keys(names: list[str]) -> None:
    one, other = names
    assert key(one) != key(other)


@pytest.mark.parametrize(
    ("latin", "forms"),
    [
        ("Medzhidov", "Меджидов Меджидова Меджидову Меджидовым Меджидове Меджидовой"),
        ("Hacıyev", "Гаджиев Гаджиева Гаджиеву Гаджиевым Гаджиевой Гаджиевых"),
        ("Hajiyeva", "Гаджиева Гаджиевой Гаджиеву"),
        ("Levina", "Левиной Левину"),
        ("Petrovna", "Петровна Петровны Петровной"),
        ("Trubetskaya", "Трубецкая Трубецкой Трубецкую Трубецким"),
        ("Sargsyan", "Саркисян Саркисяна Саркисяну Саркисяном"),
        ("Karapetian", "Карапетян Карапетяна Карапетяном"),
        ("Khachatrian", "Хачатряна Хачатряну"),
        ("Kobakhidze", "Кобахидзе"),
        ("Mahaçqala", "Махачкала Махачкалы Махачкале Махачкалой"),
        ("Stepanakert", "Степанакерт Степанакерта Степанакерте"),
        ("Nalchik", "Нальчик Нальчика Нальчике Нальчиком"),
        ("Şuşa", "Шуша Шуши Шуше Шушу Шушой"),
        ("Abkhazia", "Абхазия Абхазии Абхазию Абхазией"),
    ],
)  # fmt: skip
def test_inflected_names_have_the_key_of_the_name(
    analyzer: Analyzer, latin: str, forms: str
) -> None:
    for form in forms.split():
        assert key(latin) in analyzer.word(form).names, form


@pytest.mark.parametrize("word", ["", "2014", "'", "ქართლი", "北京", "ъ"])
def test_what_has_no_letters_of_the_two_alphabets_has_no_key(word: str) -> None:
    assert name_key(word) == ""


WORDS = st.text("абвгдежзийклмнопрстуфхцчшщъыьэюяіїєґ") | st.text(
    "abcdefghijklmnopqrstuvwxyzəığşçöüčšžŭáéñ'"
)


@given(st.text() | WORDS)
def test_a_key_is_small_ascii_letters(word: str) -> None:
    assert re.fullmatch("[a-z]*", name_key(word))


@given(WORDS)
def test_doubled_letters_do_not_matter(word: str) -> None:
    assert name_key("".join(letter * 2 for letter in word)) == name_key(word)


@given(WORDS, st.integers(min_value=0))
def test_apostrophes_and_soft_signs_do_not_matter(word: str, place: int) -> None:
    cut = place % (len(word) + 1)
    cyrillic = any("CYRILLIC" in unicodedata.name(letter) for letter in word)
    for silent in "'ьъ" if cyrillic else "'":
        assert name_key(word[:cut] + silent + word[cut:]) == name_key(word)


@given(WORDS)
def test_the_dots_of_yo_do_not_matter(word: str) -> None:
    assert name_key(word.replace("е", "ё")) == name_key(word)
