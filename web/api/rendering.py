"""Answers as JSON: the same from the API and from `letopis search --json`."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from operator import attrgetter
from typing import Any

import msgspec

from indexer.analysis import WordReading
from indexer.article import Article
from indexer.labels import Labels
from searcher.answers.values import ValuesRequest
from searcher.locating import LocatedArticles
from searcher.pasting import PastedArticle
from searcher.query.reading import QueryReading
from searcher.query.signs import PlainSign
from searcher.response import (
    RelatedResponse,
    Repair,
    SearchResponse,
    Timeline,
)
from searcher.suggesting import Suggestion
from searcher.value_pages import ArchiveValues
from searcher.versions import ArticleVersion
from searcher.viewing import MarkedArticle
from searcher.walking import WalkedPage
from web.api.answers import (
    ArticleAnswer,
    ArticleFields,
    ArticleSpans,
    BucketAnswer,
    DaysAnswer,
    ExplanationAnswer,
    FacetTotal,
    FieldsAnswer,
    FoundPage,
    LocatedAnswer,
    NamedAnswer,
    PastedAnswer,
    PublicArticle,
    QueryAnswer,
    RelatedAnswer,
    RepairAnswer,
    SearchAnswer,
    SuggestionAnswer,
    SuggestionsAnswer,
    TimelineAnswer,
    ValuesAnswer,
    VersionAnswer,
    VersionsAnswer,
    WordAnswer,
)
from web.api.hits import HitRenderer, RenderContext, name_values
from web.api.parameters import follow_list
from web.parameters import canonical_request
from web.urls import Urls

# The fields of an article that everybody may read. Where it was read from names files of the
# server, and what Letopis does not know may be anything.
PUBLIC_FIELDS: tuple[str, ...] = ArticleFields.__struct_fields__
_read_public = attrgetter(*PUBLIC_FIELDS)


def encode_json(value: Any) -> bytes:
    """JSON as it is sent and printed: UTF-8, times in ISO 8601."""
    return msgspec.json.encode(value)


def render_page(
    page: WalkedPage, context: RenderContext, fields: Sequence[str] = ()
) -> FoundPage[Any]:
    """A page of what a search finds; `next` is the address of the page behind it.

    With `fields`, hits have those of their articles, of `PUBLIC_FIELDS`, and nothing else but ids.

    Of each facet the `facet_limit` commonest values are listed, and those that are filtered by;
    `facet_totals` tells how many `values` there are, and the counts of all `other` ones added up.
    """
    response = page.response
    request = canonical_request(response.request, response.canonical)
    following = None
    if page.cursor is not None:
        following = context.urls.api_search(follow_list(request), fields, page.cursor)
    listed = {
        facet: values.commonest(request.facet_limit) for facet, values in response.facets.items()
    }
    hits = HitRenderer(context, response.labels)
    answer: type[FoundPage[Any]] = FieldsAnswer if fields else SearchAnswer
    return answer(
        total=response.total,
        near_copies=_tell_left_out(response),
        hits=tuple(
            [select_fields(hit.article, fields) for hit in response.hits]
            if fields
            else [hits.render_as_asked(hit, request) for hit in response.hits]
        ),
        partial=tuple(map(hits.render_partial, response.partial)),
        facets=listed,
        facet_totals={
            facet: FacetTotal(
                values=len(values),
                other=values.counted - sum(value.count for value in listed[facet]),
            )
            for facet, values in response.facets.items()
        },
        timeline=_render_timeline(response.timeline),
        query=_render_query(response),
        index=response.index,
        next=following,
    )


def _tell_left_out(response: SearchResponse) -> int | msgspec.UnsetType:
    count = response.near_copies
    if response.request.copies == "all" or count is None:
        return msgspec.UNSET
    return count


def render_word(word: WordReading) -> WordAnswer:
    """How a word was read: of a query, or of any text."""
    return WordAnswer(
        typed=word.text,
        surface=word.surface,
        lemmas=word.lemmas,
        rules=word.rules,
        dictionary=word.dictionary,
        names=word.names,
        ring=word.ring,
    )


def render_explanation(
    text: str, reading: QueryReading, plain: Sequence[PlainSign]
) -> ExplanationAnswer:
    """How a text is read: its words, what they name, and the signs that a search for it would not
    take for operators."""
    return ExplanationAnswer(
        text=text,
        words=tuple(map(render_word, reading.words)),
        named=tuple(
            NamedAnswer(facet=one.facet, text=one.text, values=one.values)
            for one in reading.recognized
        ),
        plain=tuple(plain),
    )


def render_suggestions(suggestions: Sequence[Suggestion], urls: Urls) -> SuggestionsAnswer:
    """Suggestions, each with the page it leads to."""
    return SuggestionsAnswer(
        suggestions=tuple(
            SuggestionAnswer(
                kind=suggestion.kind,
                text=suggestion.text,
                id=suggestion.id or None,
                count=suggestion.count,
                url=urls.suggestion(suggestion),
            )
            for suggestion in suggestions
        )
    )


def render_values(values: ArchiveValues, wanted: ValuesRequest, urls: Urls) -> ValuesAnswer:
    """A page of the values of a facet; `next` is the address of the page behind it."""
    following = None
    if values.cursor is not None:
        following = urls.api_values(wanted, ("cursor", values.cursor))
    return ValuesAnswer(
        total=values.page.total,
        values=values.page.values,
        index=values.generation.info,
        next=following,
    )


def render_related(response: RelatedResponse, context: RenderContext) -> RelatedAnswer:
    """The articles like one: hits as those of a search, best first; those in the other language by
    themselves."""
    hits = HitRenderer(context, response.labels)
    return RelatedAnswer(
        hits=tuple(map(hits.render, response.hits)),
        other_language=tuple(map(hits.render, response.other_language)),
        index=response.index,
    )


def render_version(article: Article, public_fields: Sequence[str] = ()) -> PublicArticle:
    """An article as a version has it, for everybody: what is listed as public; of what Letopis does
    not know only the fields that the archive names."""
    return PublicArticle(**_read_fields(article), extra=_read_extra(article, public_fields))


def render_article(marked: MarkedArticle, context: RenderContext) -> ArticleAnswer:
    """An article for everybody, as `render_version` gives it, with its addresses, its day and the
    names of its values; and with the spans of the query, where there was one."""
    return _render_article(
        marked.article, marked.copies, marked.labels, context, _render_spans(marked)
    )


def render_located(located: LocatedArticles, context: RenderContext) -> LocatedAnswer:
    """The articles at an address, each as it is given by itself."""
    return LocatedAnswer(
        articles=tuple(
            _render_article(article, copies, located.labels, context)
            for article, copies in located.articles
        ),
        index=located.index,
    )


def render_versions(
    versions: Sequence[ArticleVersion], public_fields: Sequence[str]
) -> VersionsAnswer:
    """The versions of an article, oldest first, without their texts."""
    return VersionsAnswer(
        versions=tuple(
            VersionAnswer(
                number=version.number,
                first_seen=version.first_seen,
                digest=_digest_public(version.article, public_fields),
                title=version.article.title,
                current=version.is_current,
            )
            for version in versions
        )
    )


def render_whole_article(article: Article) -> dict[str, Any]:
    """The JSON of an article for those who keep the archive: every field, where it was read too."""
    rendered: dict[str, Any] = msgspec.to_builtins(article)
    return rendered


def _render_article(
    article: Article,
    copies: tuple[str, ...],
    labels: Labels,
    context: RenderContext,
    spans: ArticleSpans | msgspec.UnsetType = msgspec.UNSET,
) -> ArticleAnswer:
    return ArticleAnswer(
        **_read_fields(article),
        extra=_read_extra(article, context.public_fields),
        day=article.published.astimezone(context.zone).date(),
        labels=name_values(article, labels, context.lang),
        self_=context.api_address(article),
        html=context.site_address(article),
        copies=copies,
        spans=spans,
    )


def _render_spans(marked: MarkedArticle) -> ArticleSpans | msgspec.UnsetType:
    marks = marked.marks
    if marks is None:
        return msgspec.UNSET
    return ArticleSpans(
        title=marks.title.spans,
        lead=marks.lead.spans,
        body=marks.body.spans,
        captions=tuple(caption.spans for caption in marks.captions),
        notices=tuple(notice.spans for notice in marks.notices),
    )


def _read_fields(article: Article) -> dict[str, Any]:
    return dict(zip(PUBLIC_FIELDS, _read_public(article), strict=True))


def _read_extra(article: Article, public_fields: Sequence[str]) -> dict[str, Any]:
    return {name: value for name, value in article.extra.items() if name in public_fields}


def select_fields(article: Article, fields: Sequence[str]) -> ArticleFields:
    return ArticleFields(**{name: getattr(article, name) for name in {"id", *fields}})


def _digest_public(article: Article, public_fields: Sequence[str]) -> str:
    """Names the JSON of an article. The digest of the store covers fields that are not public: with
    all others known, they could be guessed by it."""
    public = encode_json(render_version(article, public_fields))
    return f"sha256:{hashlib.sha256(public).hexdigest()}"


def _render_timeline(timeline: Timeline) -> TimelineAnswer:
    return TimelineAnswer(
        interval=timeline.interval,
        buckets=tuple(
            [
                BucketAnswer(
                    from_=bucket.first, to=bucket.last, count=bucket.count, archive=bucket.archive
                )
                for bucket in timeline.buckets
            ]
        ),
    )


def _render_query(response: SearchResponse) -> QueryAnswer:
    asked = response.request
    return QueryAnswer(
        canonical=response.canonical,
        hash=response.hash,
        sort=response.sort,
        days=DaysAnswer(by=asked.date, from_=asked.days.first, to=asked.days.last),
        words=tuple(map(render_word, response.words)),
        off=asked.off,
        plain=response.plain,
        values=response.values,
        named=response.named,
        offers=response.offers,
        absent=response.absent,
        repaired=_render_repair(response.repaired),
        article=_render_pasted(response.pasted) if response.pasted else None,
    )


def _render_repair(repaired: Repair | None) -> RepairAnswer | None:
    if repaired is None:
        return None
    return RepairAnswer(kind=repaired.kind, from_=repaired.typed, to=repaired.meant)


def _render_pasted(pasted: PastedArticle) -> PastedAnswer:
    """The article that a query names, and by what."""
    article = pasted.article
    return PastedAnswer(
        by=pasted.by, id=article.id, lang=article.lang, title=article.title, url=article.url
    )
