"""The text of an article on its page: body and captions, without what stands around them."""

from __future__ import annotations

import copy
import logging
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from trafilatura import bare_extraction

from indexer.importing.pages.tree import (
    Element,
    Page,
    drop,
    drop_all,
    line_of,
    paragraphs_of,
)

# What the library has to say about a page, we say ourselves.
logging.getLogger("trafilatura").addHandler(logging.NullHandler())

# What the library would drop too, before it copies it.
_LEFT_OUT = ("head", "script", "select", "nav", "footer", "aside")
_HTML_NAMES = {
    "head": "h2", "list": "ul", "item": "li", "quote": "blockquote", "lb": "br", "row": "tr",
    "code": "pre",
}  # fmt: skip
_CAPTIONS = (
    "//figcaption | //*[@itemprop='caption' or contains(@class, 'caption') "
    "or contains(@class, 'credit')]"
)
_CAPTION_MARK = re.compile(
    r"(?:^|[\s_-])(?:wp-)?(?:caption(?:[_-]text)?|(?:image|photo|img|media|picture)[_-]*(?:caption|credit))(?:$|[\s_])"
)
_LONGEST_CAPTION = 1_000

_BODIES = "//*[contains(@class, 'ody') or contains(@class, 'ontent')]"
_BODY_MARK = re.compile(
    r"(?:^|[\s_-])(?:(?:article|story|entry|post|news)[_-]*(?:body|content)|articleBody)(?:$|[\s_-])"
)

# Characters of a line that may be several paragraphs.
_LONG_LINE = 200
_LONGER_LINE = 800
_FEW_LINES = 3
_MOST_COMPARED = 1_000_000

