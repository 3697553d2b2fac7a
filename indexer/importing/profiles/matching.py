"""Whose page a page is, and which article of the site."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from urllib.parse import urlsplit

from indexer.importing.pages.facts import Facts
from indexer.importing.pages.meta import read_meta
from indexer.importing.pages.tree import Page, squeeze
from indexer.importing.profiles.profile import AddressRule, SiteProfile

_INDEX = re.compile(r"/index\.(?:html?|php)$")


@dataclass(frozen=True, slots=True)
class ProfileMatch:
    """A page of a site that has a profile. `rule` is that of its address, if one of the rules knows
    it, with the `groups` of its pattern; `addresses` are all that the page has."""

    profile: SiteProfile
    rule: AddressRule | None = None
    groups: Mapping[str, str] = field(default_factory=dict)
    addresses: tuple[str, ...] = ()

    def identify(self) -> Facts:
        """What the address says: language, id, and the address of the article wherever it is read.
        Those of mirrors are the other ones."""
        if self.rule is None:
            return Facts(source=self.profile.source)
        names = {**self.groups, "lang": self.rule.lang or self.groups.get("lang", "")}
        url = self.rule.url.format(**names)
        mirrors = tuple(address for address in self.addresses if address != url) if url else ()
        return Facts(
            id=self.profile.id.format(**names),
            lang=names["lang"],
            url=url or next(iter(self.addresses), ""),
            mirrors=mirrors,
            source=self.profile.source,
            is_article=True,
        )


def find_profile(profiles: Sequence[SiteProfile], page: Page) -> ProfileMatch | None:
    """The profile of a page: of those whose site it is on, the first with a rule for its address,
    else the first without rules. None for a page of another kind of the site."""
    if not profiles:
        return None
    addresses = tuple(_list_addresses(page))
    names: list[str] | None = None
    for profile in profiles:
        on_site = [address for address in addresses if profile.has_host(_host(address))]
        if not on_site and profile.site_names:
            names = list(_list_names(page)) if names is None else names
            if _is_named(profile, names):
                on_site = list(addresses)
        for address in on_site:
            if (match := _match_rule(profile, address, addresses)) is not None:
                return match
        if on_site and not profile.addresses:
            return ProfileMatch(profile, addresses=addresses)
    return None


def guess_address(name: str, profiles: Sequence[SiteProfile]) -> str:
    """The address of a page by the name of its file, where a program that mirrors sites has put it
    into a folder with the name of the host: `crawl/example.org/articles/17/index.html`. Empty where
    no part of the name is a host that a profile knows."""
    parts = name.split("/")
    for place, part in enumerate(parts):
        if any(profile.has_host(part.lower()) for profile in profiles):
            path = _INDEX.sub("", "/" + "/".join(parts[place + 1 :]))
            return f"https://{part.lower()}{path.removesuffix('.html')}"
    return ""


def _match_rule(
    profile: SiteProfile, address: str, addresses: tuple[str, ...]
) -> ProfileMatch | None:
    parts = urlsplit(address)
    for rule, pattern in zip(profile.addresses, profile.paths, strict=True):
        found = pattern.search(parts.path)
        if found is not None and fnmatchcase(_host(address), rule.host):
            groups = {name: value or "" for name, value in found.groupdict().items()}
            return ProfileMatch(profile, rule, groups, addresses)
    return None


def _list_addresses(page: Page) -> Iterator[str]:
    shown = (page.address, page.canonical, *(facts.url for facts in read_meta(page)))
    yield from dict.fromkeys(filter(None, shown))


def _list_names(page: Page) -> Iterator[str]:
    yield from read_meta(page)[0].site
    yield squeeze(page.root.findtext(".//title") or "")


def _is_named(profile: SiteProfile, names: Iterable[str]) -> bool:
    """Whether a page has the name of a site: alone, or at an end of its title."""
    wanted = tuple(name.casefold() for name in profile.site_names)
    return any(
        name.casefold().startswith(wanted) or name.casefold().endswith(wanted) for name in names
    )


def _host(address: str) -> str:
    return (urlsplit(address).hostname or "").removeprefix("www.")
