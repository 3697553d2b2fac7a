"""Answers as JSON: the same from the API and from `letopis search --json`."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

import msgspec

from indexer.analysis import WordReading
from indexer.article import Article
from searcher.answers.values import ValuesPage
from searcher.locating import LocatedArticles
from searcher.pasting import PastedArticle
from searcher.query.reading import QueryReading
from searcher.query.signs import PlainSign
from searcher.request import SearchRequest
from searcher.response import (
    FacetValue,
    Hit,
    IndexInfo,
    RelatedResponse,
    Repair,
    SearchResponse,
    Snippet,
)
from searcher.suggesting import Suggestion
from searcher.versions import ArticleVersion
from searcher.walking import WalkedPage
from web.api.parameters import follow_list
from web.parameters import canonical_request
from web.urls import Urls

# The fields of an article that everybody may read. Where it was read from names files of the
# server, and what Letopis does not know may be anything.
PUBLIC_FIELDS: tuple[str, ...] = (
    "id",
    "lang",
    "title",
    "published",
    "lead",
    "body",
    "captions",
    "original_published",
    "modified",
    "authors",
    "source",
    "countries",
    "inferred_countries",
    "tags",
    "url",
    "mirrors",
    "story",
    "notices",
)


def encode_json(value: Any) -> bytes:
    """JSON as it is sent and printed: UTF-8, times in ISO 8601."""
    return msgspec.json.encode(value)


def render_page(page: WalkedPage, urls: Urls, fields: Sequence[str] = ()) -> dict[str, Any]:
    """The JSON of a page of a list; see `render_response`. `next` is the page behind it."""
    response = page.response
    following = None
    if page.cursor is not None:
        request = follow_list(canonical_request(response.request, response.canonical))
        following = urls.api_search(request, fields, page.cursor)
    return render_response(response, fields) | {"next": following}


def render_response(response: SearchResponse, fields: Sequence[str] = ()) -> dict[str, Any]:
    """The JSON of a search. Spans are `[start, end]` in characters (code points) of the text.

    With `fields`, hits have those of their articles, of `PUBLIC_FIELDS`, and nothing else but ids.

    Of each facet the `facet_limit` commonest values are listed, and those that are filtered by;
    `facet_totals` tells how many `values` there are, and the counts of all `other` ones added up.
    """
    request = canonical_request(response.request, response.canonical)
    listed = {
        facet: values.commonest(request.facet_limit) for facet, values in response.facets.items()
    }
    return {
        "total": response.total,
        "hits": [
            select_fields(hit.article, fields) if fields else _render_found(hit, request)
            for hit in response.hits
        ],
        "partial": [
            {**_render_hit(partial.hit), "missing": partial.missing} for partial in response.partial
        ],
        "facets": {
            facet: [_render_value(value) for value in values] for facet, values in listed.items()
        },
        "facet_totals": {
            facet: {
                "values": len(values),
                "other": values.counted - sum(value.count for value in listed[facet]),
            }
            for facet, values in response.facets.items()
        },
        "timeline": {
            "interval": response.timeline.interval,
            "buckets": [
                {
                    "from": bucket.first,
                    "to": bucket.last,
                    "count": bucket.count,
                    "archive": bucket.archive,
                }
                for bucket in response.timeline.buckets
            ],
        },
        "query": {
            "canonical": response.canonical,
            "hash": response.hash,
            "sort": response.sort,
            "words": [render_word(word) for word in response.words],
            "off": response.request.off,
            "plain": msgspec.to_builtins(response.plain),
            "values": msgspec.to_builtins(response.values),
            "named": msgspec.to_builtins(response.named),
            "offers": msgspec.to_builtins(response.offers),
            "absent": response.absent,
            "repaired": _render_repair(response.repaired),
            "article": _render_pasted(response.pasted) if response.pasted else None,
        },
        "index": msgspec.to_builtins(response.index),
    }


def render_word(word: WordReading) -> dict[str, Any]:
    """How a word was read: of a query, or of any text."""
    return {
        "typed": word.text,
        "surface": word.surface,
        "lemmas": word.lemmas,
        "rules": word.rules,
        "dictionary": word.dictionary,
        "names": word.names,
        "ring": word.ring,
    }


def render_explanation(
    text: str, reading: QueryReading, plain: Sequence[PlainSign]
) -> dict[str, Any]:
    """The JSON of how a text is read: its words, what they name, and the signs that a search for it
    would not take for operators."""
    return {
        "text": text,
        "words": [render_word(word) for word in reading.words],
        "named": [
            {"facet": one.facet, "text": one.text, "values": one.values}
            for one in reading.recognized
        ],
        "plain": msgspec.to_builtins(plain),
    }


def render_suggestions(suggestions: Sequence[Suggestion], urls: Urls) -> dict[str, Any]:
    """The JSON of suggestions, each with the page it leads to."""
    return {
        "suggestions": [
            {
                "kind": suggestion.kind,
                "text": suggestion.text,
                "id": suggestion.id or None,
                "count": suggestion.count,
                "url": urls.suggestion(suggestion),
            }
            for suggestion in suggestions
        ]
    }


def render_values(page: ValuesPage, info: IndexInfo, urls: Urls) -> dict[str, Any]:
    """The JSON of a page of the values of a facet; `next` is the address of the page behind it."""
    return {
        "total": page.total,
        "values": msgspec.to_builtins(page.values),
        "index": msgspec.to_builtins(info),
        "next": urls.api_values(page.next) if page.next else None,
    }


def render_related(response: RelatedResponse) -> dict[str, Any]:
    """The JSON of the articles like one: hits as those of a search, best first; those in the other
    language by themselves."""
    return {
        "hits": [_render_hit(hit) for hit in response.hits],
        "other_language": [_render_hit(hit) for hit in response.other_language],
        "index": msgspec.to_builtins(response.index),
    }


def render_article(article: Article, public_fields: Sequence[str] = ()) -> dict[str, Any]:
    """The JSON of an article for everybody: what is listed as public, by the names of `Article`'s
    fields; of what Letopis does not know only the fields that the archive names."""
    whole = render_whole_article(article)
    extra = {name: value for name, value in article.extra.items() if name in public_fields}
    return {**{name: whole[name] for name in PUBLIC_FIELDS}, "extra": extra}


def select_fields(article: Article, fields: Sequence[str]) -> dict[str, Any]:
    whole = render_whole_article(article)
    return {name: whole[name] for name in dict.fromkeys(("id", *fields))}


def render_located(located: LocatedArticles, public_fields: Sequence[str]) -> dict[str, Any]:
    """The JSON of the articles at an address, each as it is given by itself."""
    return {
        "articles": [render_article(article, public_fields) for article in located.articles],
        "index": msgspec.to_builtins(located.index),
    }


def render_versions(
    versions: Sequence[ArticleVersion], public_fields: Sequence[str]
) -> dict[str, Any]:
    """The JSON of the versions of an article, oldest first, without their texts."""
    return {
        "versions": [
            {
                "number": version.number,
                "first_seen": version.first_seen,
                "digest": _digest_public(version.article, public_fields),
                "title": version.article.title,
                "current": version.is_current,
            }
            for version in versions
        ]
    }


def _digest_public(article: Article, public_fields: Sequence[str]) -> str:
    """Names the JSON of an article. The digest of the store covers fields that are not public: with
    all others known, they could be guessed by it."""
    public = encode_json(render_article(article, public_fields))
    return f"sha256:{hashlib.sha256(public).hexdigest()}"


def render_whole_article(article: Article) -> dict[str, Any]:
    """The JSON of an article for those who keep the archive: every field, where it was read too."""
    rendered: dict[str, Any] = msgspec.to_builtins(article)
    return rendered


def _render_repair(repaired: Repair | None) -> dict[str, str] | None:
    if repaired is None:
        return None
    return {"kind": repaired.kind, "from": repaired.typed, "to": repaired.meant}


def _render_pasted(pasted: PastedArticle) -> dict[str, Any]:
    """The article that a query names, and by what."""
    article = pasted.article
    return {
        "by": pasted.by,
        "id": article.id,
        "lang": article.lang,
        "title": article.title,
        "url": article.url,
    }


def _render_found(hit: Hit, request: SearchRequest) -> dict[str, Any]:
    """A hit of a search: with the parts of its score where they are asked for."""
    parts = {"parts": msgspec.to_builtins(hit.parts)} if request.explain else {}
    return _render_hit(hit) | parts


def _render_hit(hit: Hit) -> dict[str, Any]:
    article = hit.article
    return {
        "id": article.id,
        "lang": article.lang,
        "title": article.title,
        "title_spans": hit.title.spans,
        "published": article.published,
        "authors": article.authors,
        "source": article.source,
        "countries": article.countries,
        "tags": article.tags,
        "story": article.story,
        "url": article.url,
        "score": hit.score,
        "snippets": [_render_snippet(snippet) for snippet in hit.snippets],
        "forms": msgspec.to_builtins(hit.forms),
        "found_by": msgspec.to_builtins(hit.found_by),
    }


def _render_snippet(snippet: Snippet) -> dict[str, Any]:
    return {"text": snippet.text, "spans": snippet.spans}


def _render_value(value: FacetValue) -> dict[str, Any]:
    return {
        "id": value.id,
        "label": value.label,
        "count": value.count,
        "selected": value.selected,
        "excluded": value.excluded,
    }
