"""The operators of the query language: one table for the parser's tests, the help page and the
API's documentation."""

from __future__ import annotations

from dataclasses import dataclass

# The names of a field in a query, in both languages; the first is the canonical one.
FIELD_NAMES: dict[str, tuple[str, ...]] = {
    "title": ("title", "заголовок"),
    "notice": ("notice", "уведомление"),
    "author": ("author", "автор"),
    "country": ("country", "страна"),
    "tag": ("tag", "тег"),
    "lang": ("lang", "язык"),
    "source": ("source", "источник"),
}
DATE_NAMES = ("date", "дата")

FIELDS_BY_NAME = {name: field for field, names in FIELD_NAMES.items() for name in names}


@dataclass(frozen=True, slots=True)
class Operator:
    """One operator: its syntax, what it means in both languages, an example that parses, and the
    canonical text of that example."""

    syntax: str
    meaning_ru: str
    meaning_en: str
    example: str
    canonical: str

    def meaning(self, lang: str) -> str:
        return self.meaning_ru if lang == "ru" else self.meaning_en


OPERATORS: tuple[Operator, ...] = (
    Operator(
        "слово word",
        "все слова, каждое в любой форме; AND или И между ними можно не писать",
        "all of the words, each in any form; AND between them can be left out",
        "мост через Койсу",
        "мост через Койсу",
    ),
    Operator(
        "a OR b · a ИЛИ b · a | b",
        "любое из слов",
        "any of the words",
        "виноград ИЛИ вино",
        "виноград OR вино",
    ),
    Operator(
        "-слово · NOT слово · НЕ слово",
        "без этого слова",
        "without this word",
        "school -football",
        "school -football",
    ),
    Operator(
        "( … )",
        "скобки объединяют части запроса",
        "brackets group parts of a query",
        "(суд OR court) музей",
        "(суд OR court) музей",
    ),
    Operator(
        '"…" · «…»',
        "слова подряд, в этом порядке, в любой форме",
        "words next to each other, in this order, in any form",
        '"городской совет"',
        '"городской совет"',
    ),
    Operator(
        '"…"~N',
        "слова в любом порядке, между ними не больше N других",
        "words in any order, with at most N other words between them",
        '"bridge old"~3',
        '"bridge old"~3',
    ),
    Operator(
        "нача*",
        "слова, которые так начинаются (не меньше двух букв), и составные: северо-кавк*",
        "words that begin like this (at least two letters), also compounds: north-east*",
        "землетряс*",
        "землетряс*",
    ),
    Operator(
        "слово~",
        "слова с похожим написанием: одна замена, вставка, пропуск или перестановка букв, "
        "в словах от шести букв — две",
        "words with a similar spelling: one letter replaced, added, left out or swapped with the "
        "next; two in words of six letters or more",
        "землетресение~",
        "землетресение~",
    ),
    Operator(
        '!слово · !"…"',
        "точно в этой форме",
        "in exactly this form",
        "!вина",
        "!вина",
    ),
    Operator(
        "title:слово · заголовок:слово",
        "слово в заголовке; можно и скобки, и фразу",
        "a word in the headline; brackets and phrases work too",
        "заголовок:(мост ИЛИ река)",
        "title:мост OR title:река",
    ),
    Operator(
        "author: · автор:",
        "автор, по имени, фамилии или идентификатору",
        "the author, by name, surname or ID",
        'автор:"Марина Велиева"',
        'author:"Марина Велиева"',
    ),
    Operator(
        "country: · страна:",
        "страна с её регионами или регион, по названию или коду",
        "the country with its regions, or the region, by name or code",
        "country:GE",
        'country:"GE"',
    ),
    Operator(
        "tag: · тег:",
        "тег",
        "the tag",
        "тег:урожай",
        'tag:"урожай"',
    ),
    Operator(
        "lang: · язык:",
        "язык статьи: ru или en",
        "the language of the article: ru or en",
        "lang:en",
        'lang:"en"',
    ),
    Operator(
        "source: · источник:",
        "источник",
        "the source",
        'source:"Mountain Herald"',
        'source:"Mountain Herald"',
    ),
    Operator(
        "date:2021 · дата:2021-01-23",
        "год, месяц или день публикации; также 03.05.2014, 03.05.14, май 2014, 3 мая 2014",
        "the year, month or day of publication; also 03.05.2014, 03.05.14, May 2014, 3 May 2014",
        "date:2014-05",
        "date:2014-05",
    ),
    Operator(
        "date:2020-09..2021-01",
        "промежуток, обе границы включены; одну из них можно опустить",
        "a range, both ends included; either can be left out",
        "date:2019..",
        "date:2019..",
    ),
    Operator(
        "notice:слово · уведомление:слово",
        "слово в правовом уведомлении (обычный поиск уведомления не просматривает)",
        "a word in a legal notice (ordinary searches skip these)",
        "notice:агент",
        "notice:агент",
    ),
)