# A paragraph that leads elsewhere or asks for something, and says nothing of its own.
_LONGEST_INVITATION = 240
_INVITATION = re.compile(
    r"(?:read|see|more|also|watch|listen|related|recommended|don['’]t miss)"
    r"(?: (?:more|also|next|this|now|on|from|stories|articles|coverage|news|links?|\w+\.\w+))*\s*:"
    r"|also on \w+\.\w+\b"
    r"|(?:like this (?:story|article)\?|share this (?:story|article|post)|share on)\b"
    r"|(?:follow|find|join|like) (?:us|me|him|her|them|@?\w+) on "
    r"(?:facebook|twitter|x|instagram|telegram|youtube|whatsapp|vk)\b"
    r"|(?:sign up|subscribe|register)\b.*\b(?:newsletters?|inbox|updates|alerts|e-?mail|channel)\b"
    r"|get (?:the|our) (?:latest|best|top)\b.*\b(?:inbox|newsletters?|app)\b"
    r"|click here to (?:read|subscribe|sign|get)\b"
    r"|(?:advertisement|sponsored|share|tweet|print|e-?mail|comments?|tags|story continues below)"
    r"(?: ?\(\d+\))?\W*$"
    r"|(?:читайте|смотрите|см\.|ещё|еще|также|материалы|статьи|подробнее|ранее)"
    r"(?: (?:также|тоже|ещё|еще|по теме|на эту тему|на сайте|в теме|об этом))*\s*:"
    r"|(?:материалы |статьи |новости |ещё |еще )?по теме\W*$"
    r"|(?:подписывайтесь|подпишитесь|присоединяйтесь|следите|читайте нас)\b.*"
    r"\b(?:канал|телеграм|telegram|facebook|фейсбук|твиттер|twitter|youtube|вконтакте|дзен|соцсет"
    r"|рассылк|новост|страниц|групп)"
    r"|(?:нашли|заметили|увидели) (?:в тексте )?(?:ошибку|опечатку)"
    r"|если вы (?:нашли|заметили|увидели) (?:в тексте )?(?:ошибку|опечатку)"
    r"|(?:реклама|поделиться|распечатать|печать|комментарии|теги|метки)(?: ?\(\d+\))?\W*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Text:
    """What an article's page has to read: paragraphs and captions."""

    paragraphs: tuple[str, ...]
    captions: tuple[str, ...]

    @property
    def body(self) -> str:
        return "\n\n".join(self.paragraphs)


def read_text(page: Page, title: str) -> Text:
    """The text of the article on a page, its headline not repeated in it."""
    root = copy.deepcopy(page.root)
    drop_all(root, *_LEFT_OUT)
    captions = tuple(dict.fromkeys(_take_captions(root)))
    for heading in list(root.iter("h1")):
        if _is_same(line_of(heading), title):
            drop(heading)
    _join_chunks(root)
    found = bare_extraction(root, fast=True, include_comments=False, with_metadata=False)
    body = getattr(found, "body", None)
    lines = [] if body is None else _lines(body)
    if _may_be_joined(lines, page):
        lines = list(_divide(lines, paragraphs_of(root)))
    return Text(tuple(clean_paragraphs(lines, title)), captions)


def clean_paragraphs(lines: list[str], title: str) -> Iterator[str]:
    """The lines that are paragraphs of the article: not its headline again, and no invitations to
    read or do something else."""
    is_begun = False
    for line in lines:
        is_headline = not is_begun and _is_same(line, title)
        if is_headline or not re.search(r"\w", line) or is_invitation(line):
            continue
        is_begun = True
        yield line


def is_invitation(line: str) -> bool:
    """Whether a paragraph only leads elsewhere."""
    return len(line) <= _LONGEST_INVITATION and _INVITATION.match(line) is not None


def _take_captions(root: Element) -> Iterator[str]:
    for element in root.xpath(_CAPTIONS):
        is_named = element.tag == "figcaption" or element.get("itemprop") == "caption"
        if not (is_named or _CAPTION_MARK.search(element.get("class") or "")):
            continue
        text = line_of(element)
        # A wrapper of all that is on the page may have such a name too.
        if len(text) > _LONGEST_CAPTION:
            continue
        drop(element)
        if re.search(r"\w", text) and not is_invitation(text):
            yield text


def _join_chunks(root: Element) -> None:
    """Make one of the pieces of a body between which a page has something else, such as
    advertisements: the library takes only the first."""
    chunks: dict[tuple[str, str], list[Element]] = {}
    for element in root.xpath(_BODIES):
        if element.tag in {"div", "section"} and _BODY_MARK.search(element.get("class") or ""):
            chunks.setdefault((element.tag, element.get("class")), []).append(element)
    for first, *others in chunks.values():
        around = next(first.iterancestors("article", "main"), None)
        for other in others:
            is_beside = around is not None and around in other.iterancestors()
            # What begins with a headline is another article.
            if is_beside and first not in other.iterancestors() and other.find(".//h1") is None:
                first.extend(list(other))


def _lines(body: Element) -> list[str]:
    """The paragraphs of what the library found, which has its own names of elements."""
    for row in list(body.iter("row")):
        cells = [line_of(cell) for cell in row.iter("cell")]
        del row[:]
        row.text = " | ".join(filter(None, cells))
    for element in body.iter(*_HTML_NAMES):
        element.tag = _HTML_NAMES[str(element.tag)]
    return paragraphs_of(body)


def _may_be_joined(lines: Sequence[str], page: Page) -> bool:
    """Whether a line may be several paragraphs of the page: where there are few, or line breaks."""
    least = _LONG_LINE if len(lines) <= _FEW_LINES else _LONGER_LINE
    return any(len(line) >= least for line in lines) and (
        len(lines) <= _FEW_LINES or "<br" in page.source
    )


def _divide(lines: Sequence[str], borders: Sequence[str]) -> Iterator[str]:
    """The lines, each as the paragraphs of the page that it is made of: the library joins some that
    only line breaks or layout divide."""
    if len(lines) * len(borders) > _MOST_COMPARED:
        yield from lines
        return
    spaceless = [_strip_blanks(border) for border in borders]
    known = set(spaceless)
    for line in lines:
        rest = _strip_blanks(line)
        found: list[str] = []
        if len(rest) >= _LONG_LINE and rest not in known:
            for border, part in zip(borders, spaceless, strict=True):
                if rest.startswith(part):
                    rest = rest[len(part) :]
                    found.append(border)
                if not rest:
                    break
        yield from [line] if rest else found


def _strip_blanks(text: str) -> str:
    return "".join(text.split())


def _is_same(line: str, title: str) -> bool:
    return bool(title) and _fold(line) == _fold(title)


def _fold(text: str) -> str:
    return re.sub(r"\W+", " ", text).strip().casefold()
