"""From the text of a date to its tokens."""

from __future__ import annotations

import re
import unicodedata

from indexer.dates.tokens import (
    Clock,
    Figures,
    Label,
    Month,
    Named,
    Number,
    Relative,
    Token,
    Unknown,
    make_clock,
)
from indexer.dates.words import LABELS, MONTHS, RELATIVE, SILENT
from indexer.dates.zones import make_offset, match_zone

_NO_LETTER = r"(?![^\W\d_])"
_HYPHENS = "\u2010-\u2015"
_MERIDIEM = rf"\s*([ap])\.?\s?m{_NO_LETTER}\.?"

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
# What stands between two parts of a date, whatever it is, joins them.
_SEPARATORS = re.compile(rf"[\s,;:|/.@()\[\]_\-{_HYPHENS}•·∙⋅●▪‣◦«»\"“”„]+")
_WORD = re.compile(r"[^\W\d_]+")
_NUMBER = re.compile(
    rf"['’]?([0-9]+)(?:-?(?:st|nd|rd|th|го|ого|е|ое|й|ый){_NO_LETTER})?", re.IGNORECASE
)

# `20140503`, `20140503T103000`, `20140503103000`, `20140503 1030`, `2014-05-03_10-30-00`.
_STAMP = re.compile(
    r"([0-9]{4})([0-9]{2})([0-9]{2})(?:"
    r"[-T_\s]?([0-9]{2})([0-9]{2})([0-9]{2})(?:[.,]([0-9]{1,9}))?"
    r"|[T_\s]([0-9]{2})([0-9]{2}))?(?![0-9])",
    re.IGNORECASE,
)
_FILE_STAMP = re.compile(
    r"([0-9]{4})([-_.])([0-9]{2})\2([0-9]{2})[-_T.\s]([0-9]{2})([-_.])([0-9]{2})\6([0-9]{2})"
    r"(?![-_.]?[0-9])",
    re.IGNORECASE,
)
_JOINT = rf"\s*[-./_{_HYPHENS}]\s*|\s+"
_FIGURES = re.compile(
    rf"([0-9]{{4}})(\s*[:,]\s*|{_JOINT})([0-9]{{1,2}})\2([0-9]{{1,2}})(?![0-9])"
    rf"|([0-9]{{1,2}})({_JOINT})([0-9]{{1,2}})\6([0-9]{{4}}|[0-9]{{2}})(?![0-9])"
)
# Behind a day in ISO form this is a time to some, and to XML Schema the offset of the day.
_TIME_OR_OFFSET = re.compile(r"-[0-9]{2}:[0-9]{2}(?!:)")

_COLONS = re.compile(
    r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:[.,:]([0-9]{1,9}))?)?(?![0-9]|:[0-9])"
    rf"(?:{_MERIDIEM})?",
    re.IGNORECASE,
)
# Three numbers between dots are a day, unless more shows that they are a time.
_DOTS = re.compile(
    rf"([0-9]{{1,2}})\.([0-9]{{2}})(?:\.([0-9]{{2}})(?:\.([0-9]{{3,9}})|(?={_MERIDIEM})))?"
    rf"(?![0-9]|\.[0-9])(?:{_MERIDIEM})?",
    re.IGNORECASE,
)
# Behind what may be a day and a month as well as a time: days from one to another.
_UNTIL = re.compile(rf"\s*[-{_HYPHENS}]\s*[0-9]")
_BARE_HOUR = re.compile(rf"([0-9]{{1,2}}){_MERIDIEM}", re.IGNORECASE)
_RUSSIAN_HOUR = re.compile(
    rf"([0-9]{{1,2}})(?:ч([0-9]{{2}})(?![0-9])|\s*(?:ч|час|часа|часов){_NO_LETTER}\.?)"
    rf"(?:\s*([0-9]{{1,2}})\s*(?:м|мин|минут[аы]?){_NO_LETTER}\.?)?",
    re.IGNORECASE,
)
_BEHIND_T = re.compile(r"T([0-9]{2})([0-9]{2})?([0-9]{2})?(?![0-9:])", re.IGNORECASE)

_OFFSET = re.compile(r"(\s*)([-+\u2212])([0-9]{2})(?:(:?)([0-9]{2}))?(?![0-9]|[-:./][0-9])")
# Programs say behind an offset what it is called, in whatever language; one digit may be part of
# it, and an offset again.
_COMMENT = re.compile(
    r"\s*\(((?:[^()0-9]|(?<![0-9])[0-9](?![0-9])|[-+][0-9]{2}:?[0-9]{2}|\([^()0-9]*\))*)\)\s*\Z"
)
# The calendar by which a date is to be shown: its digits are those of ours.
_CALENDAR = re.compile(r"\[u-ca=[a-z0-9-]+\]")


def scan(text: str) -> list[Token]:
    """The tokens of a text, without the words and signs that say nothing.

    Raises ValueError for a time of day, a zone or a sign that there is not.
    """
    visible = _INVISIBLE.sub("", unicodedata.normalize("NFC", text))
    return _Scanner(_CALENDAR.sub("", visible)).scan()


