"""ninjs, the JSON of news agencies (IPTC, versions 1 to 3): its objects as records.

It comes as any other JSON does, so the readers of JSON tell its objects by their names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from indexer.importing.field_names import fold_name
from indexer.importing.fields import is_empty
from indexer.importing.markup import strip_markup
from indexer.importing.readers import RawRecord, Rejection

# Names that only ninjs has, beside the one that every object of it has.
_TELLING = frozenset(map(fold_name, (
    "versioncreated", "firstcreated", "contentcreated", "pubstatus", "representationtype", "bodies",
    "headlines", "body_xhtml", "renditions", "infosource", "infosources",
)))  # fmt: skip

# What has words of its own; pictures, sounds and plans have captions at most.
_ARTICLES = ("text", "composite")

_HEADING = re.compile(r"<h1\b[^>]*>(.{0,2000}?)</h1>", re.DOTALL)
_COUNTRY = re.compile(r"iso-?3166[^/:]*[/:]+([a-z]{2}|[a-z]{3})$", re.IGNORECASE)

# Names that are read; others stay as they are.
_READ = frozenset(map(fold_name, (
    "uri", "type", "headline", "headlines", "bodies", "body_text", "body_html", "body_xhtml",
    "descriptions", "description_text", "description_html", "description_xhtml", "firstcreated",
    "contentcreated", "versioncreated", "pubstatus", "byline", "bylines", "by", "infosource",
    "infosources", "subject", "subjects", "keyword", "keywords", "place", "places",
    "copyrightnotice", "usageterms", "associations", "renditions",
)))  # fmt: skip


def make_record(
    number: int,
    values: Mapping[str, Any],
    raw: str,
    remarks: tuple[tuple[str, str], ...] = (),
) -> RawRecord | Rejection:
    """The record of a JSON object, with our names where it is one of ninjs."""
    folded = {fold_name(name): value for name, value in values.items()}
    if not (isinstance(folded.get("uri"), str) and folded.keys() & _TELLING):
        return RawRecord(number, values, raw, remarks)
    kind = folded.get("type") or "text"
    if kind not in _ARTICLES:
        return Rejection(number, "type", f"no article, but a {kind}", raw)
    others = {name: value for name, value in values.items() if fold_name(name) not in _READ}
    return RawRecord(number, {**others, **_read_object(folded)}, raw, remarks)


def _read_object(said: Mapping[str, Any]) -> dict[str, Any]:
    title = _choose(said.get("headlines")) or said.get("headline")
    places = list(_items(said.get("place"), said.get("places")))
    countries = [_find_country(place) for place in places]
    latest = said.get("versioncreated")
    first = said.get("firstcreated") or said.get("contentcreated")
    if not first and str(said.get("version") or "1") == "1":
        # Of a later version alone it is not known when the first one was published.
        first = latest
    values: dict[str, Any] = {
        "id": said["uri"],
        "title": title,
        "lead": _choose(said.get("descriptions")) or _find_text(said, "description"),
        "body": _drop_heading(_find_body(said.get("bodies")) or _find_text(said, "body"), title),
        "captions": list(_find_captions(said.get("associations"))),
        "published": first,
        "updated": None if latest == first else latest,
        "authors": said.get("bylines") or said.get("byline") or said.get("by"),
        "source": next(_items(said.get("infosources"), said.get("infosource")), None)
        or (None if said.get("source") else said.get("copyrightholder")),
        "tags": list(_items(*map(said.get, ("subject", "subjects", "keyword", "keywords")))),
        "countries": list(filter(None, countries)),
        "places": [
            place for place, country in zip(places, countries, strict=True) if country is None
        ],
        "notices": list(_items(said.get("copyrightnotice"), said.get("usageterms"))),
        "pubstatus": said.get("pubstatus"),
    }
    return {name: value for name, value in values.items() if not is_empty(value)}


def _items(*values: object) -> Iterator[Any]:
    """What several values hold, lists or not."""
    for value in values:
        yield from value if isinstance(value, list) else [] if is_empty(value) else [value]


def _objects(items: object) -> list[dict[str, Any]]:
    return [
        {fold_name(name): value for name, value in item.items()}
        for item in _items(items)
        if isinstance(item, Mapping)
    ]


def _choose(items: object) -> Any:
    """The main one of several texts, or the first."""
    objects = _objects(items)
    main = (item for item in objects if item.get("role") == "main")
    found = next(main, objects[0] if objects else {})
    return found.get("value")


def _find_text(said: Mapping[str, Any], name: str) -> Any:
    """One text that is given in several kinds of markup, that which shows its paragraphs."""
    kinds = [said.get(f"{name}{kind}") for kind in ("xhtml", "html", "text")]
    return next((text for text in kinds if not is_empty(text)), None)


def _find_body(bodies: object) -> Any:
    """The text of several kinds that shows its paragraphs, else a plain one."""
    objects = _objects(bodies)
    kinds = [str(item.get("contenttype") or "text/plain").casefold() for item in objects]
    for wanted in ("html", "text/"):
        found = [item for item, kind in zip(objects, kinds, strict=True) if wanted in kind]
        if found:
            return _choose(found)
    return None


def _drop_heading(body: Any, title: Any) -> Any:
    """A body without the headline, where it repeats it."""
    if not isinstance(body, str) or not isinstance(title, str):
        return body
    heading = _HEADING.search(body)
    if heading is None or strip_markup(heading[1]).strip() != strip_markup(title).strip():
        return body
    return body[: heading.start()] + body[heading.end() :]


def _find_captions(associations: object) -> Iterator[Any]:
    """What is said of the pictures that belong to an article."""
    items = associations.values() if isinstance(associations, Mapping) else associations
    for item in _objects(list(items) if isinstance(items, Iterable) else None):
        if item.get("type") not in _ARTICLES:
            said = (
                _choose(item.get("descriptions"))
                or _find_text(item, "description")
                or item.get("caption")
                or _choose(item.get("headlines"))
                or item.get("headline")
            )
            if isinstance(said, str):
                yield said


def _find_country(place: object) -> str | None:
    """The country that a place is, if it has the code of one: by its code, by its name where the
    code has three letters."""
    (said,) = _objects(place) or ({},)
    scheme, code = (str(said.get(name) or "") for name in ("scheme", "code"))
    for text in (str(said.get("uri") or ""), str(said.get("literal") or ""), f"{scheme}:{code}"):
        if found := _COUNTRY.search(text):
            return found[1].upper() if len(found[1]) == 2 else str(said.get("name") or "") or None
    return None
