"""A page as its profile reads it."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime

from indexer.importing.furniture import clean_date
from indexer.importing.pages.facts import Facts
from indexer.importing.pages.names import read_author_names
from indexer.importing.pages.text import Text, clean_paragraphs
from indexer.importing.pages.tree import Element, Page, drop, line_of, paragraphs_of, squeeze
from indexer.importing.profiles.matching import ProfileMatch
from indexer.importing.profiles.profile import SiteProfile

# Paragraphs at the end of an article that may be its byline, or tell of its original.
_LAST = 4


@dataclass
class Taken:
    """What each rule of a profile took, by the rule's key and its place there
    (`select.title[0]`)."""

    by_rule: dict[str, list[str]] = field(default_factory=dict)

    def note(self, rule: str, *texts: str) -> None:
        """A rule took something."""
        self.by_rule.setdefault(rule, []).extend(texts)


@dataclass(frozen=True, slots=True)
class ProfileReading:
    """What a profile says of a page: `page` is without what the profile drops; `text` is None where
    its selectors find no body."""

    page: Page
    facts: Facts
    text: Text | None
    taken: Taken


def read_by_profile(match: ProfileMatch, page: Page) -> ProfileReading:
    """Read a page by the selectors of its profile."""
    profile, taken = match.profile, Taken()
    page = replace(page, root=copy.deepcopy(page.root))
    for number, select in enumerate(profile.selectors["drop"]):
        for element in select(page.root):
            taken.note(f"select.drop[{number}]", line_of(element))
            drop(element)
    title = _take_line(profile, page, "title", taken)
    facts = replace(
        match.identify(),
        title=title,
        published=_take_date(profile, page, "date", taken),
        modified=_take_date(profile, page, "modified", taken),
        lead=_take_line(profile, page, "lead", taken),
        authors=read_author_names(_take_lines(profile, page, "authors", taken)),
        tags=tuple(_take_lines(profile, page, "tags", taken)),
    )
    facts = replace(facts, source=_take_line(profile, page, "source", taken) or facts.source)
    if facts.id:
        taken.note("id", facts.id)
    return ProfileReading(page, facts, _take_text(profile, page, title, taken), taken)


def refine(
    profile: SiteProfile, page: Page, facts: Facts, text: Text, taken: Taken
) -> tuple[Facts, Text]:
    """An article without the lines that the patterns of its profile know: each goes to its field,
    or away."""
    kept: list[str] = []
    notices: list[str] = []
    for line in text.paragraphs:
        if _matches(profile, "drop", line, taken):
            continue
        (notices if _matches(profile, "notice", line, taken) else kept).append(line)
    if profile.patterns.notice:
        # They stand where the page has room, not only in the text.
        notices += [
            line
            for line in paragraphs_of(page.root)
            if line not in notices and _matches(profile, "notice", line, taken)
        ]
    kept, origin = _take_last(profile, "origin", kept, taken)
    kept, byline = _take_last(profile, "byline", kept, taken)
    facts = replace(
        facts,
        original_published=clean_date(origin.get("date", "")) or facts.original_published,
        authors=facts.authors or read_author_names([byline.get("authors", "")]),
        source=byline.get("source") or facts.source,
        notices=(*facts.notices, *notices),
    )
    return facts, replace(text, paragraphs=tuple(kept))


def _matches(profile: SiteProfile, name: str, line: str, taken: Taken) -> bool:
    for number, pattern in enumerate(profile.expressions[name]):
        if pattern.search(line):
            taken.note(f"patterns.{name}[{number}]", line)
            return True
    return False


def _take_last(
    profile: SiteProfile, name: str, lines: list[str], taken: Taken
) -> tuple[list[str], Mapping[str, str]]:
    """The lines without one of the last that a pattern reads, and the groups of the pattern."""
    for place in reversed(range(max(0, len(lines) - _LAST), len(lines))):
        for number, pattern in enumerate(profile.expressions[name]):
            found = pattern.search(lines[place])
            if found is not None and any(found.groups()):
                taken.note(f"patterns.{name}[{number}]", lines[place])
                groups = {key: squeeze(value or "") for key, value in found.groupdict().items()}
                return lines[:place] + lines[place + 1 :], groups
    return lines, {}


def _take_text(profile: SiteProfile, page: Page, title: str, taken: Taken) -> Text | None:
    captions: list[str] = []
    found = _find(profile, page, "captions")
    for element in found.elements:
        if line := line_of(element):
            captions.append(line)
        drop(element)
    if captions:
        taken.note(found.rule, *captions)
    found = _find(profile, page, "body")
    inner = {one for other in found.elements for one in other.iterdescendants()}
    lines = [line for one in found.elements if one not in inner for line in paragraphs_of(one)]
    paragraphs = tuple(clean_paragraphs(lines, title))
    if not paragraphs:
        return None
    taken.note(found.rule, *paragraphs)
    return Text(paragraphs, tuple(captions))


def _take_line(profile: SiteProfile, page: Page, name: str, taken: Taken) -> str:
    return next(iter(_take_lines(profile, page, name, taken)[:1]), "")


def _take_lines(profile: SiteProfile, page: Page, name: str, taken: Taken) -> list[str]:
    found = _find(profile, page, name)
    lines = [line for element in found.elements if (line := _value(element))]
    if lines:
        taken.note(found.rule, *lines)
    return lines


def _take_date(profile: SiteProfile, page: Page, name: str, taken: Taken) -> str:
    found = _find(profile, page, name)
    for element in found.elements:
        for text in _date_texts(element):
            date = _find_date(profile, text)
            date = next(_shape(date, profile.date_formats), date)
            taken.note(found.rule, date)
            return date
    return ""


def _date_texts(element: Element) -> Iterator[str]:
    for text in (element.get("datetime"), element.get("content"), line_of(element)):
        if text and text.strip():
            yield squeeze(text)


def _find_date(profile: SiteProfile, text: str) -> str:
    """The part of a text that a pattern for dates finds, or all of it."""
    for pattern in profile.expressions["date"]:
        if (found := pattern.search(text)) is not None:
            return squeeze(found.groupdict().get("date") or found[0])
    return text


def _shape(text: str, formats: Iterable[str]) -> Iterator[str]:
    for shape in formats:
        with suppress(ValueError):
            # The archive's zone is that of times without one.
            yield datetime.strptime(text, shape).isoformat()  # noqa: DTZ007


@dataclass(frozen=True, slots=True)
class _Found:
    """What a selector found, and which of the selectors."""

    rule: str = ""
    elements: tuple[Element, ...] = ()


def _find(profile: SiteProfile, page: Page, name: str) -> _Found:
    for number, select in enumerate(profile.selectors[name]):
        if elements := select(page.root):
            return _Found(f"select.{name}[{number}]", tuple(elements))
    return _Found()


def _value(element: Element) -> str:
    return squeeze(element.get("content") or "") if element.tag == "meta" else line_of(element)
