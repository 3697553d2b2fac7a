"""Questions answered in this process: by what answers them on a server, without one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, TypeVar, cast

import msgspec
from multidict import MultiDict

from indexer.errors import LetopisError
from indexer.labels import NamedKind
from letopis.transport import Question, add_language, check_language
from searcher.archive import open_archive
from searcher.citing.formats import write_citation
from searcher.fingerprint import PresentSet, take_fingerprint
from searcher.history import PastSet, Unknown, look_back
from searcher.service import SearchService
from searcher.value_pages import walk_archive_values
from searcher.walking import ArticleWalk
from web.api.answers import ArticleAnswer, ArticleFields, FoundPage, RelatedAnswer, ValuesAnswer
from web.api.changes import answer_changes
from web.api.collocates import prepare_collocates
from web.api.facets import answer_facet
from web.api.history import (
    ComparisonAnswer,
    PastAnswer,
    PastRequest,
    parse_comparison,
    parse_past,
    render_comparison,
    render_past,
)
from web.api.hits import RenderContext
from web.api.kwic import prepare_kwic
from web.api.ngrams import prepare_ngrams
from web.api.parameters import parse_export, parse_list, parse_marks
from web.api.receipts import MeasuredSet, Receipt, parse_receipt, write_receipt
from web.api.rendering import (
    PUBLIC_FIELDS,
    render_article,
    render_page,
    render_related,
    render_values,
    select_fields,
)
from web.api.sample import prepare_sample
from web.api.terms import prepare_terms
from web.api.timeline import answer_timeline
from web.i18n import DEFAULT_LANGUAGE, Language, load_languages
from web.messages import describe
from web.parameters import parse_citation, parse_related, parse_values
from web.urls import VALUES_PATHS, Urls

T = TypeVar("T")

# Articles of an export that are held at a time.
_BATCH = 200


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to the archive of a service: the parameters as a query string gives them, and the
    id of the article that is asked about."""

    service: SearchService
    languages: Mapping[str, Language]
    query: MultiDict[str]
    id: str

    @property
    def language(self) -> Language:
        return self.languages[self.query.get("ui") or DEFAULT_LANGUAGE]

    @property
    def urls(self) -> Urls:
        return Urls(self.query.get("ui"), self.service.settings.root)

    @property
    def context(self) -> RenderContext:
        return RenderContext.of(self.service.settings, self.language.code, self.urls)


@dataclass(frozen=True, slots=True)
class LocalTransport:
    """Answers from the folder of an archive. Nothing limits how long an answer may take."""

    service: SearchService
    languages: Mapping[str, Language]
    ui: str

    @classmethod
    def open(cls, path: Path, ui: str) -> LocalTransport:
        """For the archive in a folder. Raises ArchiveMissingError, SettingsError,
        ParameterError."""
        check_language(ui)
        archive = open_archive(path)
        return cls(archive.service, load_languages(archive.settings.zone_info), ui)

    def ask(self, question: Question, answer: type[T]) -> T:
        del answer
        with self._explain():
            return cast("T", _ANSWERS[question.path](self._asked(question)))

    def read(self, question: Question) -> str:
        with self._explain():
            return _TEXTS[question.path](self._asked(question))

    def export(self, question: Question) -> Iterator[ArticleFields]:
        with self._explain():
            wanted = parse_export(self._asked(question).query, PUBLIC_FIELDS)
            exported = self.service.export(wanted.search, wanted.cursor)
            walk = ArticleWalk(exported.found, wanted.after)
            while articles := walk.read(_BATCH):
                self.service.keep(exported.found.generation)
                for article in articles:
                    if not self.service.is_withdrawn(article.id):
                        yield select_fields(article, wanted.file.fields or PUBLIC_FIELDS)

    def _asked(self, question: Question) -> Asked:
        query = MultiDict(add_language(question, self.ui).parameters)
        return Asked(self.service, self.languages, query, question.id)

    @contextmanager
    def _explain(self) -> Iterator[None]:
        """Add to an error the sentence that a server says of it."""
        try:
            yield
        except LetopisError as error:
            error.add_note(describe(error, self.languages[self.ui]).detail)
            raise


