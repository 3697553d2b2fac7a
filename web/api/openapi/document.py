"""The OpenAPI document: made from the types that are encoded and the parameters that are read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from http import HTTPStatus
from importlib.metadata import version
from typing import Any

import msgspec

from web.api.hook_messages import AlertMessage
from web.api.openapi.operations import DocumentAnswer, Operation
from web.api.openapi.parameters import Parameter
from web.api.openapi.webhooks import describe_webhooks
from web.api.problems import ProblemAnswer
from web.problems import INTERNAL, PROBLEMS

_REFERENCE = "#/components/schemas/{name}"
_JSON = "application/json"
_PROBLEM = "application/problem+json"
# What an endpoint may answer whatever it is for; what is not there is told by those that look, and
# what cannot be made by those that make several things.
_MISSING = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.NOT_ACCEPTABLE, HTTPStatus.GONE})
# Addresses and headers that are too long are refused before an endpoint is looked for.
_TOO_LONG = frozenset({HTTPStatus.REQUEST_URI_TOO_LONG, HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE})
COMMON_STATUSES: tuple[int, ...] = tuple(
    sorted(
        {int(problem.status) for _, problem in PROBLEMS} - _MISSING | {INTERNAL.status} | _TOO_LONG
    )
)


def make_document(
    operations: Mapping[str, Operation],
    abouts: Mapping[str, str],
    base_url: str,
    translate: Callable[[str], str],
) -> DocumentAnswer:
    """The document of endpoints by their paths: `abouts` has a sentence for each, in the order in
    which they are listed."""
    answers = [one for path in abouts for one in operations[path].answers]
    types = (*answers, ProblemAnswer, AlertMessage)
    schemas, components = msgspec.json.schema_components(types, ref_template=_REFERENCE)
    by_type = dict(zip(map(repr, types), schemas, strict=True))
    problem = by_type[repr(ProblemAnswer)]
    return DocumentAnswer(
        openapi="3.1.0",
        info={"title": "Letopis", "version": version("letopis")},
        servers=({"url": base_url or "/"},),
        tags=tuple({"name": tag} for tag in dict.fromkeys(operations[p].tag for p in abouts)),
        paths={
            path: {
                "get": _describe(
                    operations[path],
                    translate(about),
                    [by_type[repr(one)] for one in operations[path].answers],
                    problem,
                    translate,
                )
            }
            for path, about in abouts.items()
        },
        webhooks=describe_webhooks(by_type[repr(AlertMessage)], translate),
        components={"schemas": components},
    )


def _describe(
    operation: Operation,
    about: str,
    answers: Sequence[Mapping[str, Any]],
    problem: Mapping[str, Any],
    translate: Callable[[str], str],
) -> dict[str, Any]:
    """The operation object of an endpoint."""
    return {
        "operationId": operation.name,
        "tags": [operation.tag],
        "summary": about,
        "parameters": [_describe_parameter(one, translate) for one in operation.parameters],
        "responses": dict(_list_responses(operation, answers, problem)),
    }


def _describe_parameter(parameter: Parameter, translate: Callable[[str], str]) -> dict[str, Any]:
    described: dict[str, Any] = {
        "name": parameter.name,
        "in": parameter.place,
        "description": translate(parameter.about),
        "required": parameter.is_required,
        "schema": parameter.schema,
    }
    if parameter.is_list:
        described |= {"style": "form", "explode": False}
    return described


def _list_responses(
    operation: Operation, answers: Sequence[Mapping[str, Any]], problem: Mapping[str, Any]
) -> Iterator[tuple[str, dict[str, Any]]]:
    content: dict[str, Any] = {}
    if answers:
        whole = answers[0] if len(answers) == 1 else {"anyOf": list(answers)}
        content[_JSON] = {"schema": whole}
    content |= {media_type: {} for media_type in operation.media_types}
    yield "200", {"description": HTTPStatus.OK.phrase, "content": content}
    if operation.is_tagged:
        yield "304", {"description": HTTPStatus.NOT_MODIFIED.phrase}
    refusals = {*COMMON_STATUSES, *operation.missing}
    if operation.is_negotiated:
        refusals.add(HTTPStatus.NOT_ACCEPTABLE)
    for status in sorted(refusals):
        yield (
            str(status),
            {
                "description": HTTPStatus(status).phrase,
                "content": {_PROBLEM: {"schema": problem}},
            },
        )
