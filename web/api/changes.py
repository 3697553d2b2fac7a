"""The endpoint of changes: what mirrors and harvests follow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, cast

import msgspec
from aiohttp import web
from msgspec import UNSET, UnsetType
from multidict import MultiMapping

from indexer.archive.digest import digest_article
from indexer.archive.history import Change, ChangeKind
from indexer.archive.publishing import publish_article
from indexer.article import Article
from searcher.changes import ChangesPage, list_changes
from searcher.response import IndexInfo
from searcher.service import SearchService
from web.api.answers import ArticleFields
from web.api.parameters import read_fields
from web.api.rendering import PUBLIC_FIELDS, encode_json
from web.api.tables import CONTENT_TYPES
from web.keys import POOL, SERVICE
from web.negotiation import negotiate_query
from web.numbers import Number
from web.parameters import check_parameters, read_choice
from web.requests import request_language
from web.responses import make_response
from web.urls import Urls

CHANGES_LIMIT = Number("limit", 1, 1_000, 100)
# Two digits less than engines can count.
MAX_SEQ = 999_999_999
SINCE = Number("since", 0, MAX_SEQ, 0)
# The fields of whoever wants all that is published.
ALL_FIELDS = "*"

ChangesFormat = Literal["json", "ndjson"]
CHANGES_TYPES: Mapping[ChangesFormat, str] = {
    "json": "application/json",
    "ndjson": CONTENT_TYPES["ndjson"],
}
CHANGES_FORMATS: tuple[ChangesFormat, ...] = tuple(CHANGES_TYPES)


class ChangedFields(ArticleFields, frozen=True, kw_only=True, gc=False):
    """Those fields of an article that were asked for; `extra` has the fields of its record that the
    archive publishes beside these, where all were asked for."""

    extra: Mapping[str, Any] | UnsetType = UNSET


class ChangeAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """The latest that happened to an article, at the instant `time`. `reason` is that of a
    take-down, where the archive tells it; `digest` names what is published of the text, in which
    nothing is that was inferred; `article` has its id and the fields that were asked for. Both are
    null for a deleted one."""

    seq: int
    id: str
    kind: ChangeKind
    time: datetime
    reason: str | None
    digest: str | None
    article: ChangedFields | UnsetType | None = UNSET


class ChangesAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """Changes in the order of `seq`. Up to `last_seq` nothing is missing: what a mirror asks for
    `since` next, with the `checkpoint` of what it has then. `next` is the address of the changes
    behind it, where the index has more."""

    changes: tuple[ChangeAnswer, ...]
    last_seq: int
    checkpoint: str
    index: IndexInfo
    next: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangesRequest:
    """Which changes are asked for: those after a `seq`, if the history up to there has the
    checkpoint, how many, with which fields of the articles, and as what."""

    since: int
    checkpoint: str
    limit: int
    fields: tuple[str, ...]
    format: ChangesFormat

    def list_parameters(self) -> list[tuple[str, str]]:
        """All but `since` and its checkpoint, defaults left out."""
        given = (
            ("limit", str(self.limit), self.limit != CHANGES_LIMIT.default),
            ("fields", ",".join(self.fields), bool(self.fields)),
            ("format", self.format, self.format != CHANGES_FORMATS[0]),
        )
        return [(name, value) for name, value, is_given in given if is_given]


async def show_changes(request: web.Request) -> web.Response:
    """What happened to the articles after a `seq`."""
    query = negotiate_query(request, CHANGES_TYPES)
    wanted = parse_changes(query)
    pool = request.app[POOL]
    service = request.app[SERVICE]
    page = await pool.run(list_changes, service, wanted.since, wanted.limit, wanted.checkpoint)
    more = _link_more(service, page, wanted, query)
    published = service.settings.public_fields
    response = await make_response(
        request,
        lambda: render_changes(page, wanted, more, published),
        pool.run,
        content_type=CHANGES_TYPES[wanted.format],
        language=request_language(request),
    )
    response.headers["Letopis-Last-Seq"] = str(page.last)
    response.headers["Letopis-Checkpoint"] = page.checkpoint
    if more:
        response.headers["Link"] = f'<{more}>; rel="next"'
    return response


def answer_changes(service: SearchService, query: MultiMapping[str]) -> ChangesAnswer:
    """The page of changes that a query string asks for. Raises ParameterError, and what
    `list_changes` raises."""
    wanted = parse_changes(query)
    page = list_changes(service, wanted.since, wanted.limit, wanted.checkpoint)
    more = _link_more(service, page, wanted, query)
    return _render(page, wanted, more, service.settings.public_fields)


def parse_changes(query: MultiMapping[str]) -> ChangesRequest:
    """Which changes a query string asks for. Raises ParameterError."""
    check_parameters(query, ("since", "checkpoint", "limit", "fields", "format", "ui"))
    format_ = read_choice(query, "format", CHANGES_FORMATS) or CHANGES_FORMATS[0]
    is_all = query.get("fields") == ALL_FIELDS
    return ChangesRequest(
        since=SINCE.read(query),
        checkpoint=query.get("checkpoint", ""),
        limit=CHANGES_LIMIT.read(query),
        fields=(ALL_FIELDS,) if is_all else read_fields(query, PUBLIC_FIELDS),
        format=cast("ChangesFormat", format_),
    )


def render_changes(
    page: ChangesPage, wanted: ChangesRequest, more: str | None, published: Sequence[str]
) -> bytes:
    """A page of changes as JSON, or as a JSON object a line; `published` are the names of the
    fields that the archive publishes beside ours."""
    answer = _render(page, wanted, more, published)
    if wanted.format == "ndjson":
        return b"".join(encode_json(change) + b"\n" for change in answer.changes)
    return encode_json(answer)


def _link_more(
    service: SearchService, page: ChangesPage, wanted: ChangesRequest, query: MultiMapping[str]
) -> str | None:
    urls = Urls(query.get("ui"), service.settings.root)
    return urls.api_changes(page.last, wanted.list_parameters()) if page.has_more else None


def _render(
    page: ChangesPage, wanted: ChangesRequest, more: str | None, published: Sequence[str]
) -> ChangesAnswer:
    return ChangesAnswer(
        changes=tuple(_render_change(change, wanted.fields, published) for change in page.changes),
        last_seq=page.last,
        checkpoint=page.checkpoint,
        index=page.index,
        next=more,
    )


def _render_change(change: Change, fields: Sequence[str], published: Sequence[str]) -> ChangeAnswer:
    told = publish_article(change.article, published) if change.article else None
    article: ChangedFields | UnsetType | None = UNSET
    if fields:
        article = _select(told, fields) if told else None
    return ChangeAnswer(
        seq=change.seq,
        id=change.id,
        kind=change.kind,
        time=change.when,
        reason=change.reason,
        digest=digest_article(told).hex() if told else None,
        article=article,
    )


def _select(article: Article, fields: Sequence[str]) -> ChangedFields:
    names = (*PUBLIC_FIELDS, "extra") if ALL_FIELDS in fields else ("id", *fields)
    return ChangedFields(**{name: getattr(article, name) for name in names})
