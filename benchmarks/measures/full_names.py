"""Measure full names: what is found when they are typed as people write them.

The archive is the news of a folder. Queries are a random sample of its persons (`persons`), each
typed in every form. Nobody's archive has every patronymic and middle initial: where the articles
have none of a person, a common one is drawn. Relevant are the articles in the person's language
that name the person. **Recall** and **precision** are averages over the queries of one form,
precision over those that find something that can be judged; **nothing** counts those that find
nothing at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from statistics import mean

from benchmarks.measures.names import PERSONS
from benchmarks.measures.persons import Person, find_english, find_russian, fold_text
from indexer.article import Article, Lang
from indexer.errors import QueryError
from searcher.request import SearchRequest
from searcher.service import SearchService

SEED = 1
SAMPLE = 100
# English given names are Latin names of the list that were seen so often.
COMMON = 50

_PATRONYMICS = (
    ("Иванович", "Ивановна"), ("Сергеевич", "Сергеевна"), ("Александрович", "Александровна"),
    ("Ильич", "Ильинична"), ("Дмитриевич", "Дмитриевна"), ("Магомедович", "Магомедовна"),
    ("Петрович", "Петровна"), ("Рустамович", "Рустамовна"), ("Юрьевич", "Юрьевна"),
)  # fmt: skip
_INITIALS = "ABCDEFGHJKLMPRSTW"

_RUSSIAN_FORMS: Mapping[str, str] = {
    "Имя Фамилия": "{p.given} {p.surname}",
    "Имя Отчество Фамилия": "{p.given} {p.patronymic} {p.surname}",
    "Фамилия Имя Отчество": "{p.surname} {p.given} {p.patronymic}",
    "И. О. Фамилия": "{p.given[0]}. {p.patronymic[0]}. {p.surname}",
    "И.О. Фамилия": "{p.given[0]}.{p.patronymic[0]}. {p.surname}",
    "Фамилия И. О.": "{p.surname} {p.given[0]}. {p.patronymic[0]}.",
}
_ENGLISH_FORMS: Mapping[str, str] = {
    "First Last": "{p.given} {p.surname}",
    "First M. Last": "{p.given} {p.patronymic}. {p.surname}",
    "F. M. Last": "{p.given[0]}. {p.patronymic}. {p.surname}",
    "Last, First M.": "{p.surname}, {p.given} {p.patronymic}.",
}


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a search for a person found, by ids: articles that name the person, those that may,
    and all that were found."""

    naming: frozenset[str]
    perhaps: frozenset[str]
    found: frozenset[str]

    @property
    def recall(self) -> float:
        return len(self.found & self.naming) / len(self.naming)

    @property
    def precision(self) -> float | None:
        """None where nothing was found that can be judged."""
        judged = self.found - self.perhaps
        return len(judged & self.naming) / len(judged) if judged else None


@dataclass(frozen=True, slots=True)
class NameSearches:
    """The searches for persons in one form."""

    form: str
    queries: int
    recall: float
    precision: float
    nothing: int
    # Queries that miss articles, or find wrong ones.
    poor: tuple[str, ...]


@dataclass(frozen=True)
class PersonArchive:
    """An archive of news, and its articles' folded texts by language and id."""

    service: SearchService
    texts: Mapping[Lang, Mapping[str, str]]

    def find(self, query: str, lang: Lang) -> frozenset[str]:
        """The articles of a language that a query finds; none where it is no query."""
        try:
            return frozenset(self.service.scan(SearchRequest(q=query))) & self.texts[lang].keys()
        except QueryError:
            return frozenset()

    def list_naming(self, person: Person, lang: Lang) -> tuple[frozenset[str], frozenset[str]]:
        """The articles that name a person, and those that may."""
        naming = {key for key, text in self.texts[lang].items() if person.is_named(text)}
        perhaps = {
            key
            for key, text in self.texts[lang].items()
            if key not in naming and person.may_be_named(text)
        }
        return frozenset(naming), frozenset(perhaps)


def hold_articles(articles: Iterable[Article], service: SearchService) -> PersonArchive:
    """The archive over articles that a service answers from."""
    texts: dict[Lang, dict[str, str]] = {"ru": {}, "en": {}}
    for article in articles:
        texts[article.lang][article.id] = fold_text("\n".join(article.texts()))
    return PersonArchive(service, texts)


def sum_up(form: str, judged: Mapping[str, Judgement]) -> NameSearches:
    """The averages over the queries of which something is relevant."""
    kept = {query: one for query, one in judged.items() if one.naming}
    precisions = [one.precision for one in kept.values() if one.precision is not None]
    return NameSearches(
        form=form,
        queries=len(kept),
        recall=mean(one.recall for one in kept.values()) if kept else 0.0,
        precision=mean(precisions) if precisions else 1.0,
        nothing=sum(not one.found for one in kept.values()),
        poor=tuple(
            f"{query}: recall {one.recall:.2f}, precision {_show(one.precision)}"
            for query, one in kept.items()
            if one.recall < 1 or (one.precision or 0) < 1
        ),
    )


def measure_full_names(
    folder: Path, archive: PersonArchive, sample: int = SAMPLE
) -> list[NameSearches]:
    """Ask for so many persons of each language in every form."""
    russian = find_russian(archive.texts["ru"].values())
    english = find_english(list(archive.texts["en"].values()), read_given_names(folder))
    return [
        *_ask(archive, "ru", _draw(russian, sample, _give_patronymic), _RUSSIAN_FORMS),
        *_ask(archive, "en", _draw(english, sample, _give_initial), _ENGLISH_FORMS),
    ]


def _draw(
    persons: Sequence[Person], sample: int, complete: Callable[[Person, Random], Person]
) -> list[Person]:
    random = Random(SEED)
    chosen = random.sample(persons, min(sample, len(persons)))
    return [complete(person, random) for person in chosen]


def _ask(
    archive: PersonArchive, lang: Lang, persons: Sequence[Person], forms: Mapping[str, str]
) -> Iterator[NameSearches]:
    relevant = {person: archive.list_naming(person, lang) for person in persons}
    for form, pattern in forms.items():
        asked = {pattern.format(p=person): person for person in persons}
        yield sum_up(
            form,
            {
                query: Judgement(*relevant[person], archive.find(query, lang))
                for query, person in asked.items()
            },
        )


def read_given_names(folder: Path) -> frozenset[str]:
    """Latin names that were seen often."""
    lines = (line.split("\t") for line in (folder / PERSONS).read_text("utf-8").splitlines())
    return frozenset(latin for latin, _, count in lines if int(count) >= COMMON)


def _give_patronymic(person: Person, random: Random) -> Person:
    drawn = random.choice(_PATRONYMICS)[person.feminine]
    return replace(person, patronymic=person.patronymic or drawn)


def _give_initial(person: Person, random: Random) -> Person:
    return replace(person, patronymic=person.patronymic or random.choice(_INITIALS))


def tabulate_searches(figures: Sequence[NameSearches], recall: str, precision: str) -> list[str]:
    """A line for each form, with what was aimed at."""
    return [
        f"| typed as | queries | recall (aim {recall}) | precision (aim {precision}) | nothing |",
        "|---|---:|---:|---:|---:|",
        *(
            f"| {row.form} | {row.queries:,} | {row.recall:.3f} | {row.precision:.3f} "
            f"| {row.nothing:,} |"
            for row in figures
        ),
    ]


def _show(share: float | None) -> str:
    return "-" if share is None else f"{share:.2f}"
