"""Pages that hold no article: what they are instead."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from indexer.importing.pages.facts import Facts
from indexer.importing.pages.text import Text
from indexer.importing.pages.tree import Page, line_of

# Characters of a text that may be one of these kinds, if its title says so.
_SHORT = 1_500
# Of a text that is none.
_LEAST = 80
# Of a text that is one, where the page does not say that it is an article.
_LEAST_UNSAID = 250

# A line of prose, and how many linked headlines make a list of them.
_PROSE = 120
_MANY_TEASERS = 8
_LEAST_TEASER = 20

_ERROR = re.compile(
    r"\b(?:40[0-9]|50[0-9])\b.{0,30}"
    r"\b(?:error|not found|forbidden|gone|unavailable|ошибка|не найден)"
    r"|\b(?:error|ошибка)\b.{0,10}\b(?:40[0-9]|50[0-9])\b|^\W*(?:404|403|500|502|503)\W*$"
    r"|\b(?:page|article|file|document) (?:was |is |has )?(?:not (?:be )?found|been removed|gone)\b"
    r"|^not found\b|^forbidden\b|^access denied\b|^(?:bad gateway|service unavailable)\b"
    r"|\bdatabase error\b|(?:страница|статья|документ|материал)\w* не (?:найден|существ)"
    r"|^ничего не найдено|доступ (?:запрещ|огранич)|^ошибка\W*$",
    re.IGNORECASE,
)
_LOGIN = re.compile(
    r"^(?:log|sign)[ -]?(?:in|on|up)\b|\bregistration\b|^create (?:an )?account"
    r"|^(?:вход|войти|авторизация|регистрация)\b",
    re.IGNORECASE,
)
_CONSENT = re.compile(
    r"before you continue|cookie|consent|your privacy|checking your browser|just a moment"
    r"|are you (?:a )?(?:human|robot)|verify (?:that )?you|captcha|attention required|ddos"
    r"|enable javascript|согласие на обработку|вы не робот|проверка браузера|подтвердите, что",
    re.IGNORECASE,
)
_SEARCH = re.compile(
    r"^search\b|search results|results for\b|^(?:поиск|результаты поиска)\b|результаты по запросу",
    re.IGNORECASE,
)
_SEARCH_PATH = re.compile(r"/search(?:[/.]|$)|/poisk(?:[/.]|$)", re.IGNORECASE)


def tell_kind(page: Page, facts: Facts, text: Text) -> str | None:
    """What a page is that holds no article, as the reason to refuse it; None for an article."""
    length = len(text.body)
    title = facts.title
    # Headlines of articles speak of errors, too: those that are dated are believed.
    is_dated = bool(facts.published) and length >= _LEAST_UNSAID
    if length < _SHORT and not is_dated:
        head = f"{title}\n{page.root.findtext('.//title') or ''}".strip()
        for pattern, kind in ((_ERROR, "an error page"), (_LOGIN, "a login page")):
            if any(pattern.search(line.strip()) for line in head.splitlines()):
                return f"{kind}, not an article: {title[:80]!r}"
        if length < _LEAST_UNSAID and page.root.find(".//input[@type='password']") is not None:
            return "a login page, not an article"
        if _CONSENT.search(head) and not facts.is_article:
            return f"a page that asks for consent or a check, not an article: {title[:80]!r}"
        redirect = page.root.find(".//meta[@http-equiv='refresh']")
        if length < _LEAST and redirect is not None:
            return "a page that leads on to another one"
    address = urlsplit(facts.url or page.address)
    is_search = _SEARCH.search(title) or _SEARCH_PATH.search(address.path)
    if is_search and not (facts.is_article or is_dated):
        return "results of a search, not an article"
    if _is_index(page, facts, text, address.path, address.query):
        return "a list of articles, not one"
    if length < (_LEAST if facts.is_article else _LEAST_UNSAID):
        return f"no text of an article: {length} characters" if length else "no text of an article"
    return None


def _is_index(page: Page, facts: Facts, text: Text, path: str, query: str) -> bool:
    """Whether a page is a list: many linked headlines and little prose, or the front of a site."""
    prose = sum(len(line) for line in text.paragraphs if len(line) >= _PROSE)
    is_front = path in {"", "/"} and not query and bool(facts.url or page.address)
    if facts.is_article and prose and not is_front:
        return False
    teasers = len(set(_teasers(page)))
    if is_front and 2 * teasers >= _MANY_TEASERS:
        return True
    return teasers >= _MANY_TEASERS and prose < 3 * _PROSE + _LEAST_TEASER * teasers


def _teasers(page: Page) -> Iterator[str]:
    """Where headlines lead that are links, or that lead the items of a list."""
    for element in page.root.iter("h1", "h2", "h3", "h4", "article", "li", "dt"):
        link = next(element.iter("a"), None)
        if link is not None and len(line_of(link)) >= _LEAST_TEASER:
            yield link.get("href") or ""
