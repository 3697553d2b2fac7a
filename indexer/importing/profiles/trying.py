"""A profile tried on pages: what each of its rules takes, and which take nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from indexer.errors import InvalidInputError
from indexer.importing.pages.article import is_date, read_facts
from indexer.importing.pages.charset import decode_page
from indexer.importing.pages.facts import merge
from indexer.importing.pages.record import find_saved_address, read_record
from indexer.importing.pages.text import read_text
from indexer.importing.pages.tree import Page, parse_page
from indexer.importing.profiles.applying import read_by_profile, refine
from indexer.importing.profiles.matching import find_profile, guess_address
from indexer.importing.profiles.profile import SiteProfile
from indexer.importing.readers import RECORD_LIMIT, Rejection
from indexer.importing.reading import open_all
from indexer.importing.sources import BadMember


@dataclass(frozen=True, slots=True)
class PageTrial:
    """What came of a page. `taken` has what the rules took, by their keys; it is None where the
    profile does not know the page. `values` are the fields of the record, `reason` is why there is
    none."""

    file: str
    taken: Mapping[str, tuple[str, ...]] | None
    values: Mapping[str, Any]
    reason: str


@dataclass(frozen=True, slots=True)
class ProfileTrial:
    """What came of all pages; `rules` are the keys of all rules of the profile, with what stands
    there."""

    rules: Mapping[str, str]
    pages: tuple[PageTrial, ...]

    @property
    def idle(self) -> tuple[str, ...]:
        """The keys of the rules that took nothing on any page."""
        used = {key for page in self.pages for key, texts in (page.taken or {}).items() if texts}
        return tuple(key for key in self.rules if key not in used)


def try_profile(profile: SiteProfile, paths: Iterable[Path]) -> ProfileTrial:
    """Try a profile on the pages of files. Raises FileNotFoundError."""
    pages = tuple(_try_page(profile, name, content) for name, content in read_files(paths))
    return ProfileTrial(dict(_list_rules(profile)), pages)


def read_files(paths: Iterable[Path]) -> Iterator[tuple[str, bytes]]:
    """The pages of files, packed ones too, by their names. Raises FileNotFoundError."""
    for path in paths:
        for source in open_all(path, str(path), None):
            if not isinstance(source, BadMember):
                yield source.name, source.stream.read(RECORD_LIMIT)


def open_page(name: str, content: bytes, profiles: tuple[SiteProfile, ...] = ()) -> Page:
    """The page of a file, with its address as far as it can be told. Raises InvalidInputError."""
    source = decode_page(content)
    return parse_page(source, find_saved_address(source) or guess_address(name, profiles))


def _try_page(profile: SiteProfile, name: str, content: bytes) -> PageTrial:
    record = read_record(
        1, content, likely_address=guess_address(name, [profile]), profiles=[profile]
    )
    reason = record.reason if isinstance(record, Rejection) else ""
    values = {} if isinstance(record, Rejection) else record.values
    try:
        page = open_page(name, content, (profile,))
    except InvalidInputError as error:
        return PageTrial(name, None, {}, str(error))
    match = find_profile([profile], page)
    if match is None:
        return PageTrial(name, None, values, reason)
    reading = read_by_profile(match, page)
    facts = merge([reading.facts, read_facts(reading.page)], is_date)
    text = reading.text or read_text(reading.page, facts.title)
    refine(profile, reading.page, facts, text, reading.taken)
    taken = {key: tuple(texts) for key, texts in reading.taken.by_rule.items()}
    if match.rule is not None:
        taken[f"addresses[{profile.addresses.index(match.rule)}]"] = match.addresses
    return PageTrial(name, taken, values, reason)


def _list_rules(profile: SiteProfile) -> Iterator[tuple[str, str]]:
    for number, rule in enumerate(profile.addresses):
        yield f"addresses[{number}]", f"{rule.host} {rule.path}"
    if profile.id:
        yield "id", profile.id
    for table, rules in (("select", profile.select), ("patterns", profile.patterns)):
        for entry in fields(rules):
            for number, text in enumerate(getattr(rules, entry.name)):
                yield f"{table}.{entry.name}[{number}]", text
