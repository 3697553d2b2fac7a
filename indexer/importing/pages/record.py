"""From the bytes of a page to the record of its article."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from indexer.importing.decoding import decode_raw
from indexer.importing.pages.article import NoArticleError, read_article
from indexer.importing.pages.charset import CharsetError, decode_page
from indexer.importing.pages.facts import Facts
from indexer.importing.pages.tree import PageError, parse_page
from indexer.importing.profiles.profile import SiteProfile
from indexer.importing.readers import RAW_LIMIT, RawRecord, Rejection

# What browsers and mirroring programs write into the pages that they save.
_SAVED_FROM = re.compile(
    r"<!--\s*(?:saved from url=\(\d+\)|Page saved with SingleFile\s+url:\s*"
    r"|Mirrored from )(?P<address>[^\s>]+)",
    re.IGNORECASE,
)
_HEAD = 4096
# What is known of a page and is no field of a record.
_OURS = ("site", "is_article")


def read_record(
    number: int,
    content: bytes,
    *,
    declared: str | None = None,
    address: str = "",
    likely_address: str = "",
    profiles: Sequence[SiteProfile] = (),
) -> RawRecord | Rejection:
    """The record of a page: `declared` is its character set as somebody said, `address` where it
    was found, `likely_address` where it was unless the page itself tells where it was saved from;
    `profiles` are those of sites that it may be of."""
    if not content.strip():
        return Rejection(number, "", "the page is empty", "")
    try:
        source = decode_page(content, declared)
        page = parse_page(source, address or find_saved_address(source) or likely_address)
        return RawRecord(number, to_values(read_article(page, profiles)), source[:RAW_LIMIT])
    except (CharsetError, PageError, NoArticleError) as error:
        return Rejection(number, "", str(error), decode_raw(content))


def to_values(facts: Facts) -> Mapping[str, Any]:
    """The fields of a record, those that are known."""
    values = {name: value for name, value in asdict(facts).items() if name not in _OURS}
    return {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in values.items()
        if value
    }


def find_saved_address(source: str) -> str:
    """The address that a page was saved from, as browsers and mirroring programs note it; empty
    where none does."""
    match = _SAVED_FROM.search(source[:_HEAD])
    if match is None:
        return ""
    address = match["address"]
    return address if "://" in address else f"http://{address}"
