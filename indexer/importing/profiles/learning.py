"""A profile proposed from some pages of a site: where on all of them title, date, body and authors
stand, and what they repeat."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

from indexer.dates import parse_instant
from indexer.errors import InvalidInputError, OptionError
from indexer.importing.furniture import DATE_WITHIN, clean_date
from indexer.importing.pages.article import read_facts
from indexer.importing.pages.facts import Facts
from indexer.importing.pages.names import read_author_names
from indexer.importing.pages.text import Text, read_text
from indexer.importing.pages.tree import Element, Page, compile_selector, line_of, paragraphs_of
from indexer.importing.profiles.profile import AddressRule, Patterns, Selection, SiteProfile
from indexer.importing.profiles.trying import open_page
from indexer.importing.telling import tell_lang

LEAST_PAGES = 2
"""Pages that a profile can be learned from: what they have in common is what counts."""

# The share of an article's text that the element of its body has.
_BODY_SHARE = 0.9
_LONGEST_LINE = 300
_MOST_DROPPED = 20

# Names of classes that are made anew with every change of a site, or say which page it is.
_UNSTABLE = re.compile(r"\d|^[a-z]{1,2}$|__[\w-]{5,}$|^(?:css|sc|jsx)-", re.IGNORECASE)
_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class _Sample:
    """A page as the general reading has it."""

    page: Page
    facts: Facts
    text: Text


def learn_profile(files: Iterable[tuple[str, bytes]]) -> SiteProfile:
    """A profile of the site that pages are of, given with the names of their files. Raises
    OptionError where they are too few that hold an article."""
    samples: list[_Sample] = []
    for name, content in files:
        with suppress(InvalidInputError):
            page = open_page(name, content)
            facts = read_facts(page)
            samples.append(_Sample(page, facts, read_text(page, facts.title)))
    samples = [sample for sample in samples if sample.facts.title and sample.text.paragraphs]
    if len(samples) < LEAST_PAGES:
        raise OptionError("FILE", f"needs {LEAST_PAGES} pages with articles, found {len(samples)}")
    body = _learn(samples, _find_body)
    drop = tuple(_find_repeated_elements(samples, body))
    addresses = tuple(_learn_address(samples))
    return SiteProfile(
        name=Counter(sample.facts.source for sample in samples).most_common(1)[0][0] or "A site",
        hosts=tuple(dict.fromkeys(filter(None, map(_host, samples)))),
        addresses=addresses,
        id="{lang}-{number}" if addresses and addresses[0].lang else "",
        select=Selection(
            title=_learn(samples, _find_title),
            date=_learn(samples, _find_date),
            authors=_learn(samples, _find_authors),
            body=body,
            drop=drop,
        ),
        patterns=Patterns(drop=tuple(_find_repeated_lines(samples, body, drop))),
    )


def write_profile(profile: SiteProfile) -> Iterator[str]:
    """A profile as lines of TOML."""
    yield f"name = {_quote(profile.name)}"
    yield f"hosts = {_quote_list(profile.hosts)}"
    if profile.id:
        yield f"id = {_quote(profile.id)}"
    for rule in profile.addresses:
        yield from ("", "[[addresses]]", f"path = {_quote(rule.path)}")
        if rule.lang:
            yield f"lang = {_quote(rule.lang)}"
    yield from ("", "[select]")
    for name in ("title", "date", "authors", "body", "drop"):
        selectors = getattr(profile.select, name)
        yield f"{name} = {_quote_list(selectors)}" if selectors else f"# {name}: not found"
    if profile.patterns.drop:
        yield from ("", "[patterns]", "drop = [")
        yield from (f"    {_quote(pattern)}," for pattern in profile.patterns.drop)
        yield "]"


def _learn(
    samples: Sequence[_Sample], find: Callable[[_Sample], Iterable[Element]]
) -> tuple[str, ...]:
    """The selectors that find the wanted element first on as many pages as possible: one for all of
    them, else further ones for those that are left."""
    wanted = [list(find(sample)) for sample in samples]
    chosen: list[str] = []
    left = {number for number, elements in enumerate(wanted) if elements}
    while left:
        votes = Counter(
            selector
            for number in sorted(left)
            for selector in dict.fromkeys(
                selector for element in wanted[number] for selector in _name_element(element)
            )
            if _finds(selector, samples[number], wanted[number])
        )
        if not votes:
            break
        best = max(votes, key=lambda selector: (votes[selector], -_rank(selector)))
        if chosen and votes[best] < LEAST_PAGES:
            break
        chosen.append(best)
        left = {n for n in left if not _finds(best, samples[n], wanted[n])}
    return tuple(chosen)


def _finds(selector: str, sample: _Sample, wanted: Sequence[Element]) -> bool:
    found = compile_selector(selector)(sample.page.root)
    return bool(found) and found[0] in wanted


def _rank(selector: str) -> int:
    """How little a selector says: properties and classes last longer than places."""
    for rank, mark in enumerate(("[itemprop", "#", ".", " ")):
        if mark in selector:
            return rank
    return 9


def _name_element(element: Element) -> Iterator[str]:
    """Selectors that an element has, without what may differ from page to page."""
    tag = str(element.tag)
    yield from _own_names(element)
    parent = element.getparent()
    if parent is not None:
        yield from (f"{name} > {tag}" for name in _own_names(parent))
    yield tag


def _own_names(element: Element) -> Iterator[str]:
    tag = str(element.tag)
    if itemprop := element.get("itemprop"):
        yield f'[itemprop="{itemprop}"]'
    id_ = element.get("id") or ""
    if re.fullmatch(r"[A-Za-z][\w-]*", id_) and not _UNSTABLE.search(id_):
        yield f"#{id_}"
    for name in (element.get("class") or "").split():
        if re.fullmatch(r"[A-Za-z_][\w-]*", name) and not _UNSTABLE.search(name):
            yield f"{tag}.{name}"


def _elements(sample: _Sample) -> Iterator[Element]:
    body = sample.page.root.find("body")
    yield from (sample.page.root if body is None else body).iter()


def _find_title(sample: _Sample) -> Iterator[Element]:
    wanted = sample.facts.title
    return (
        element
        for element in _elements(sample)
        if len(element) <= 2 and line_of(element) == wanted and str(element.tag) not in {"a", "li"}
    )


def _find_date(sample: _Sample) -> Iterator[Element]:
    wanted = _read_instant(sample.facts.published)
    for element in _elements(sample):
        if len(element) > 3 or wanted is None:
            continue
        text = (element.get("datetime") or element.get("content") or "").strip()
        if not text:
            match = DATE_WITHIN.search(line_of(element)[:_LONGEST_LINE])
            text = clean_date(match[0]) if match else ""
        found = _read_instant(text)
        if found is not None and found.date() == wanted.date():
            yield element


def _find_authors(sample: _Sample) -> Iterator[Element]:
    wanted = set(sample.facts.authors)
    for element in _elements(sample):
        if wanted and len(element) <= 3 and len(line := line_of(element)) <= _LONGEST_LINE:
            names = set(read_author_names([line]))
            if names and names <= wanted:
                yield element


def _find_body(sample: _Sample) -> Iterator[Element]:
    """The innermost element with nearly all of the text."""
    wanted = set(sample.text.paragraphs)
    size = sum(map(len, wanted))
    best: Element | None = None
    for element in _elements(sample):
        within = best is None or best in element.iterancestors()
        if within and sum(map(len, wanted.intersection(paragraphs_of(element)))) >= (
            _BODY_SHARE * size
        ):
            best = element
    if best is not None:
        yield best


def _find_repeated_elements(samples: Sequence[_Sample], body: Sequence[str]) -> Iterator[str]:
    """Selectors of what stands in the bodies of most pages with the same words."""
    texts: Counter[tuple[str, str]] = Counter()
    for sample in samples:
        seen = {
            (name, line)
            for root in _bodies(sample, body)
            for element in root.iterdescendants()
            if (line := line_of(element)[:_LONGEST_LINE])
            for name in _own_names(element)
        }
        texts.update(seen)
    repeated = Counter(name for (name, _), count in texts.items() if 2 * count > len(samples) > 1)
    different = Counter(name for (name, _), count in texts.items() if count == 1)
    for name, _ in repeated.most_common(_MOST_DROPPED):
        if not different[name]:
            yield name


def _find_repeated_lines(
    samples: Sequence[_Sample], body: Sequence[str], drop: Sequence[str]
) -> Iterator[str]:
    """Patterns of the paragraphs that the bodies of most pages have in common, but for those that
    are dropped with their elements."""
    lines: Counter[str] = Counter()
    for sample in samples:
        elements = _bodies(sample, body)
        dropped = [element for name in drop for element in compile_selector(name)(sample.page.root)]
        gone = {line for element in dropped for line in paragraphs_of(element)}
        lines.update({line for element in elements for line in paragraphs_of(element)} - gone)
    for line, count in lines.most_common(_MOST_DROPPED):
        if 2 * count > len(samples) and len(line) <= _LONGEST_LINE:
            yield f"^{re.escape(line)}$".replace("\\ ", " ")


def _bodies(sample: _Sample, body: Sequence[str]) -> list[Element]:
    for selector in body:
        if found := compile_selector(selector)(sample.page.root):
            return found
    return []


def _learn_address(samples: Sequence[_Sample]) -> Iterator[AddressRule]:
    """The shape of the addresses, where all have one that ends with a number."""
    paths = [urlsplit(sample.facts.url).path for sample in samples]
    shapes = {_NUMBER.sub("0", path) for path in paths}
    if len(shapes) != 1 or not paths[0] or not _NUMBER.search(paths[0]):
        return
    parts = [re.escape(part) for part in _NUMBER.split(paths[0])]
    pattern = r"\d+".join(parts[:-1]) + r"(?P<number>\d+)" + parts[-1]
    langs = {tell_lang(sample.facts.title, sample.text.body).lang for sample in samples}
    yield AddressRule(path=f"^{pattern}$", lang=langs.pop() if len(langs) == 1 else "")


def _host(sample: _Sample) -> str:
    return (urlsplit(sample.facts.url).hostname or "").removeprefix("www.")


def _read_instant(text: str) -> datetime | None:
    try:
        return parse_instant(text, UTC)
    except ValueError:
        return None


def _quote(text: str) -> str:
    """A text as TOML; patterns as they are, where that can be."""
    if "'" not in text and text.isprintable():
        return f"'{text}'" if "\\" in text or '"' in text else f'"{text}"'
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _quote_list(texts: Sequence[str]) -> str:
    return f"[{', '.join(map(_quote, texts))}]"
