"""What the patterns are filled with: articles, values and counts that nobody took for true."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta

from indexer.article import Article, CountryEvidence
from indexer.labels import LabelKind, Labels
from searcher.answers.collation import initial
from searcher.answers.facets import ValueNames, make_facet
from searcher.request import SearchRequest
from searcher.response import Bucket, Facet, Hit, IndexInfo, Snippet, Timeline
from web.urls import Urls

# Where every link of a pattern leads: to the content of its own page.
HERE = "#content"


class Nowhere(Urls):
    """Addresses of what is invented: all lead to the page itself."""

    def narrow(self, request: SearchRequest, facet: str) -> Callable[[str], str]:  # noqa: ARG002
        return lambda _: HERE

    def _join(self, path: str, fields: list[tuple[str, str]]) -> str:  # noqa: ARG002
        return HERE


INDEX = IndexInfo("patterns", "tantivy", "patterns", 2_431, 2_600)

_NAMES: Mapping[tuple[LabelKind, str], tuple[str, str]] = {
    ("author", "gadzhialiev"): ("Рустам Гаджиалиев", "Rustam Gadzhialiev"),
    ("author", "orlova"): ("Анна Орлова", "Anna Orlova"),
    ("author", "tugov"): ("Аслан Тугов", "Aslan Tugov"),
    ("source", "herald"): ("Горный вестник", "Mountain Herald"),
    ("source", "wire"): ("Южная лента", "South Wire"),
    ("country", "dagestan"): ("Дагестан", "Dagestan"),
    ("country", "GE"): ("Грузия", "Georgia"),
    ("tag", "roads"): ("дороги", "roads"),
    ("tag", "rivers"): ("реки", "rivers"),
    ("tag", "museums"): ("музеи", "museums"),
    ("tag", "harvest"): ("урожай", "harvest"),
    ("tag", "schools"): ("школы", "schools"),
    ("tag", "crafts"): ("ремёсла", "crafts"),
    ("tag", "chess"): ("шахматы", "chess"),
    ("tag", "music"): ("музыка", "music"),
    ("tag", "weather"): ("погода", "weather"),
    ("tag", "ferries"): ("паромы", "ferries"),
    ("tag", "apricots"): ("абрикосы", "apricots"),
    ("lang", "ru"): ("русский", "Russian"),
    ("lang", "en"): ("английский", "English"),
}


def make_labels() -> Labels:
    """The names of the invented values, in both languages."""
    labels = Labels()
    for (kind, id_), names in _NAMES.items():
        for lang, name in zip(("ru", "en"), names, strict=True):
            labels.add(kind, id_, lang, name)
    return labels


_NOON = datetime.fromisoformat("2014-02-12T11:40:00+03:00")

BRIDGE = Article(
    id="bridge-ru",
    lang="ru",
    title="Мост через Аварское Койсу откроют до паводка",
    published=_NOON,
    lead="Пролёт нового моста собран, и в апреле по нему должны пойти первые машины.",
    body=(
        "Прежнюю переправу каждую весну размывала река. Мост строили два года.\n\n"
        "«Металл дорогой, а подвоз ещё дороже», — говорит руководитель стройки."
    ),
    captions=("Сборка пролёта моста, февраль 2014 года",),
    notices=("Уведомление, которого требует вымышленный закон.",),
    authors=("gadzhialiev",),
    source="herald",
    countries=("dagestan",),
    inferred_countries=(CountryEvidence("dagestan", 1.0, ("body: Койсу",)),),
    tags=("roads", "rivers"),
    url="https://news.example/ru/bridge",
    story="bridge",
)
BRIDGE_EN = Article(
    id="bridge-en",
    lang="en",
    title="Avar Koisu bridge to open before the spring floods",
    published=_NOON + timedelta(hours=20),
    original_published=_NOON,
    lead="The span of the new bridge is in place, and the first cars should cross in April.",
    body=(
        "Every spring the river washed the old crossing away. The bridge took two years.\n\n"
        "“Metal is dear, and bringing it here is dearer,” says the head of the works."
    ),
    captions=("Putting the span of the bridge together, February 2014",),
    notices=BRIDGE.notices,
    authors=("gadzhialiev",),
    source="herald",
    countries=("dagestan",),
    tags=("roads", "rivers"),
    story="bridge",
)
MUSEUM = Article(
    id="museum",
    lang="ru",
    title="Музей мостов переезжает в здание старой почты",
    published=_NOON - timedelta(days=8),
    lead="Собрание моделей перевезут за неделю.",
    body="Модели мостов школьники собирали тридцать лет.",
    authors=("orlova",),
    source="wire",
    countries=("GE",),
    tags=("museums",),
)
HARVEST = Article(
    id="harvest",
    lang="en",
    title="Apricot harvest crosses the river by ferry",
    published=_NOON + timedelta(days=130),
    lead="Until the bridge is open, the ferry makes forty trips a day.",
    body="The ferry takes six lorries at a time.",
    authors=("tugov",),
    source="wire",
    countries=("GE",),
    tags=("harvest", "rivers"),
)
ARTICLES = (BRIDGE, BRIDGE_EN, MUSEUM, HARVEST)


def mark(text: str, *words: str) -> Snippet:
    """A text with the words marked that begin so."""
    found = re.finditer(rf"\b(?:{'|'.join(words)})\w*", text, re.IGNORECASE) if words else ()
    return Snippet(text, tuple(one.span() for one in found))


def make_hit(article: Article, *words: str) -> Hit:
    """An article that was found by words."""
    snippet = mark(article.lead, *words)
    return Hit(article, mark(article.title, *words), (snippet,), (), 0.0)


def count_values(kind: str, request: SearchRequest, lang: str) -> Facet:
    """A facet of which the first values are the commonest."""
    ids = [id_ for of_kind, id_ in _NAMES if of_kind == kind]
    counts = {id_: 240 // (place + 1) for place, id_ in enumerate(ids)}
    return make_facet(kind, counts, request, ValueNames(make_labels()), lang)


_COUNTS = (3, 0, 5, 1, 8, 13, 2, 0, 4, 6, 9, 7)
_VOLUMES = (40, 35, 52, 48, 60, 71, 66, 0, 58, 62, 55, 49)


def make_timeline() -> Timeline:
    """The months of a year: one has nothing that was found, one nothing at all."""
    return Timeline(
        "month",
        tuple(
            Bucket(date(2014, number, 1), date(2014, number, 28), count, volume)
            for number, (count, volume) in enumerate(zip(_COUNTS, _VOLUMES, strict=True), 1)
        ),
    )


def make_years() -> Timeline:
    """Twenty years, in which the archive is all that is found."""
    counts = {year: 40 + 7 * (year % 5) for year in range(1995, 2015)}
    return Timeline(
        "year",
        tuple(
            Bucket(date(year, 1, 1), date(year, 12, 31), count, count)
            for year, count in counts.items()
        ),
    )


def make_long_timeline() -> Timeline:
    """The months of ten years: more than a narrow screen has room for."""
    buckets = (
        Bucket(date(year, month, 1), date(year, month, 28), (year * month) % 9, 60 + month)
        for year in range(2005, 2015)
        for month in range(1, 13)
    )
    return Timeline("month", tuple(buckets))


def list_letters(labels: Sequence[str]) -> tuple[tuple[str, int], ...]:
    """The letters that labels begin with, each with how many."""
    letters = [initial(label) for label in labels]
    return tuple((letter, letters.count(letter)) for letter in dict.fromkeys(letters))