class _Scanner:
    def __init__(self, text: str) -> None:
        self._text = text
        self._position = 0
        self._tokens: list[Token] = []

    def scan(self) -> list[Token]:
        while self._position < len(self._text):
            if self._take_offset() or self._take(_SEPARATORS):
                continue
            token = self._read_digits() or self._read_letters()
            if token is not None:
                self._tokens.append(token)
        return self._tokens

    @property
    def _last(self) -> Token | None:
        return self._tokens[-1] if self._tokens else None

    def _take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        match = pattern.match(self._text, self._position)
        if match is not None:
            self._position = match.end()
        return match

    def _take_offset(self) -> bool:
        match = _OFFSET.match(self._text, self._position)
        if match is None or not self._may_follow(match):
            return False
        _, sign, hours, colon, minutes = match.groups()
        last = self._last
        if (
            isinstance(last, Clock)
            and last.second is None
            and (sign, colon) == ("-", ":")
            and (int(hours), int(minutes)) > (last.hour, last.minute)
        ):
            raise ValueError("a range of times, or a time and an offset")
        zone = make_offset(sign, hours, minutes)
        if zone is None:
            return False
        self._tokens.append(Named(zone, is_offset=True))
        self._position = self._pass_comment(match.end())
        return True

    def _pass_comment(self, position: int) -> int:
        """The place behind what an offset is called, where an offset ends."""
        comment = _COMMENT.match(self._text, position)
        if comment and not any(word in LABELS for word in _WORD.findall(comment[1].lower())):
            return comment.end()
        return position

    def _may_follow(self, offset: re.Match[str]) -> bool:
        """Whether an offset may stand here: behind a time, or attached to a day in figures."""
        if isinstance(self._last, Figures):
            return offset[1] == "" and offset[2] == "+"
        if isinstance(self._last, Clock | Named):
            return True
        return offset[1] != "" and any(isinstance(token, Clock) for token in self._tokens)

    def _read_digits(self) -> Token | None:
        first = self._text[self._position]
        if first in "'’":
            return self._read_number()
        if not "0" <= first <= "9":
            return None
        if match := self._take(_FILE_STAMP):
            year, joint, month, day, hour, _, minute, second = match.groups()
            self._tokens.append(Figures((year, month, day), joint))
            return make_clock(hour, minute, second)
        if match := self._take(_STAMP):
            return self._read_stamp(match)
        if match := self._take(_COLONS):
            return make_clock(*match.groups()[:4], meridiem=match[5])
        if match := self._take(_DOTS):
            return self._read_dots(match)
        if match := self._take(_BARE_HOUR):
            return make_clock(match[1], meridiem=match[2])
        if match := self._take(_RUSSIAN_HOUR):
            return make_clock(match[1], match[2] or match[3])
        return self._read_figures() or self._read_number()

    def _read_dots(self, match: re.Match[str]) -> Token:
        hour, minute, second, fraction, _, meridiem = match.groups()
        may_be_day = not (second or meridiem) and 1 <= int(minute) <= 12
        if may_be_day and _UNTIL.match(self._text, match.end()):
            raise ValueError("days from one to another, or a time and a day")
        return make_clock(hour, minute, second, fraction, meridiem=meridiem)

    def _read_stamp(self, match: re.Match[str]) -> Token:
        year, month, day, hour, minute, second, fraction, short_hour, short_minute = match.groups()
        figures = Figures((year, month, day), "")
        if hour is None and short_hour is None:
            return figures
        self._tokens.append(figures)
        return make_clock(hour or short_hour, minute or short_minute, second, fraction)

    def _read_figures(self) -> Token | None:
        match = _FIGURES.match(self._text, self._position)
        if match is None:
            return None
        first, joint, second, third = (part for part in match.groups() if part is not None)
        joint = joint.strip()
        following = self._text[match.end() : match.end() + 1]
        if following == ":" and joint in {"", ":"}:
            return None
        if joint == "-" and len(first) == 4 and _TIME_OR_OFFSET.match(self._text, match.end()):
            raise ValueError("a time, or the offset of a time zone, stands behind the day")
        self._position = match.end()
        return Figures((first, second, third), joint or " ")

    def _read_number(self) -> Token:
        before = self._text[: self._position].rstrip()[-1:]
        match = self._take(_NUMBER)
        if match is None:
            raise ValueError("a sign that has no place in a date")
        return Number(match[1], is_set_off=match[0][0] in "'’" or before in {",", "-", "/"})

    def _read_letters(self) -> Token | None:
        if isinstance(self._last, Figures) and (match := self._take(_BEHIND_T)):
            return make_clock(*match.groups())
        match = _WORD.match(self._text, self._position)
        if match is None:
            raise ValueError(f"{self._text[self._position]!r} has no place in a date")
        word = match[0].lower()
        token: Token | None = None
        end = match.end()
        if word in MONTHS:
            token = Month(MONTHS[word])
        elif word in LABELS:
            token = Label(LABELS[word])
        elif named := match_zone(self._text, self._position):
            zone, end = named
            is_offset = self._text[end - 1].isdecimal() and not zone.hours_east
            token = Named(zone, is_offset)
            end = self._pass_comment(end) if is_offset else end
        elif word in RELATIVE:
            token = Relative()
        elif word not in SILENT:
            token = Unknown(match[0])
        self._position = end
        return token
