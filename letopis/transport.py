"""Questions to an archive, and what carries them: into this process, or to a server."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol, TypeVar
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from web.api.answers import ArticleFields
from web.i18n import DEFAULT_LANGUAGE
from web.parameters import UI_LANGS, refuse_value

T = TypeVar("T")

# A parameter and its value, as an address has them.
Pair = tuple[str, str]

# Where the API is.
BASE = "/api/v1/"


@dataclass(frozen=True, slots=True)
class Question:
    """What an endpoint is asked: its path behind `/api/v1/`, `{id}` for that of an article, and
    the parameters."""

    path: str
    parameters: tuple[Pair, ...] = ()
    id: str = ""

    @classmethod
    def parse(cls, address: str) -> Question:
        """That of the `next` of an answer."""
        parts = urlsplit(address)
        return cls(parts.path.partition(BASE)[2], tuple(parse_qsl(parts.query)))

    def adding(self, pairs: Iterable[Pair]) -> Question:
        """With more parameters."""
        return Question(self.path, (*self.parameters, *pairs), self.id)

    @property
    def address(self) -> str:
        """Its address on a server."""
        path = BASE + self.path.replace("{id}", quote(self.id, safe=""))
        return f"{path}?{urlencode(self.parameters)}" if self.parameters else path


class Transport(Protocol):
    """Carries questions to an archive, and brings back what is answered.

    All methods raise ParameterError, QueryError, ArticleNotFoundError, ArticleDeletedError,
    CursorExpiredError; in this process UnavailableError; of a server TooExpensiveError,
    OverloadedError, RateLimitedError and ServerError.
    """

    def ask(self, question: Question, answer: type[T]) -> T:
        """The answer to a question, of the type that its endpoint answers with."""

    def read(self, question: Question) -> str:
        """The answer to a question that is answered with a text."""

    def export(self, question: Question) -> Iterator[ArticleFields]:
        """The articles of a complete result, in the order of ids, one after the other."""


def check_language(ui: str) -> str:
    """A language of the interface. Raises ParameterError for any other."""
    if ui not in UI_LANGS:
        raise refuse_value("ui", ui, UI_LANGS)
    return ui


def add_language(question: Question, ui: str) -> Question:
    """A question that is answered in a language, where its parameters name none."""
    if ui == DEFAULT_LANGUAGE or any(name == "ui" for name, _ in question.parameters):
        return question
    return question.adding([("ui", ui)])


def list_pairs(given: Mapping[str, object]) -> Iterator[Pair]:
    """Parameters of the values that are given, each of a list by itself. `from_` is `from`: names
    that Python keeps for itself have an underscore behind them here."""
    for python_name, value in given.items():
        name = python_name.removesuffix("_")
        match value:
            case None | "":
                continue
            case bool():
                yield name, str(int(value))
            case str():
                yield name, value
            case Iterable():
                yield from ((name, str(one)) for one in value)
            case _:
                yield name, str(value)
