"""The parameters of endpoints that read, count or compare whole results."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Literal

from msgspec import Meta

from searcher.corpus import collocates, concordance, ngrams, terms
from searcher.corpus.reading import DEFAULT_READ, MAX_READ
from searcher.corpus.texts import Unit
from searcher.request import FACETS, FILTER_FACETS
from searcher.trends import DEFAULT_SPLIT, MAX_SPLIT, TrendInterval
from web.api.changes import DEFAULT_CHANGES, MAX_CHANGES, MAX_SEQ
from web.api.collocates import MAX_LEAST
from web.api.history import DEFAULT_IDS, MAX_IDS
from web.api.ngrams import MAX_TEXT, NGRAM_DATES
from web.api.openapi.parameters import (
    AFTER,
    AS_OF,
    BOM,
    FIELDS,
    FINDING,
    LIMIT,
    VALUES,
    Parameter,
    bounded,
)
from web.api.parameters import ExportFormat
from web.api.sample import DEFAULT_SAMPLE, MAX_SAMPLE, MAX_SEED
from web.api.terms import MAX_AGAINST
from web.api.timeline import TableShape
from web.i18n import gettext_noop

EXPORT = (
    replace(FIELDS, needs=(("format", "csv"),)),
    Parameter(
        name="format",
        type=ExportFormat,
        default="ndjson",
        about=gettext_noop("The format of the file."),
    ),
    BOM,
    Parameter(
        name="header",
        type=Literal["1"],
        needs=(("format", "csv"),),
        about=gettext_noop("1: lines before a table or BibTeX that tell what it is."),
    ),
    Parameter(
        name="pack",
        type=Literal["zip"],
        about=gettext_noop("zip: packed with its description, an RO-Crate."),
    ),
    Parameter(
        name="cursor",
        type=str,
        about=gettext_noop("An earlier export that is taken up again: its Letopis-Cursor."),
    ),
    replace(
        AFTER, about=gettext_noop("The ID of the last article that came of an earlier export.")
    ),
)
SAMPLE = (
    Parameter(
        name="seed",
        type=bounded(0, MAX_SEED),
        default=0,
        about=gettext_noop("Another seed draws another sample."),
    ),
    Parameter(
        name="n",
        type=bounded(1, MAX_SAMPLE),
        default=DEFAULT_SAMPLE,
        about=gettext_noop("How many articles are drawn."),
    ),
    FIELDS,
)
SHEET = (
    Parameter(
        name="format",
        type=Literal["json", "csv", "tsv"],
        default="json",
        about=gettext_noop("JSON, or a table."),
    ),
    BOM,
)
FACET_VALUES = (
    Parameter(
        name="facet",
        type=Literal[FACETS],
        is_required=True,
        about=gettext_noop("The facet whose values are listed."),
    ),
    *(replace(one, default="count") if one.name == "order" else one for one in VALUES),
    *SHEET,
)
TIMELINE = (
    Parameter(
        name="interval",
        type=TrendInterval,
        about=gettext_noop("The interval of the counts; by default one that suits their length."),
    ),
    Parameter(
        name="split",
        type=Literal[FILTER_FACETS],
        about=gettext_noop("A facet of whose commonest values there are counts too."),
    ),
    Parameter(
        name="split_limit",
        type=bounded(1, MAX_SPLIT),
        default=DEFAULT_SPLIT,
        about=gettext_noop("Of how many values."),
    ),
    *SHEET,
    Parameter(
        name="shape",
        type=TableShape,
        needs=(("format", "csv"),),
        about=gettext_noop("A row for each count, or a column for each series."),
    ),
)
# Those of a search, of which several may be compared.
COMPARED = tuple(replace(one, is_repeated=True) if one.name == "q" else one for one in FINDING)
READING = (
    Parameter(
        name="read",
        type=bounded(1, MAX_READ),
        default=DEFAULT_READ,
        about=gettext_noop("How many articles are read at most; of more, a sample."),
    ),
    *SHEET,
)
_UNIT = Parameter(
    name="unit", type=Unit, about=gettext_noop("Whether tokens count by lemma or as written.")
)
_STOP_WORDS = Parameter(
    name="stop_words",
    type=Literal["0", "1"],
    about=gettext_noop("Whether stop words are listed too."),
)
_LEAST = Parameter(
    name="min",
    type=bounded(1, MAX_LEAST),
    about=gettext_noop("How many tokens a term has at least."),
)
KWIC = (
    Parameter(
        name="sort",
        type=concordance.ConcordanceSort,
        default="newest",
        about=gettext_noop("By date, or by the words left or right of the occurrence."),
    ),
    Parameter(
        name="width",
        type=bounded(0, concordance.MAX_WIDTH),
        default=concordance.DEFAULT_WIDTH,
        about=gettext_noop("Tokens on each side."),
    ),
    replace(
        LIMIT,
        type=bounded(1, concordance.MAX_LINES),
        default=concordance.DEFAULT_LINES,
        about=gettext_noop("Lines a page."),
    ),
    Parameter(
        name="cursor",
        type=str,
        about=gettext_noop("Where to go on: it stands in the address of the next page."),
    ),
    *READING,
)
COLLOCATES = (
    _UNIT,
    *(
        Parameter(
            name=side,
            type=bounded(0, collocates.MAX_WINDOW),
            default=collocates.DEFAULT_WINDOW,
            about=gettext_noop("Tokens on this side in which terms are counted."),
        )
        for side in ("left", "right")
    ),
    replace(_LEAST, default=collocates.DEFAULT_LEAST),
    Parameter(
        name="order",
        type=collocates.CollocateOrder,
        default="log_likelihood",
        about=gettext_noop("What the list is ordered by."),
    ),
    replace(_STOP_WORDS, default="0"),
    replace(
        LIMIT,
        type=bounded(1, collocates.MAX_COLLOCATES),
        default=collocates.DEFAULT_COLLOCATES,
        about=gettext_noop("How many are listed."),
    ),
    *READING,
)
TERMS = (
    _UNIT,
    Parameter(
        name="prefix",
        type=Annotated[str, Meta(max_length=terms.MAX_TERM)],
        about=gettext_noop("The beginning of the terms."),
    ),
    replace(_LEAST, default=terms.DEFAULT_LEAST),
    Parameter(
        name="order",
        type=terms.TermOrder,
        needs=(("against", "*"),),
        about=gettext_noop("What the list is ordered by."),
    ),
    replace(_STOP_WORDS, default="1"),
    replace(
        LIMIT,
        type=bounded(1, terms.MAX_TERMS),
        default=terms.DEFAULT_TERMS,
        about=gettext_noop("How many are listed."),
    ),
    Parameter(
        name="against",
        type=Annotated[str, Meta(max_length=MAX_AGAINST)],
        about=gettext_noop("Another query to compare with; * for all articles."),
    ),
    Parameter(
        name="after",
        type=Annotated[str, Meta(max_length=terms.MAX_TERM)],
        about=gettext_noop("The term behind which the page begins."),
    ),
    *READING,
)
NGRAMS = (
    Parameter(
        name="n",
        type=bounded(1, ngrams.MAX_LENGTH),
        default=ngrams.DEFAULT_LENGTH,
        about=gettext_noop("How many tokens stand in a row."),
    ),
    Parameter(
        name="of",
        type=Annotated[str, Meta(max_length=MAX_TEXT)],
        is_repeated=True,
        about=gettext_noop("N-grams to follow instead of the commonest; may be repeated."),
    ),
    replace(_UNIT, default="form"),
    Parameter(
        name="interval",
        type=ngrams.NgramInterval,
        default="year",
        about=gettext_noop("The interval of the counts."),
    ),
    replace(_LEAST, default=ngrams.DEFAULT_LEAST),
    replace(_STOP_WORDS, default="1"),
    replace(
        LIMIT,
        type=bounded(1, ngrams.MAX_NGRAMS),
        default=ngrams.DEFAULT_NGRAMS,
        about=gettext_noop("How many are listed."),
    ),
    *READING,
)
# Those of a search, by the dates that n-grams know.
DATED = tuple(
    replace(one, type=Literal[NGRAM_DATES]) if one.name == "date" else one for one in FINDING
)
CHANGES = (
    Parameter(
        name="since",
        type=bounded(0, MAX_SEQ),
        default=0,
        about=gettext_noop("The state of the archive (seq) behind which to begin."),
    ),
    replace(
        LIMIT,
        type=bounded(1, MAX_CHANGES),
        default=DEFAULT_CHANGES,
        about=gettext_noop("Changes a page."),
    ),
    FIELDS,
    Parameter(
        name="format",
        type=Literal["json", "ndjson"],
        default="json",
        about=gettext_noop("JSON, or an object a line."),
    ),
)
COMPARISON = (
    replace(AS_OF, is_required=True),
    Parameter(
        name="fingerprint",
        type=Annotated[str, Meta(pattern="^sha256:[0-9a-f]{64}$")],
        about=gettext_noop("The fingerprint that the set of then is to have."),
    ),
    replace(
        LIMIT,
        type=bounded(1, MAX_IDS),
        default=DEFAULT_IDS,
        about=gettext_noop("Differences a page."),
    ),
    AFTER,
)