def _search(asked: Asked) -> FoundPage[Any] | PastAnswer:
    if asked.query.get("as_of"):
        return _list_past(asked)
    wanted, context = parse_list(asked.query, PUBLIC_FIELDS), asked.context
    page = asked.service.walk(wanted.search, context.lang, wanted.cursor)
    answer = render_page(page, context, wanted.fields)
    if not wanted.has_fingerprint:
        return answer
    found = asked.service.select_again(wanted.search, answer.index.generation)
    made = take_fingerprint(PresentSet(found))
    return msgspec.structs.replace(answer, fingerprint=made)


def _get_article(asked: Asked) -> ArticleAnswer:
    found_by = parse_marks(asked.query)
    return render_article(asked.service.mark_article(asked.id, found_by), asked.context)


def _list_related(asked: Asked) -> RelatedAnswer:
    limit = parse_related(asked.query)
    return render_related(asked.service.related(asked.id, limit), asked.context)


def _list_values(facet: NamedKind, asked: Asked) -> ValuesAnswer:
    (wanted, cursor), lang = parse_values(asked.query, facet), asked.language.code
    values = walk_archive_values(asked.service, wanted, lang, cursor)
    urls = asked.urls.in_language(lang) if wanted.order == "label" else asked.urls
    return render_values(values, wanted, urls)


def _list_past(asked: Asked) -> PastAnswer:
    wanted = parse_past(asked.query)
    past = _look_back(asked, wanted)
    made = take_fingerprint(past) if wanted.fingerprint else None
    return render_past(past, wanted, made, asked.urls)


def _compare(asked: Asked) -> ComparisonAnswer:
    wanted = parse_comparison(asked.query)
    past = _look_back(asked, wanted)
    made = take_fingerprint(past) if wanted.fingerprint else None
    return render_comparison(past, wanted, made, asked.urls)


def _look_back(asked: Asked, wanted: PastRequest) -> PastSet:
    return look_back(asked.service, asked.service.select(wanted.request), wanted.seq)


def _make_receipt(asked: Asked) -> Receipt:
    service, (wanted, seq) = asked.service, parse_receipt(asked.query)
    found = service.select(wanted)
    if seq is None:
        measured = MeasuredSet(
            found=found,
            seq=found.generation.manifest.last_seq,
            total=found.count(),
            unknown=Unknown(),
            fingerprint=take_fingerprint(PresentSet(found)),
        )
    else:
        past = look_back(service, found, seq)
        measured = MeasuredSet(
            found=found,
            seq=seq,
            total=len(past.ids),
            unknown=past.unknown,
            fingerprint=take_fingerprint(past),
        )
    names = {code: service.settings.archive_name(code) for code in asked.languages}
    return write_receipt(
        measured,
        names,
        asked.languages,
        service.settings.origin,
        Urls(root=service.settings.root),
    )


def _cite(asked: Asked) -> str:
    format_, given = parse_citation(asked.query)
    accessed = given or datetime.now(asked.service.settings.zone_info).date()
    return write_citation(asked.service.cite(asked.id), format_, accessed)


# What answers at each path of the API; the types are those that the path answers with there.
_ANSWERS: Mapping[str, Callable[[Asked], object]] = {
    "articles": _search,
    "articles/{id}": _get_article,
    "articles/{id}/related": _list_related,
    "changes": lambda asked: answer_changes(asked.service, asked.query),
    "collocates": lambda asked: prepare_collocates(asked.service, asked.query)(),
    "compare": _compare,
    "facets": lambda asked: answer_facet(asked.service, asked.query, asked.language),
    "kwic": lambda asked: prepare_kwic(asked.service, asked.query)(),
    "ngrams": lambda asked: prepare_ngrams(asked.service, asked.query)(),
    "receipt": _make_receipt,
    "sample": lambda asked: prepare_sample(asked.service, asked.query)(),
    "terms": lambda asked: prepare_terms(asked.service, asked.query)(),
    "timeline": lambda asked: answer_timeline(asked.service, asked.query, asked.language),
    **{
        path.removeprefix("/api/v1/"): partial(_list_values, facet)
        for facet, path in VALUES_PATHS.items()
    },
}
_TEXTS: Mapping[str, Callable[[Asked], str]] = {"articles/{id}/citation": _cite}
