"""A news archive of any size, the same for the same seed.

    python -m benchmarks.generate 10000 articles.jsonl.gz --seed 7

Real inflection, word frequencies by Zipf with a tail of rare forms and names that grows with the
corpus, lognormal lengths (mean 320 words), uneven days and seasons over twenty years, a few
authors, countries and tags with most of the articles; articles on a subject share its words, and
some Russian articles are followed by their English version.
"""

from __future__ import annotations

import argparse
import gzip
import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from itertools import accumulate
from pathlib import Path
from random import Random

from benchmarks.vocabulary import Vocabulary, invent_name, load_vocabulary, skewed
from indexer.article import Article, Lang, encode_article
from indexer.labels import slugify

MEAN_WORDS = 320
SIGMA = 0.6
# Words of a unit as drawn, those included that take the place of one.
_WORDS_IN_UNIT = 4.3
# A story in both languages, or in one: 84 of 120 articles, 70 %, are Russian.
_STEPS: tuple[tuple[Lang, ...], ...] = (("ru", "en"), ("ru",), ("en",))
_STEP_WEIGHTS = (20, 64, 16)

FIRST_YEAR, LAST_YEAR = 2001, 2020
# Monday to Sunday, January to December.
_WEEKDAYS = (1.0, 1.1, 1.15, 1.1, 1.0, 0.5, 0.4)
_MONTHS = (0.8, 1.0, 1.1, 1.05, 0.9, 1.0, 0.8, 0.85, 1.1, 1.15, 1.1, 1.15)

COUNTRIES = (
    "RU AZ GE AM abkhazia dagestan chechnya TR UA US south-ossetia IR ingushetia KZ DE FR GB CN "
    "north-ossetia BY UZ IL SY PL IT KG TJ TM MD ES GR IQ IN JP CH AT NL BG RO CZ"
).split()
TAGS = 800
SOURCES = 12
# Authors of an archive of 100,000 articles; a larger one has more, a smaller one fewer.
_AUTHORS = 300
_FIRST_NAMES = "Аслан Анна Борис Вера Георгий Дарья Илья Мария Нина Олег Пётр Тамара".split()
_ZONE = timezone(timedelta(hours=3))
_UNIQUE_NAMES = 200_000


def generate(count: int, seed: int) -> Iterator[Article]:
    """So many articles, in no order of time; the same for the same arguments."""
    newsroom = _Newsroom(count, seed)
    written = 0
    while written < count:
        for article in newsroom.write(written):
            if written < count:
                yield article
                written += 1


def author_id(number: int) -> str:
    """The facet id of an author; the smallest numbers write most."""
    return slugify(
        f"{_FIRST_NAMES[number % len(_FIRST_NAMES)]} {invent_name('person', number)['ru'].stem}"
    )


def tag_id(number: int) -> str:
    """The facet id of a tag; the smallest numbers are the commonest."""
    return f"tag-{number}"


def source_id(number: int) -> str:
    """The facet id of a source; the smallest numbers publish most."""
    return f"source-{number}"


@dataclass(frozen=True, slots=True)
class _Story:
    """What the language versions of one article share."""

    number: int
    published: datetime
    authors: tuple[str, ...]
    countries: tuple[str, ...]
    tags: tuple[str, ...]
    topic: int
    people: tuple[int, ...]
    places: tuple[int, ...]
    words: int


