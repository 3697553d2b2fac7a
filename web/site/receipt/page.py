"""What the page of a receipt is made of."""

from __future__ import annotations

from dataclasses import dataclass

from web.site.frame import Link, Site


@dataclass(frozen=True, slots=True)
class ReceiptRow:
    """A line of the receipt: what it tells, and the text; `is_code` is one for machines, such as a
    checksum."""

    title: str
    text: str
    is_code: bool = False


@dataclass(frozen=True, slots=True)
class RepeatLink:
    """A way to the same result: what is found there, and the address."""

    title: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptPage:
    """The page of a receipt: the line to cite, what was asked (`asked`), what was found (`found`)
    and by what (`made_by`), each as rows; `doubts` are sentences of what cannot be known, and
    `repeat` the ways to the result. `back` leads to the results, `json` is the receipt for
    machines."""

    site: Site
    citation: str
    asked: tuple[ReceiptRow, ...]
    found: tuple[ReceiptRow, ...]
    made_by: tuple[ReceiptRow, ...]
    doubts: tuple[str, ...]
    repeat: tuple[RepeatLink, ...]
    back: Link
    json: str
