"""Names as they are printed around an article, without what is no name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from indexer.importing.markup import strip_markup

# What programs and forms write where there is no value.
_NULLS = frozenset((
    "none", "null", "nil", "nan", "n/a", "na", "undefined", "unknown", "false", "-", "--", "—", "–",
    ".", "?", "нет", "без автора", "не указан", "не указана", "не указано", "no author", "(none)",
    "[]", "{}",
))  # fmt: skip

_BEFORE = re.compile(
    r"^(?:(?:(?:written|reported|text|story|words|report|edited|photos?|interview)\s+)?by\s*:?\s+"
    r"|(?:by|authors?|автор(?:ы|ом)?(?:\s+(?:текста|материала|статьи))?|текст|беседовала?"
    r"|подготовила?|подготовлено|записала?|text|words|story)\s*[:—–]\s*"
    r"|(?:беседовала?|подготовила?|записала?|рассказала?)\s+(?=[А-ЯЁ]))(?=\S)",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r",?\s*(?:staff\s+(?:writer|reporter)|(?:special\s+)?correspondent|(?:our|own)\s+correspondent"
    r"|собственный\s+корреспондент|собкор|спецкор|корреспондент)\.?$",
    re.IGNORECASE,
)
# What is said of the name before it: a place, an office, for whom.
_PLACE = re.compile(r"(?P<name>\S+\s+\S.*?)\s+in\s+[A-Z].*", re.DOTALL)
_OFFICE = re.compile(
    r"^(?:[\w-]+\s+){0,3}(?:editor|correspondent|reporter|writer|columnist|редактор|обозреватель"
    r"|корреспондент)$|^(?:special(?:ly)?\s+(?:to|for)|специально\s+для|for\s+the)\s",
    re.IGNORECASE,
)
_PHOTOGRAPHER = re.compile(
    r"^(?:photos?|pictures?|images?|illustrations?|фото|снимки|иллюстрации)(?:\s+by|\s*[:©])",
    re.IGNORECASE,
)
_NOBODY = frozenset(("admin", "administrator", "webmaster", "root", "админ", "администратор"))

# What belongs to the name before it, though a comma stands between.
_SUFFIX = re.compile(
    r"^(?:jr|sr|ii|iii|iv|esq|ph\.?\s?d|m\.?d|m\.?p|d\.?d\.?s|r\.?n|cpa|mba|к\.?\s?[а-я]\.?\s?н)\.?$",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"(?:https?:)?//\S+|\bwww\.\S+", re.IGNORECASE)
_MAIL = re.compile(r"<?\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+>?")
# `anna@example.org (Anna Orlova)`, as feeds name authors.
_MAIL_NAME = re.compile(r"^\s*\S+@\S+\s*\((?P<name>[^()]+)\)\s*$")
# `[[People/Anna|Anna Orlova]]`
_WIKI_LINK = re.compile(r"\[\[(?:[^\[\]|]*\|)?([^\[\]|]*)\]\]")
_HANDLE = re.compile(r"^@\w+$")

_SEPARATOR = re.compile(r"\s*(?:[;|\n]|\s[/&•·]\s|\s(?:and|и)\s)\s*", re.IGNORECASE)
_VALUE_END = re.compile(r"[,;|\n]|\s(?=#\w)")
_COMMA = re.compile(r"\s*,\s*(?:(?:and|и)\s+)?", re.IGNORECASE)


def is_null(text: str) -> bool:
    """Whether a text is what programs write where there is no value."""
    return text.strip().casefold() in _NULLS


def split_names(text: str) -> list[str]:
    """The names of persons in a byline: `By Anna Smith, Ivan Petrov and Li Wei` are three, `John
    Smith, Jr.` is one. Addresses and words that stand for nothing are no names."""
    if named := _MAIL_NAME.match(text):
        text = named["name"]
    text = _MAIL.sub(" ", _ADDRESS.sub(" ", strip_markup(_WIKI_LINK.sub(r"\1", text))))
    names: list[str] = []
    has_semicolons = ";" in text
    for part in _SEPARATOR.split(text):
        for piece in [part] if has_semicolons else _COMMA.split(part):
            if names and _SUFFIX.match(piece.strip()):
                names[-1] = f"{names[-1]}, {piece.strip()}"
            elif names and _OFFICE.match(piece.strip()):
                continue
            elif name := clean_name(piece):
                names.append(name)
    return names


def clean_name(text: str) -> str:
    """A printed name without what stands before and behind it; empty for what is none."""
    name = strip_markup(_WIKI_LINK.sub(r"\1", text)).strip(" \t\n,;:|/•·")
    if _PHOTOGRAPHER.match(name):
        return ""
    while (rest := _AFTER.sub("", _BEFORE.sub("", name)).strip(" ,")) != name:
        name = rest
    if placed := _PLACE.fullmatch(name):
        name = placed["name"]
    is_none = is_null(name) or name.casefold() in _NOBODY or _HANDLE.match(name)
    return name if not is_none and any(map(str.isalnum, name)) else ""


def split_values(text: str) -> Iterator[str]:
    """The values in a list that was written as a text: `roads, bridges; rivers`, `#roads
    #bridges`."""
    for part in _VALUE_END.split(strip_markup(text)):
        value = part.strip().lstrip("#").strip()
        if value and not is_null(value):
            yield value