class _Newsroom:
    """Writes stories, drawing everything from one stream of random numbers."""

    def __init__(self, count: int, seed: int) -> None:
        self._random = Random(seed)
        self._vocabularies: dict[Lang, Vocabulary] = {
            "ru": load_vocabulary("ru"),
            "en": load_vocabulary("en"),
        }
        authors = max(20, round(_AUTHORS * (count / 100_000) ** 0.4))
        self._authors = [author_id(number) for number in range(authors)]
        self._tags = [tag_id(number) for number in range(TAGS)]
        self._sources = [source_id(number) for number in range(SOURCES)]
        first, last = (
            datetime(FIRST_YEAR, 1, 1, tzinfo=_ZONE),
            datetime(LAST_YEAR, 12, 31, tzinfo=_ZONE),
        )
        self._days = [first + timedelta(days=day) for day in range((last - first).days + 1)]
        self._day_weights = list(
            accumulate(_WEEKDAYS[day.weekday()] * _MONTHS[day.month - 1] for day in self._days)
        )
        self._mean = math.log(MEAN_WORDS) - SIGMA**2 / 2

    def write(self, number: int) -> Iterator[Article]:
        """A story in one language or in both; `number` is that of its first article."""
        langs = self._random.choices(_STEPS, _STEP_WEIGHTS)[0]
        story = self._plan(number)
        for offset, lang in enumerate(langs):
            yield self._tell(story, number + offset, lang, is_pair=len(langs) > 1)

    def _plan(self, number: int) -> _Story:
        random = self._random
        day = random.choices(self._days, cum_weights=self._day_weights)[0]
        topic = skewed(TAGS, random)
        return _Story(
            number=number,
            published=day + timedelta(seconds=int(86_400 * random.random())),
            authors=self._some(self._authors, random.choices((0, 1, 2), (10, 75, 15))[0]),
            countries=self._some(COUNTRIES, random.choices((0, 1, 2, 3), (10, 60, 20, 10))[0]),
            tags=(self._tags[topic], *self._some(self._tags, skewed(5, random))),
            topic=topic,
            people=(self._rare(), self._rare()),
            places=(self._rare(),),
            words=int(random.lognormvariate(self._mean, SIGMA)),
        )

    def _tell(self, story: _Story, number: int, lang: Lang, *, is_pair: bool) -> Article:
        random, vocabulary = self._random, self._vocabularies[lang]
        own = self._own_units(story, lang)
        units = vocabulary.units
        draw, size = random.random, len(units)
        drawn = [
            units[int(size * draw() ** 2)] for _ in range(int(story.words / _WORDS_IN_UNIT) + 8)
        ]
        # The article's own matter comes again and again; rare words come once.
        drawn[::5] = random.choices(own, k=len(drawn[::5]))
        for place in range(3, len(drawn), 16):
            drawn[place] = random.choice(vocabulary.lemmas).form(random)
        lead, body = _sentences(drawn[2:8]), drawn[8:]
        return Article(
            id=f"a{number:07}",
            lang=lang,
            title=_capitalize(" ".join(drawn[:2])),
            published=story.published,
            lead=" ".join(lead),
            body=_paragraphs(_sentences(body)),
            authors=story.authors,
            source=self._sources[skewed(SOURCES, random)],
            countries=story.countries,
            tags=tuple(dict.fromkeys(story.tags)),
            url=f"https://news.example/{lang}/{story.published.year}/{number}",
            story=f"s{story.number:07}" if is_pair else None,
        )

    def _own_units(self, story: _Story, lang: Lang) -> list[str]:
        """What an article is about: units of its topic, its people and places in several cases."""
        random, units = self._random, self._vocabularies[lang].units
        start = story.topic * 50
        own = random.choices(units[start : start + 50], k=6)
        for number in story.people:
            first, name = _FIRST_NAMES[number % len(_FIRST_NAMES)], invent_name("person", number)
            own.append(
                f"{first if lang == 'ru' else slugify(first).title()} {name[lang].form(random)}"
            )
            own.append(name[lang].form(random))
        own.extend(invent_name("place", number)[lang].form(random) for number in story.places)
        return own

    def _some(self, values: list[str], count: int) -> tuple[str, ...]:
        random = self._random
        return tuple(dict.fromkeys(values[skewed(len(values), random)] for _ in range(count)))

    def _rare(self) -> int:
        """A number of a name: a few are in the news every day, most hardly ever."""
        return int(_UNIQUE_NAMES ** self._random.random())


def _capitalize(text: str) -> str:
    return text[:1].upper() + text[1:]


def _sentences(units: list[str]) -> list[str]:
    # Three units a sentence, the middle one after a comma.
    return [
        _capitalize(", ".join((units[at], " ".join(units[at + 1 : at + 3])))) + "."
        for at in range(0, len(units), 3)
    ]


def _paragraphs(sentences: list[str]) -> str:
    return "\n\n".join(" ".join(sentences[at : at + 4]) for at in range(0, len(sentences), 4))


def main() -> None:
    """Write a corpus as JSON Lines, compressed where the name ends in .gz."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("count", type=int)
    parser.add_argument("out", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    # No time stamp in the file: the same seed gives the same bytes.
    with arguments.out.open("wb") as raw:
        if arguments.out.suffix == ".gz":
            with gzip.GzipFile(
                fileobj=raw, mode="wb", compresslevel=1, mtime=0, filename=""
            ) as file:
                file.writelines(_lines(arguments.count, arguments.seed))
        else:
            raw.writelines(_lines(arguments.count, arguments.seed))


def _lines(count: int, seed: int) -> Iterator[bytes]:
    return (encode_article(article) + b"\n" for article in generate(count, seed))


if __name__ == "__main__":
    main()
