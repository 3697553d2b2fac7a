"""What the pages of an article are asked for."""

from __future__ import annotations

from multidict import MultiMapping

from searcher.request import MAX_DEPTH
from searcher.viewing import ViewRequest
from web.parameters import PARAMETERS, check_parameters, read_number, read_request


def parse_view(query: MultiMapping[str]) -> ViewRequest:
    """How an article is to be shown: the parameters of the search it was found by, its `rank` in
    that result, and the id of another version that stands `beside` it. Raises ParameterError."""
    check_parameters(query, (*PARAMETERS, "rank", "beside"))
    return ViewRequest(
        found_by=read_request(query, least=1),
        rank=read_number(query, "rank", 0, MAX_DEPTH) or None,
        beside=query.get("beside", ""),
    )
