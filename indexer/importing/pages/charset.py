"""The character set of a page: what it is, not what is said of it.

Servers and pages declare one set and send another. Valid UTF-8 is UTF-8 whatever is declared. Of
sets of one byte a letter no byte is wrong, so the letters themselves must tell.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Iterable, Sequence

from indexer.errors import InvalidInputError
from indexer.importing.decoding import (
    BY_FREQUENCY,
    HIGH_RUN,
    LARGER_SETS,
    guess_encoding,
    is_mostly_sound,
)

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# As browsers do, a declaration is looked for at the beginning only.
_HEAD = 4096
_META = re.compile(
    rb"<meta[^>]{0,500}?charset\s*=\s*[\"']?\s*([\w.:-]+)"
    rb"|<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]+)",
    re.IGNORECASE,
)
_MULTIBYTE = {"gb18030", "cp949", "cp932", "euc_jp", "big5", "big5hkscs", "iso2022_jp"}
_UTF16 = {"utf-16", "utf-16-le", "utf-16-be"}
_CYRILLIC = {"cp1251", "koi8-r", "koi8-u", "iso8859-5", "cp866", "mac-cyrillic"}
_WESTERN = "cp1252"

# What a set of one byte a letter is told by: no more words than are needed.
_SAMPLE = 20_000
_LITTLE = 300
_HIGH = re.compile(rb"[\x80-\xff]")

# How common the letters of a text are: of the rarest of Russian 1, of other languages in Cyrillic
# letters so much that their texts are no nonsense.
_WORTH = {letter: len(BY_FREQUENCY) - place for place, letter in enumerate(BY_FREQUENCY)}
_WORTH |= dict.fromkeys("їєґјљњћђџўқғңүұһәөӣӯҳҷ", 5) | {"і": 20}
_STRANGE = -15
_MISPLACED_LETTER = -30
_MISPLACED = re.compile(r"[а-яё][А-ЯЁ]|[a-zA-Z][а-яёА-ЯЁ]|[а-яёА-ЯЁ][a-zA-Z]")
_CYRILLIC_LETTER = re.compile(r"[\u0400-\u04ff]")
# What stands in Russian texts and is neither letter nor ASCII.
_SIGNS = frozenset("«»„“”‘’—–-…№§•·°©®™€±×\u00a0\u00ad\u2009\u200b\u200c\u200d\u0301\ufeff")
_LATIN_OF_UTF8 = re.compile(r"[ÐÑÂÃ][\u0080-\u00bf\u0152-\u0178\u02c6-\u2122]")
_ACCENT = re.compile(r"[À-ÿ]")
_ASCII_LETTER = re.compile(r"[a-zA-Z]")
_CONTROL = re.compile("[\u0080-\u0084\u0086-\u009f]")
# True texts have 23 to 26 a letter, those that were read in a wrong set at most 19.
_LEAST_WORTH = 21
# Letters that say something by how common they are.
_ENOUGH_LETTERS = 40


class CharsetError(InvalidInputError):
    """Bytes that are no text in any set of characters that is known here."""


def decode_page(content: bytes, declared: str | None = None) -> str:
    """The text of a page. `declared` is the set that the server named, where it did.

    A few broken characters of UTF-8 become U+FFFD: who takes such a text must look for it
    (`garbling`). Raises CharsetError.
    """
    for bom, name in _BOMS:
        if content.startswith(bom):
            return content[len(bom) :].decode(name, "replace")
    names = [name for name in _declared_sets(content, declared) if name]
    if b"\0" in content:
        return _decode_wide(content, names)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        text = content.decode("utf-8", "replace")
        if is_mostly_sound(text):
            return text
        broken = error.start
    for name in names:
        if name in _MULTIBYTE:
            try:
                return content.decode(name)
            except UnicodeDecodeError:
                continue
    return _decode_single(content, names, broken)


def garbling(text: str) -> str | None:
    """Why a text is not what its author wrote: it was read in a wrong set of characters, here or by
    who saved it; None for a text that seems sound."""
    if "\ufffd" in text:
        return "broken characters: the bytes are not the character set that they were read in"
    accents = len(_ACCENT.findall(text))
    if (
        len(_LATIN_OF_UTF8.findall(text)) * 20 > len(text)
        or (accents >= _ENOUGH_LETTERS and accents > len(_ASCII_LETTER.findall(text)))
        or len(_CONTROL.findall(text)) > 2
    ):
        return "garbled letters: the text was saved in a wrong character set"
    letters = len(_CYRILLIC_LETTER.findall(text))
    if letters >= _ENOUGH_LETTERS and _measure_worth(text) < _LEAST_WORTH:
        return "letters that make no words: the text was read in a wrong character set"
    return None


def _declared_sets(content: bytes, declared: str | None) -> Iterable[str | None]:
    yield _normalize(declared or "")
    if match := _META.search(content[:_HEAD]):
        yield _normalize((match[1] or match[2]).decode("ascii"))


def _normalize(name: str) -> str | None:
    """Python's name of a set that browsers would use; None for one that is unknown here."""
    name = name.strip().lower().removeprefix("x-")
    try:
        info = codecs.lookup(name)
    except LookupError:
        return None
    # Codecs that make no text have names too (`hex`, `zlib`); UTF-7 only ever hides scripts.
    if not info._is_text_encoding or info.name.startswith(("utf-7", "unicode", "idna", "puny")):  # noqa: SLF001
        return None
    return LARGER_SETS.get(info.name, info.name)


def _decode_wide(content: bytes, names: Iterable[str]) -> str:
    """UTF-16 without its mark."""
    even, odd = content[::2].count(0), content[1::2].count(0)
    for name in names:
        if name in _UTF16 and max(even, odd) * 4 > len(content) // 2:
            return content.decode("utf-16-be" if even > odd else "utf-16-le", "replace")
    if max(even, odd) * 2 > len(content) // 2 and min(even, odd) * 20 < len(content):
        return content.decode("utf-16-be" if even > odd else "utf-16-le", "replace")
    raise CharsetError("the page is binary, not text")


def _decode_single(content: bytes, names: Sequence[str], broken: int) -> str:
    sample = b" ".join(HIGH_RUN.findall(content))[:_SAMPLE]
    if len(_HIGH.findall(sample)) * 2 < len(_HIGH.findall(content[: 5 * _SAMPLE])):
        # Single letters with accents, and signs, in words of Latin letters.
        western = [name for name in names if name not in _CYRILLIC | _MULTIBYTE | {"utf-8"}]
        return content.decode((*western, _WESTERN)[0], "replace")
    name = guess_encoding(sample)
    if name is None:
        raise CharsetError(f"the character set cannot be told: invalid UTF-8 at byte {broken}")
    if name == "koi8-r" and "koi8-u" in names:
        name = "koi8-u"
    # The small letters of both are the same: of little text only the declaration tells.
    if name == "mac-cyrillic" and name not in names and len(sample) < _LITTLE:
        name = "cp1251"
    return content.decode(name, "replace")


def _measure_worth(text: str) -> float:
    """How common the letters beyond ASCII are in Russian, on average, less what stands where no
    such text has it."""
    total, letters = 0, 0
    for character, count in Counter(text).items():
        if character.isascii() or character in _SIGNS:
            continue
        letters += count
        total += count * _WORTH.get(character.lower(), _STRANGE)
    misplaced = _MISPLACED_LETTER * len(_MISPLACED.findall(text))
    return (total + misplaced) / letters if letters else 0.0
