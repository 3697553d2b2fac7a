"""The parameters of endpoints that read, count or compare whole results."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Literal

from msgspec import Meta

from searcher.corpus.collocates import CollocateOrder
from searcher.corpus.concordance import ConcordanceSort
from searcher.corpus.ngrams import NgramInterval
from searcher.corpus.terms import MAX_TERM, TermOrder
from searcher.corpus.texts import Unit
from searcher.request import FACETS, FILTER_FACETS
from searcher.trends import TrendInterval
from web.api import (
    archive,
    changes,
    collocates,
    corpus,
    history,
    kwic,
    ngrams,
    sample,
    terms,
    timeline,
)
from web.api.openapi.parameters import (
    AFTER,
    AS_OF,
    BOM,
    CURSOR,
    FIELDS,
    FINDING,
    VALUES,
    Parameter,
    describe_number,
)
from web.api.parameters import ExportFormat
from web.api.rendering import PUBLIC_FIELDS
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
    describe_number(sample.SEED, gettext_noop("Another seed draws another sample.")),
    describe_number(sample.SIZE, gettext_noop("How many articles are drawn.")),
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
    describe_number(timeline.SPLIT_LIMIT, gettext_noop("Of how many values.")),
    *SHEET,
    Parameter(
        name="shape",
        type=timeline.TableShape,
        needs=(("format", "csv"),),
        about=gettext_noop("A row for each count, or a column for each series."),
    ),
)
# Those of a search, of which several may be compared.
COMPARED = tuple(replace(one, is_repeated=True) if one.name == "q" else one for one in FINDING)
READING = (
    describe_number(
        corpus.READ, gettext_noop("How many articles are read at most; of more, a sample.")
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
_LEAST = gettext_noop("How many tokens a term has at least.")
KWIC = (
    Parameter(
        name="sort",
        type=ConcordanceSort,
        default="newest",
        about=gettext_noop("By date, or by the words left or right of the occurrence."),
    ),
    describe_number(kwic.WIDTH, gettext_noop("Tokens on each side.")),
    describe_number(kwic.LINES_LIMIT, gettext_noop("Lines a page.")),
    CURSOR,
    *READING,
)
COLLOCATES = (
    _UNIT,
    *(
        describe_number(side, gettext_noop("Tokens on this side in which terms are counted."))
        for side in (collocates.LEFT, collocates.RIGHT)
    ),
    describe_number(collocates.LEAST, _LEAST),
    Parameter(
        name="order",
        type=CollocateOrder,
        default="log_likelihood",
        about=gettext_noop("What the list is ordered by."),
    ),
    replace(_STOP_WORDS, default="0"),
    describe_number(collocates.COLLOCATES_LIMIT, gettext_noop("How many are listed.")),
    *READING,
)
TERMS = (
    _UNIT,
    Parameter(
        name="prefix",
        type=Annotated[str, Meta(max_length=MAX_TERM)],
        about=gettext_noop("The beginning of the terms."),
    ),
    describe_number(terms.LEAST, _LEAST),
    Parameter(
        name="order",
        type=TermOrder,
        needs=(("against", "*"),),
        about=gettext_noop("What the list is ordered by."),
    ),
    replace(_STOP_WORDS, default="1"),
    describe_number(terms.TERMS_LIMIT, gettext_noop("How many are listed.")),
    Parameter(
        name="against",
        type=Annotated[str, Meta(max_length=terms.MAX_AGAINST)],
        about=gettext_noop("Another query to compare with; * for all articles."),
    ),
    Parameter(
        name="after",
        type=Annotated[str, Meta(max_length=MAX_TERM)],
        about=gettext_noop("The term behind which the page begins."),
    ),
    *READING,
)
NGRAMS = (
    describe_number(ngrams.LENGTH, gettext_noop("How many tokens stand in a row.")),
    Parameter(
        name="of",
        type=Annotated[str, Meta(max_length=ngrams.MAX_TEXT)],
        is_repeated=True,
        about=gettext_noop("N-grams to follow instead of the commonest; may be repeated."),
    ),
    replace(_UNIT, default="form"),
    Parameter(
        name="interval",
        type=NgramInterval,
        default="year",
        about=gettext_noop("The interval of the counts."),
    ),
    describe_number(ngrams.LEAST, _LEAST),
    replace(_STOP_WORDS, default="1"),
    describe_number(ngrams.NGRAMS_LIMIT, gettext_noop("How many are listed.")),
    *READING,
)
# Those of a search, by the dates that n-grams know.
DATED = tuple(
    replace(one, type=Literal[ngrams.NGRAM_DATES]) if one.name == "date" else one for one in FINDING
)
CHANGES = (
    describe_number(
        changes.SINCE, gettext_noop("The state of the archive (seq) behind which to begin.")
    ),
    Parameter(
        name="checkpoint",
        type=str,
        needs=(("since", "0"),),
        about=gettext_noop("The checkpoint that came with that state."),
    ),
    describe_number(changes.CHANGES_LIMIT, gettext_noop("Changes a page.")),
    replace(
        FIELDS,
        type=Literal[changes.ALL_FIELDS, *PUBLIC_FIELDS],
        about=gettext_noop(
            "Fields of the articles that are wanted, with commas between them; “*” for all that is "
            "published."
        ),
    ),
    Parameter(
        name="format",
        type=Literal["json", "ndjson"],
        default="json",
        about=gettext_noop("JSON, or an object a line."),
    ),
)
AT_SEQ = replace(
    describe_number(archive.SEQ, gettext_noop("The state of the archive (seq) that is asked of.")),
    default=None,
)
COMPARISON = (
    replace(AS_OF, is_required=True),
    Parameter(
        name="fingerprint",
        type=Annotated[str, Meta(pattern="^sha256:[0-9a-f]{64}$")],
        about=gettext_noop("The fingerprint that the set of then is to have."),
    ),
    describe_number(replace(history.IDS_LIMIT, least=1), gettext_noop("Differences a page.")),
    AFTER,
)
