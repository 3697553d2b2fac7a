"""What each endpoint takes and answers. Every address of `web.api.routes` has its entry here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import msgspec

from web.api.answers import (
    ArticleAnswer,
    ExplanationAnswer,
    FieldsAnswer,
    LocatedAnswer,
    PublicArticle,
    RelatedAnswer,
    SearchAnswer,
    SuggestionsAnswer,
    ValuesAnswer,
    VersionsAnswer,
)
from web.api.archive import ArchiveAnswer, NamesAnswer
from web.api.changes import ChangesAnswer
from web.api.citations import MEDIA_TYPES
from web.api.collocates import CollocatesAnswer
from web.api.completions import COMPLETIONS_TYPE
from web.api.export_files import CONTENT_TYPES
from web.api.facets import FacetAnswer
from web.api.feeds import FEED_TYPES
from web.api.health import HealthAnswer, ReadinessAnswer
from web.api.history import ComparisonAnswer, PastAnswer
from web.api.kwic import PATH as KWIC_PATH
from web.api.kwic import KwicAnswer
from web.api.list_files import NEGOTIATED
from web.api.ngrams import NgramsAnswer
from web.api.openapi import parameters as known
from web.api.openapi import result_parameters as results
from web.api.openapi.parameters import Parameter
from web.api.receipts import Receipt
from web.api.sample import SampleAnswer
from web.api.tables import CONTENT_TYPES as TABLE_TYPES
from web.api.terms import PATH as TERMS_PATH
from web.api.terms import TermsAnswer
from web.api.timeline import TrendsAnswer
from web.urls import VALUES_PATHS

Tag = Literal["articles", "results", "corpus", "history", "values", "words", "service"]


class EndpointAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """An address of the API, and what it is for."""

    path: str
    about: str


class EndpointsAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """The addresses of the API."""

    endpoints: tuple[EndpointAnswer, ...]


class DocumentAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """An OpenAPI document."""

    openapi: str
    info: Mapping[str, Any]
    servers: tuple[Mapping[str, Any], ...]
    tags: tuple[Mapping[str, Any], ...]
    paths: Mapping[str, Any]
    webhooks: Mapping[str, Any]
    components: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """What an endpoint takes and answers: its name for programs, its parameters, the types of its
    JSON, and the media types of what is no JSON of these types.

    `missing` are the statuses of what is not there; `is_tagged` tells that a client which has the
    answer is answered 304. `example` has values for an example request; those of an archive
    (`id`, `q`, `url`) are put in when it is shown.
    """

    name: str
    tag: Tag
    parameters: tuple[Parameter, ...] = ()
    answers: tuple[Any, ...] = ()
    media_types: tuple[str, ...] = ()
    missing: tuple[int, ...] = ()
    is_tagged: bool = True
    example: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_negotiated(self) -> bool:
        """Whether an Accept header has something to choose from."""
        formats = len(self.media_types) + bool(self.answers)
        return formats > 1 and known.FORMAT not in self.parameters


# Those of answers that are a table too.
_TABLES = (TABLE_TYPES["csv"], TABLE_TYPES["tsv"])
_GONE = (404, 410)
# The address says that it is a table.
_PLAIN_BOM = replace(known.BOM, needs=())
_Q = {"q": "q"}
_ID = {"id": "id"}

OPERATIONS: Mapping[str, Operation] = {
    "/api/v1/": Operation(
        name="listEndpoints",
        tag="service",
        parameters=(known.UI,),
        answers=(EndpointsAnswer,),
    ),
    "/api/v1/openapi.json": Operation(
        name="describeApi",
        tag="service",
        parameters=(known.UI,),
        answers=(DocumentAnswer,),
    ),
    "/api/v1/articles": Operation(
        name="searchArticles",
        tag="results",
        parameters=(*known.FINDING, *known.LISTING, known.UI),
        answers=(SearchAnswer, FieldsAnswer, PastAnswer),
        media_types=tuple(NEGOTIATED.values())[1:],
        missing=(410,),
        example={"q": "q", "limit": "5"},
    ),
    "/api/v1/articles.{format}": Operation(
        name="searchArticlesAs",
        tag="results",
        parameters=(known.FORMAT, *known.FINDING, *known.FILE_LISTING, _PLAIN_BOM, known.UI),
        media_types=tuple(TABLE_TYPES.values()),
        missing=(404, 410),
        example={"format": "csv", "q": "q", "limit": "5"},
    ),
    "/api/v1/articles.atom": Operation(
        name="followInAtom",
        tag="results",
        parameters=(*known.FINDING, *known.FEED, known.UI),
        media_types=(FEED_TYPES["atom"],),
        example={"q": "q", "limit": "5"},
    ),
    "/api/v1/articles.jsonfeed": Operation(
        name="followInJsonFeed",
        tag="results",
        parameters=(*known.FINDING, *known.FEED, known.UI),
        media_types=(FEED_TYPES["json"],),
        example={"q": "q", "limit": "5"},
    ),
    "/api/v1/articles/by-url": Operation(
        name="findArticlesAtAddress",
        tag="articles",
        parameters=(known.URL, known.UI),
        answers=(LocatedAnswer,),
        missing=_GONE,
        example={"url": "url"},
    ),
    "/api/v1/articles/{id}/related": Operation(
        name="listRelatedArticles",
        tag="articles",
        parameters=(known.ID, known.RELATED, known.UI),
        answers=(RelatedAnswer,),
        missing=_GONE,
        example=_ID,
    ),
    "/api/v1/articles/{id}/citation": Operation(
        name="citeArticle",
        tag="articles",
        parameters=(known.ID, known.CITATION_FORMAT, known.ACCESSED, known.UI),
        media_types=tuple(dict.fromkeys(MEDIA_TYPES.values())),
        missing=_GONE,
        example={"id": "id", "format": "bibtex"},
    ),
    "/api/v1/articles/{id}/versions": Operation(
        name="listVersions",
        tag="articles",
        parameters=(known.ID, known.UI),
        answers=(VersionsAnswer,),
        missing=_GONE,
        example=_ID,
    ),
    "/api/v1/articles/{id}/versions/{number}": Operation(
        name="getVersion",
        tag="articles",
        parameters=(known.ID, known.NUMBER, known.UI),
        answers=(PublicArticle,),
        missing=_GONE,
        example={"id": "id", "number": "1"},
    ),
    "/api/v1/articles/{id}": Operation(
        name="getArticle",
        tag="articles",
        parameters=(known.ID, known.Q, known.EXPAND, known.UI),
        answers=(ArticleAnswer,),
        missing=_GONE,
        example={"id": "id", "q": "q"},
    ),
    "/api/v1/export": Operation(
        name="exportArticles",
        tag="results",
        parameters=(*known.FINDING, *results.EXPORT, known.UI),
        media_types=(*CONTENT_TYPES.values(), "application/zip"),
        is_tagged=False,
        missing=(410,),
        example={"q": "q", "format": "csv"},
    ),
    "/api/v1/sample": Operation(
        name="drawArticles",
        tag="results",
        parameters=(*known.FINDING, *results.SAMPLE, known.UI),
        answers=(SampleAnswer,),
        example={"q": "q", "n": "10", "seed": "7"},
    ),
    KWIC_PATH: Operation(
        name="listOccurrences",
        tag="corpus",
        parameters=(*known.FINDING, *results.KWIC, known.UI),
        answers=(KwicAnswer,),
        media_types=_TABLES,
        missing=(410,),
        example={"q": "q", "sort": "right"},
    ),
    "/api/v1/collocates": Operation(
        name="listCollocates",
        tag="corpus",
        parameters=(*known.FINDING, *results.COLLOCATES, known.UI),
        answers=(CollocatesAnswer,),
        media_types=_TABLES,
        example={"q": "q", "min": "2"},
    ),
    TERMS_PATH: Operation(
        name="countTerms",
        tag="corpus",
        parameters=(*known.FINDING, *results.TERMS, known.UI),
        answers=(TermsAnswer,),
        media_types=_TABLES,
        example={"q": "q", "against": "*"},
    ),
    "/api/v1/ngrams": Operation(
        name="countNgrams",
        tag="corpus",
        parameters=(*results.DATED, *results.NGRAMS, known.UI),
        answers=(NgramsAnswer,),
        media_types=_TABLES,
        example={"q": "q", "n": "3"},
    ),
    "/api/v1/facets": Operation(
        name="listFacet",
        tag="results",
        parameters=(*known.FINDING, *results.FACET_VALUES, known.UI),
        answers=(FacetAnswer,),
        media_types=_TABLES,
        missing=(410,),
        example={"q": "q", "facet": "tag"},
    ),
    "/api/v1/timeline": Operation(
        name="countTimeline",
        tag="results",
        parameters=(*results.COMPARED, *results.TIMELINE, known.UI),
        answers=(TrendsAnswer,),
        media_types=_TABLES,
        example={"q": "q", "interval": "year"},
    ),
    "/api/v1/archive": Operation(
        name="getArchive",
        tag="history",
        parameters=(results.AT_SEQ, known.UI),
        answers=(ArchiveAnswer,),
        is_tagged=True,
    ),
    "/api/v1/names": Operation(
        name="listNames",
        tag="values",
        parameters=(known.UI,),
        answers=(NamesAnswer,),
        is_tagged=True,
    ),
    "/api/v1/changes": Operation(
        name="listChanges",
        tag="history",
        parameters=(*results.CHANGES, known.UI),
        answers=(ChangesAnswer,),
        media_types=("application/x-ndjson",),
        example={"since": "0", "limit": "10"},
    ),
    "/api/v1/compare": Operation(
        name="compareResults",
        tag="history",
        parameters=(*known.FINDING, *results.COMPARISON, known.UI),
        answers=(ComparisonAnswer,),
        example={"q": "q", "as_of": "1"},
    ),
    "/api/v1/receipt": Operation(
        name="getReceipt",
        tag="history",
        parameters=(*known.FINDING, known.AS_OF, known.UI),
        answers=(Receipt,),
        example=_Q,
    ),
    **{
        path: Operation(
            name=f"list{path.rpartition('/')[2].capitalize()}",
            tag="values",
            parameters=(*known.VALUES, known.UI),
            answers=(ValuesAnswer,),
            missing=(410,),
            example={"order": "count", "limit": "10"},
        )
        for path in VALUES_PATHS.values()
    },
    "/api/v1/explain": Operation(
        name="explainText",
        tag="words",
        parameters=(known.TEXT, known.UI),
        answers=(ExplanationAnswer,),
        example={"text": "q"},
    ),
    "/api/v1/suggest": Operation(
        name="suggestQueries",
        tag="words",
        parameters=(
            known.TYPED,
            known.SUGGESTIONS_FORMAT,
            known.SUGGESTIONS_LIMIT,
            known.UI,
        ),
        answers=(SuggestionsAnswer,),
        media_types=(COMPLETIONS_TYPE,),
        example=_Q,
    ),
    "/healthz": Operation(
        name="checkHealth", tag="service", answers=(HealthAnswer,), is_tagged=False
    ),
    "/readyz": Operation(
        name="checkReadiness", tag="service", answers=(ReadinessAnswer,), is_tagged=False
    ),
}
