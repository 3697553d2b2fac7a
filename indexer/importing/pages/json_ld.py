"""What a page says of itself in JSON-LD, by the words of schema.org."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from indexer.importing.pages.facts import Facts
from indexer.importing.pages.tree import Page, squeeze

_KINDS = {"BlogPosting", "LiveBlogPosting", "Report"}
_PAGES = ("WebPage", ["WebPage"], "ItemPage")
_WRAPPING = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>|;)\s*$")
_TRAILING_COMMA = re.compile(r",(?=\s*[}\]])")
_MARKUP = re.compile(r"<[a-z/!][^>]{0,1000}>", re.IGNORECASE)
_PARAGRAPH = re.compile(r"<(?:/?p|/?div|/?h[1-6]|/?li|br\s*/?)\b[^>]{0,1000}>", re.IGNORECASE)
_DEEPEST = 20


def read_json_ld(page: Page) -> Facts:
    """The statement about the article of the page; no facts where there is none, or where there are
    several and none is the page's own."""
    objects = [found for value in _values(page) for found in _objects(value, _DEEPEST)]
    articles = [found for found in objects if _is_article(found)]
    by_id = {found["@id"]: found for found in objects if len(found) > 1 and _is_key(found)}
    article = _choose(articles, page)
    if article is None:
        return _read_page(objects)
    publisher = _names(article.get("publisher"), by_id)
    source = next(iter(publisher), "")
    authors = [
        name
        for key in ("author", "creator")
        for name in _names(article.get(key), by_id)
        if name.casefold() != source.casefold()
    ]
    return Facts(
        title=_text(article.get("headline")) or _text(article.get("name")),
        published=_text(article.get("datePublished")) or _text(article.get("dateCreated")),
        modified=_text(article.get("dateModified")),
        lead=_text(article.get("description")),
        body=_body(article.get("articleBody")),
        source=source,
        url=_address(article, page),
        lang=_language([article]),
        authors=tuple(dict.fromkeys(authors)),
        tags=tuple(_keywords(article.get("keywords"))),
        site=tuple(publisher),
        is_article=True,
    )


def _read_page(objects: Sequence[Mapping[str, Any]]) -> Facts:
    """What is said of the page, where nothing is said of an article: its author may be whoever
    keeps the site."""
    page = next((found for found in objects if found.get("@type") in _PAGES), {})
    return Facts(
        published=_text(page.get("datePublished")),
        modified=_text(page.get("dateModified")),
        lang=_language(objects),
    )


def _values(page: Page) -> Iterator[object]:
    for script in page.root.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        text = _WRAPPING.sub("", _WRAPPING.sub("", script.text or ""))
        for attempt in (text, _TRAILING_COMMA.sub("", text)):
            try:
                yield json.loads(attempt, strict=False)
                break
            except (ValueError, RecursionError):
                continue


def _objects(value: object, levels: int) -> Iterator[Mapping[str, Any]]:
    if levels == 0:
        return
    if isinstance(value, dict):
        yield value
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for item in inner:
        if isinstance(item, dict | list):
            yield from _objects(item, levels - 1)


def _is_key(found: Mapping[str, Any]) -> bool:
    return isinstance(found.get("@id"), str)


def _is_article(found: Mapping[str, Any]) -> bool:
    kinds = found.get("@type")
    for kind in kinds if isinstance(kinds, list) else [kinds]:
        name = kind.rpartition("/")[2] if isinstance(kind, str) else ""
        if name.endswith("Article") or name in _KINDS:
            return True
    return False


def _choose(articles: list[Mapping[str, Any]], page: Page) -> Mapping[str, Any] | None:
    """The article that the page is: of several the one with the page's address, else the first of
    those with a date, where they are not a list of what is on other pages."""
    full = [found for found in articles if found.get("headline") or found.get("articleBody")]
    if len(full) < 2:
        return next(iter(full or articles), None)
    own = {page.address, page.canonical} - {""}
    for found in full:
        if _address(found, page) in own:
            return found
    headings = {squeeze(heading.text_content()) for heading in page.root.iter("h1")}
    for found in full:
        if _text(found.get("headline")) in headings:
            return found
    return full[0] if len(full) == 2 and full[0].get("datePublished") else None


def _address(article: Mapping[str, Any], page: Page) -> str:
    for key in ("mainEntityOfPage", "url", "@id"):
        value = article.get(key)
        if isinstance(value, dict):
            value = value.get("@id") or value.get("url")
        if isinstance(value, str) and (url := page.resolve(value)):
            return url.partition("#")[0]
    return ""


def _names(value: object, by_id: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """The names of persons or organizations."""
    names: list[str] = []
    for item in value if isinstance(value, list) else [value]:
        known = item
        if isinstance(item, dict) and "name" not in item:
            known = by_id.get(str(item.get("@id")), item)
        name = known.get("name") if isinstance(known, dict) else known
        for one in name if isinstance(name, list) else [name]:
            text = _text(one)
            if text and not text.startswith(("http:", "https:")):
                names.append(text)
    return names


def _keywords(value: object) -> Iterator[str]:
    for item in value if isinstance(value, list) else [value]:
        text = _text(item.get("name") if isinstance(item, dict) else item)
        # Some publishers keep their own marks among them: `section:news`.
        yield from (
            word.strip()
            for word in re.split("[,;]", text)
            if word.strip() and not re.match(r"\w+:\S", word.strip())
        )


def _language(objects: Sequence[Mapping[str, Any]]) -> str:
    for found in objects:
        value = found.get("inLanguage")
        if isinstance(value, dict):
            value = value.get("alternateName") or value.get("name")
        if isinstance(value, str) and value:
            return value
    return ""


def _text(value: object) -> str:
    if isinstance(value, list) and value:
        value = value[0]
    if isinstance(value, dict):
        value = value.get("@value")
    if not isinstance(value, str):
        return ""
    return squeeze(_MARKUP.sub("", _unescape(value)))


def _body(value: object) -> str:
    if not isinstance(value, str):
        return ""
    text = _PARAGRAPH.sub("\n", _unescape(value))
    lines = (squeeze(line) for line in _MARKUP.sub("", text).splitlines())
    return "\n\n".join(line for line in lines if line)


def _unescape(text: str) -> str:
    """Many publishers escape their texts for HTML before they escape them for JSON."""
    return html.unescape(html.unescape(text))
