"""What the protocol calls an article, a set and an instant."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import quote, unquote, urlsplit

from searcher.harvesting import SET_KINDS, HarvestSet

# Beside letters and digits what is plain in an address.
_PLAIN = "!*'()/"
# A path of names; of ours the second has what no such name may hold as `!` and two digits a byte.
_SET_SPEC = re.compile(r"[A-Za-z0-9\-_.!~*'()]+(?::[A-Za-z0-9\-_.!~*'()]+)*")
_ESCAPED = re.compile(rb"!([0-9A-F]{2})")
_TO_ESCAPE = re.compile(rb"[^A-Za-z0-9\-_.~*'()]")

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SECOND = re.compile(rf"{_DAY.pattern}T[0-9]{{2}}:[0-9]{{2}}:[0-9]{{2}}Z")


@dataclass(frozen=True, slots=True)
class RecordNames:
    """The identifiers of the records of a site, at its origin."""

    origin: str

    @property
    def host(self) -> str:
        return urlsplit(self.origin).hostname or "localhost"

    def write(self, article_id: str) -> str:
        """The identifier of an article."""
        return f"oai:{self.host}:{quote(article_id, safe=_PLAIN)}"

    def read(self, identifier: str) -> str | None:
        """The id of the article of an identifier; None of one that is none of ours."""
        prefix = f"oai:{self.host}:"
        if identifier.startswith(prefix):
            with suppress(ValueError):
                article_id = unquote(identifier.removeprefix(prefix), errors="strict")
                return article_id if self.write(article_id) == identifier else None
        return None


def is_set_spec(text: str) -> bool:
    """Whether a text may name a set, of whatever site."""
    return _SET_SPEC.fullmatch(text) is not None


def write_set(named: HarvestSet) -> str:
    """How a set is named: `tag:ecology`."""
    escaped = _TO_ESCAPE.sub(lambda found: b"!%02X" % found[0][0], named.id.encode())
    return f"{named.kind}:{escaped.decode()}"


def read_set(spec: str) -> HarvestSet | None:
    """The set of a name; None of a name that no set of ours may have."""
    kind, _, escaped = spec.partition(":")
    for known in SET_KINDS:
        if known == kind:
            with suppress(ValueError):
                plain = _ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), escaped.encode())
                named = HarvestSet(known, plain.decode())
                return named if write_set(named) == spec else None
    return None


def write_moment(moment: int) -> str:
    """A second since 1970 as the protocol writes it."""
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass(frozen=True, slots=True)
class Period:
    """What a date of the protocol means, a day or a second: its first and its last second since
    1970."""

    first: int
    last: int
    is_day: bool


def read_period(text: str) -> Period | None:
    """The period of a date; None where it is none."""
    is_day = _DAY.fullmatch(text) is not None
    if not is_day and not _SECOND.fullmatch(text):
        return None
    try:
        first = int(datetime.fromisoformat(text.removesuffix("Z")).replace(tzinfo=UTC).timestamp())
    except ValueError:
        return None
    return Period(first, first + (int(timedelta(days=1).total_seconds()) - 1) * is_day, is_day)
