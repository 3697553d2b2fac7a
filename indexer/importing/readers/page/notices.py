"""Legal notices, which Russian law wants in capitals."""

from __future__ import annotations

import re
from collections.abc import Sequence

_NOTICE_WORD = re.compile(r"МАТЕРИАЛ|СООБЩЕНИ|ИНФОРМАЦИ")
_NOTICE = re.compile(r"ИНОСТРАНН\w+\s+АГЕНТ")
_CYRILLIC_CAPITAL = re.compile(r"[А-ЯЁ]")
_LETTER = re.compile(r"[^\W\d_]")


def take_notices(lines: Sequence[str]) -> tuple[list[str], list[str]]:
    """The lines without the legal notices (blank ones in their place), and the notices."""
    kept = list(lines)
    notices: list[str] = []
    i = 0
    while i < len(lines):
        if not (_is_capitals(lines[i]) and _NOTICE_WORD.search(lines[i])):
            i += 1
            continue
        end = _capitals_end(lines, i)
        notice = " ".join(line for line in lines[i:end] if line)
        if _NOTICE.search(notice):
            notices.append(notice)
            kept[i:end] = [""] * (end - i)
        i = end
    return kept, notices


def _capitals_end(lines: Sequence[str], start: int) -> int:
    """The end of the run of lines in capitals, blank ones among them, that begins at a line."""
    end = start + 1
    for i in range(start + 1, len(lines)):
        if _is_capitals(lines[i]):
            end = i + 1
        elif lines[i]:
            break
    return end


def _is_capitals(line: str) -> bool:
    letters = len(_LETTER.findall(line))
    return letters > 4 and len(_CYRILLIC_CAPITAL.findall(line)) >= 0.8 * letters
