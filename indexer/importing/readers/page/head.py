"""The head of a page: dateline and title, in either order, and what stands beside them.

Where lines stand on both sides of the dateline, the one below is the title if it looks like one and
prose follows it; then those above are captions. Else the title is above: what stands below is a
sentence, the caption of a photo, an author, a turn of an interview or an item of a list.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from indexer.importing.dictionaries import open_dictionary
from indexer.importing.furniture import Byline, names_authors, read_byline
from indexer.importing.hyphens import join_lines
from indexer.importing.readers import script_lang
from indexer.importing.readers.page.body import split_blocks
from indexer.importing.readers.page.datelines import is_change, is_dateline, is_moment
from indexer.importing.readers.page.links import is_link
from indexer.importing.wrapping import unwrap

# A dateline further down belongs to something else than an article page.
_MOST_CAPTIONS = 20
_LONGEST_TITLE = 250
_LONGEST_QUESTION = 120
_MOST_LINES_OF_TITLE = 3
# Sections, sites and persons have as many words; of headlines, few have no more.
_FEW_WORDS = 2
# How far behind a title its text begins: a second headline and a caption may stand between.
_MOST_BEFORE_PROSE = 3
# Enough to see how the lines of a text are wrapped.
_LOOKED_AT = 40

_STATEMENT_END = re.compile(r"(?:[^\W_]{2}|[%»”\"')])[.…][»”\"')]*\Z|[:;,]\Z")
_PROSE_END = re.compile(r"[.!?…][»”\"')]*\Z")
# Behind the words of a speaker it says who speaks.
_SPEECH = re.compile(r"(?:[.!?…,][»”\"]|[»”\"],) [—–-]? ?[^\W\d_]")
_LETTER = re.compile(r"[^\W\d_]")
_CREDIT = re.compile(
    r"(?:^|[.(\[/,;|—–-]\s*)(?:фото|снимок|кадр|видео|скриншот|иллюстрация|photos?|pictures?|image"
    r"|video|screenshot|illustration|courtesy)\b|©",
    re.IGNORECASE,
)
_BREADCRUMBS = re.compile(r"\s[/|>»→›]\s")
_SPEAKER = re.compile(r"[^\W\d_][\w.-]*(?: [\w.-]+){0,3}: ")
_TURN = re.compile(r"[-—–•*] |[0-9]{1,2}[.)] ")
_CAPITALIZED = r"[A-ZА-ЯЁ](?:\.|[^\W\d_]+)"
_PERSON = re.compile(
    rf"(?P<by>(?i:by|текст|корреспондент)\b:?\s+)?"
    rf"(?P<name>{_CAPITALIZED}(?:(?:[- ]|(?<=\.)){_CAPITALIZED}){{1,3}})"
)
# `Просмотров: 123`, `Comments (5)`, `3 min read`.
_COUNT = re.compile(
    r"(?:[^\W\d_]+ ?){1,2}:? ?\(?[0-9][0-9., ]*\)?(?: ?(?:мин|min)\b.*)?"
    r"|[0-9., ]+ ?[^\W\d_]+.?(?: read)?"
)
_INITIAL = re.compile(r"\b[^\W\d_]\.")


@dataclass(frozen=True, slots=True)
class NoHead:
    """Why a page does not begin as an article's: the line from 1, the field and the reason."""

    line: int
    field: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What the head of a page says; `end` is the number of its lines. Dates are as written."""

    title: str
    end: int
    published: str = ""
    modified: str = ""
    lead: str = ""
    captions: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    source: str = ""


def read_head(lines: Sequence[str]) -> Head | NoHead:
    """The head of a page, given its lines without legal notices."""
    dateline = _find_dateline(lines)
    if dateline is None:
        return NoHead(1, "published", "no line with the date of an article")
    above = [line for block in split_blocks(lines[:dateline]) for line in _join_title(block)]
    end = _skip_blank(lines, dateline + 1)
    changes = list(filter(is_change, (lines[dateline], *lines[end : end + 1], *above)))
    above = [line for line in above if line not in changes]
    if end < len(lines) and is_change(lines[end]):
        end = _skip_blank(lines, end + 1)
    following = list(unwrap(split_blocks(lines[end : end + _LOOKED_AT])))
    headlines = _list_headlines(above, following)
    if headlines and not _begins_with_title(following, headlines):
        head = _read_title_above(above, _choose_headline(headlines), lines, end)
    else:
        head = _read_title_below(above, lines, end)
    if head is None:
        return NoHead(dateline + 1, "title", "no title after the date")
    return replace(
        head,
        published=lines[dateline],
        modified=changes[0] if changes else "",
        captions=(*head.captions, *changes[1:]),
    )


def _read_title_above(above: list[str], title: str, lines: Sequence[str], end: int) -> Head | None:
    """A head whose title stands above the dateline; None where nothing but prose does so too."""
    place = above.index(title)
    beside = _Beside()
    leads = [line for line in above[place + 1 :] if not beside.take(line)]
    captions = [line for line in above[:place] if not beside.take_authors(line)]
    while end < len(lines) and (not lines[end] or beside.take(lines[end])):
        end += 1
    if end == len(lines) and any(map(_PROSE_END.search, leads)):
        return None
    return Head(
        title=title,
        end=end,
        lead="\n\n".join(leads),
        captions=(*captions, *beside.captions),
        authors=tuple(beside.authors),
        source=beside.source,
    )


def _read_title_below(above: Sequence[str], lines: Sequence[str], end: int) -> Head | None:
    """A head whose title stands below the dateline; None where no title does."""
    if end == len(lines) or _is_furniture(lines[end]):
        return None
    block = split_blocks(lines[end:])[0]
    title, *others = _join_title(block)
    return Head(title=title, end=end + len(block) - len(others), captions=tuple(above))


@dataclass
class _Beside:
    """What stands on both sides of a dateline below the title, and is no text yet."""

    captions: list[str] = field(default_factory=list)
    authors: list[str] = field(default_factory=list)
    source: str = ""

    def take(self, line: str) -> bool:
        """Whether the line is one of these, which is then kept."""
        if len(line) <= _LONGEST_TITLE and _CREDIT.search(line):
            self.captions.append(line)
            return True
        return self.take_authors(line)

    def take_authors(self, line: str) -> bool:
        """Whether the line names authors or a source, which are then kept."""
        byline = read_byline(line)
        if byline is None and (name := _read_person(line)):
            byline = Byline((name,), "")
        if byline is None or (self.source and byline.source):
            return False
        self.authors.extend(byline.authors)
        self.source = self.source or byline.source
        return True


def _find_dateline(lines: Sequence[str]) -> int | None:
    captions = 0
    is_text = False
    for i, line in enumerate(lines):
        if is_dateline(line):
            return i
        captions += bool(line)
        # Behind a text and its authors, dates are those of other news.
        is_text = is_text or _PROSE_END.search(line) is not None
        if captions > _MOST_CAPTIONS or is_link(line) or (is_text and names_authors(line)):
            return None
    return None


def _skip_blank(lines: Sequence[str], start: int) -> int:
    return next((i for i in range(start, len(lines)) if lines[i]), len(lines))


def _join_title(block: Sequence[str]) -> list[str]:
    """The lines of a block, as one where they are those of a headline that did not fit into one."""
    if len(block) > _MOST_LINES_OF_TITLE or not all(line[:1].islower() for line in block[1:]):
        return list(block)
    if any(_PROSE_END.search(line) for line in block[:-1]):
        return list(block)
    return [join_lines(block)]


def _is_furniture(line: str) -> bool:
    return is_link(line) or is_moment(line) or names_authors(line)


def _may_be_headline(line: str) -> bool:
    if len(line) > _LONGEST_TITLE or not _LETTER.search(line) or _is_furniture(line):
        return False
    if any(sign.search(line) for sign in (_STATEMENT_END, _SPEECH, _CREDIT, _BREADCRUMBS)):
        return False
    if _PROSE_END.search(line) and len(line) > _LONGEST_QUESTION:
        return False
    return not (_TURN.match(line) or _COUNT.fullmatch(line) or _read_person(line))


def _list_headlines(above: Sequence[str], following: Sequence[str]) -> list[str]:
    """The lines above a dateline that may be headlines; where there is none, what is shorter than
    the sentence below may be one that has a full stop."""
    headlines = [line for line in above if _may_be_headline(line)]
    if headlines or not following:
        return headlines
    return [
        line
        for line in above
        if len(line) < len(following[0]) and _may_be_headline(line.removesuffix("."))
    ]


def _begins_with_title(paragraphs: Sequence[str], above: Sequence[str]) -> bool:
    """Whether what stands below a dateline begins with a headline, rather than those above, and
    prose follows it."""
    if not paragraphs or not _may_be_headline(paragraphs[0]):
        return False
    first, *others = paragraphs
    # A section, or the place where the news comes from.
    if " " not in first and any(" " in line for line in above):
        return False
    if _SPEAKER.match(first) and any(map(_SPEAKER.match, others[:2])):
        return False
    return not others or any(map(_PROSE_END.search, others[:_MOST_BEFORE_PROSE]))


def _choose_headline(lines: Sequence[str]) -> str:
    """The headline among lines that may be one: the first of some length, for a second headline may
    stand below it; of short ones the last, for sections and names of sites stand above."""
    long = [line for line in lines if len(line.split()) > _FEW_WORDS]
    return long[0] if long else lines[-1]


def _read_person(line: str) -> str | None:
    """The name of a person, if the line is nothing else."""
    match = _PERSON.fullmatch(line)
    if match is None or _CREDIT.search(line):
        return None
    name = match["name"]
    if match["by"] or _INITIAL.search(name):
        return name
    dictionary = open_dictionary(script_lang(name))
    is_given = any(
        "given" in dictionary.tell_parts(word.lower()) for word in re.split("[- ]", name)
    )
    return name if is_given else None
