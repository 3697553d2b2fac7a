"""The article of a page: its fields, from all that the page says and shows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC
from urllib.parse import urlsplit

from indexer.dates import DateMeaning, parse_instant
from indexer.errors import InvalidInputError
from indexer.importing.furniture import take_notices, take_original
from indexer.importing.pages.charset import garbling
from indexer.importing.pages.facts import Facts, merge
from indexer.importing.pages.json_ld import read_json_ld
from indexer.importing.pages.kinds import tell_kind
from indexer.importing.pages.meta import read_frame, read_meta
from indexer.importing.pages.microdata import read_microdata
from indexer.importing.pages.names import read_author_names
from indexer.importing.pages.text import Text, clean_paragraphs, read_text
from indexer.importing.pages.titles import choose_title, find_heading, find_site_name
from indexer.importing.pages.tree import Page, line_of, paragraphs_of, squeeze
from indexer.importing.pages.visible import read_visible
from indexer.importing.profiles.applying import read_by_profile, refine
from indexer.importing.profiles.matching import find_profile
from indexer.importing.profiles.profile import SiteProfile
from indexer.importing.telling import tell_lang
from indexer.importing.values import LONGEST

# An article's text as the page tells it is taken where what it shows is less than half of it.
_TOLD_SHARE = 2
# A description is the beginning of the body if so many characters of both are the same.
_SAME_BEGINNING = 60
_DATED_PATH = re.compile(r"/((?:19|20)\d\d)[/-](0[1-9]|1[0-2])[/-](0[1-9]|[12]\d|3[01])(?=[/-]|$)")
# Characters that a language is told by.
_TELLING = 1_500
_NOTICE_MARK = "ИНОСТРАНН"
_ELLIPSIS = re.compile(r"(?:\.\.\.|…|\[…\]|\[\.\.\.\])\s*$")


class NoArticleError(InvalidInputError):
    """A page that holds no article, or none that can be read; the text is the reason."""


def read_article(page: Page, profiles: Sequence[SiteProfile] = ()) -> Facts:
    """The article of a page: by the profile of its site, where there is one, and what that does not
    tell by what all pages have in common. Raises NoArticleError."""
    match = find_profile(profiles, page)
    if match is None:
        facts = read_facts(page)
        return complete(page, facts, read_text(page, facts.title))
    reading = read_by_profile(match, page)
    page = reading.page
    facts = merge([reading.facts, read_facts(page)], is_date)
    text = reading.text or read_text(page, facts.title)
    facts, text = refine(match.profile, page, facts, text, reading.taken)
    article = complete(page, facts, text)
    # What the address says of the language makes the id, too.
    return replace(article, lang=reading.facts.lang or article.lang)


def read_facts(page: Page) -> Facts:
    """What a page says and shows of its article, but for its text."""
    head = read_meta(page)
    statements = [read_json_ld(page), *head, read_microdata(page), read_frame(page)]
    names = [name for statement in statements for name in statement.site]
    site = (*names, *_name_hosts(page, statements))
    titles = [statement.title for statement in statements if statement.title]
    page_title = squeeze(page.root.findtext(".//title") or "")
    titles += [page_title] if page_title else []
    heading = find_heading(page, titles, site)
    headline = "" if heading is None else line_of(heading)
    own_name = find_site_name(page_title, headline)
    site = (*site, own_name)
    facts = merge(statements, is_date)
    if not (is_date(facts.published, "published") and facts.authors):
        statements += read_visible(page, heading)
        facts = merge(statements, is_date)
    url = facts.url or page.address
    return replace(
        facts,
        title=choose_title(headline, titles, site),
        # Publishers are often given as who wrote the program of the site: its own name is better.
        source=_first_name((*head[0].site, facts.source, own_name)),
        authors=_choose_authors(statements, site),
        published=facts.published or _find_day(url),
        modified="" if facts.modified == facts.published else facts.modified,
        url=url,
    )


def complete(page: Page, facts: Facts, text: Text) -> Facts:
    """An article of what a page says of it and of its text. Raises NoArticleError where there is
    none."""
    text = _choose_text(facts, text)
    if kind := tell_kind(page, facts, text):
        raise NoArticleError(kind)
    if defect := garbling(f"{facts.title}\n{text.body}"):
        raise NoArticleError(defect)
    paragraphs, notices = take_notices(text.paragraphs)
    body = "\n\n".join(line for line in paragraphs if line)
    original = take_original(body)
    body = original.text if original else body
    return replace(
        facts,
        body=body,
        lead="" if _is_repeated(facts.lead, facts.title, body) else facts.lead,
        captions=text.captions,
        notices=tuple(dict.fromkeys((*facts.notices, *notices, *_find_notices(page)))),
        original_published=facts.original_published or (original.published if original else ""),
        lang=_tell_language(facts, body),
    )


def _find_notices(page: Page) -> list[str]:
    """The legal notices that stand anywhere on a page."""
    if _NOTICE_MARK not in page.source:
        return []
    return take_notices(paragraphs_of(page.root))[1]


def _tell_language(facts: Facts, body: str) -> str:
    """The language of the text, whatever the page says of it; what it says where the text is in
    another language, and nothing where both are in doubt."""
    told = tell_lang(facts.title, body[:_TELLING])
    if not told.doubt:
        return told.lang
    said = re.split("[-_]", facts.lang.strip().lower())[0]
    return said if said not in {"ru", "en"} else ""


def is_date(text: str, meaning: DateMeaning) -> bool:
    """Whether a text names an instant or a day of a meaning, and can be read in one way only."""
    try:
        parse_instant(text, UTC, meaning=meaning)
    except ValueError:
        return False
    return True


def _choose_text(facts: Facts, text: Text) -> Text:
    """The text that a page shows, or the one that it tells in its data, where it shows little."""
    told = facts.body.split("\n\n")
    if len(facts.body) <= _TOLD_SHARE * len(text.body):
        return text
    return replace(text, paragraphs=tuple(clean_paragraphs(told, facts.title)))


def _choose_authors(statements: Iterable[Facts], site: Iterable[str]) -> tuple[str, ...]:
    """The authors that the first statement names which names any; the site itself is none."""
    names = {name.casefold() for name in site}
    for statement in statements:
        authors = read_author_names(statement.authors)
        kept = tuple(name for name in authors if name.casefold() not in names)
        if kept:
            return kept
    return ()


def _name_hosts(page: Page, statements: Iterable[Facts]) -> Iterator[str]:
    """Names of the site by its addresses: `www.example.org` is `example.org` and `example`."""
    for url in dict.fromkeys((page.address, *(statement.url for statement in statements))):
        host = (urlsplit(url).hostname or "").removeprefix("www.")
        if host:
            yield from (host, host.rpartition(".")[0])


def _first_name(names: Iterable[str]) -> str:
    return next((name for name in names if name and "://" not in name), "")


def _find_day(url: str) -> str:
    match = _DATED_PATH.search(urlsplit(url).path)
    return "-".join(match.groups()) if match else ""


def _is_repeated(lead: str, title: str, body: str) -> bool:
    """Whether a description says what stands in the title, or in the first part of the body; one
    that no lead can be is taken for such."""
    if len(lead) > LONGEST["lead"]:
        return True
    start = _fold(_ELLIPSIS.sub("", lead))[:_SAME_BEGINNING]
    return start in _fold(title) or start in _fold(body[: 2 * len(lead) + 1_000])


def _fold(text: str) -> str:
    return re.sub(r"\W+", " ", text).strip().casefold()
