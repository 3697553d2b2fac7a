"""From bytes to text: UTF-8, and the one-byte encodings of the press before it."""

from __future__ import annotations

import codecs
import io
import re
from collections import Counter

from indexer.importing.readers import RAW_LIMIT, RECORD_LIMIT, Rejection
from indexer.importing.sources import HEAD_SIZE, Source
from indexer.importing.streams import transcode

# What the encoding of a stream is told by.
_SAMPLE = 256 * 1024

# The encodings of Russian, the likeliest first: of equal ones it is taken.
_CYRILLIC = ("windows-1251", "koi8-r", "cp866", "iso8859-5", "mac-cyrillic")
_WESTERN = "windows-1252"

BY_FREQUENCY = "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё"
"""Letters of Russian from the commonest on. A text read in a wrong encoding has the rare ones, and
capitals among the small letters."""

_WORTH = {letter: len(BY_FREQUENCY) - place for place, letter in enumerate(BY_FREQUENCY)}
_WORTH |= {letter.upper(): 8 for letter in BY_FREQUENCY}
_WORTH |= dict.fromkeys("«»—–…“”„№\u00a0", 10)
_NO_TEXT = -60

# A guess counts from so many letters on, and from so much worth of one.
_LEAST_LETTERS = 8
_LEAST_WORTH = 12.0

_HIGH = re.compile(rb"[\x80-\xff]")
_ASCII_LETTER = re.compile(rb"[a-zA-Z]")
# Quotes, dashes and dots of word processors, and letters with marks inside words.
_WESTERN_SIGN = re.compile(
    rb"[\x85\x91-\x97\xa0\xa3\xa9\xab\xae\xb0\xbb]"
    rb"|(?<=[a-zA-Z])[\xc0-\xff]|[\xc0-\xff](?=[a-zA-Z])"
)
_UTF8_SIGN = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}")

HIGH_RUN = re.compile(rb"[\x80-\xff]{2,}(?:[ \x80-\xff]*[\x80-\xff])?")
"""Words beyond ASCII, without single letters with marks and without the markup between."""

LARGER_SETS = {
    "ascii": "cp1252", "iso8859-1": "cp1252", "iso8859-9": "cp1254", "gb2312": "gb18030",
    "gbk": "gb18030", "euc_kr": "cp949", "shift_jis": "cp932", "big5": "big5hkscs",
}  # fmt: skip
"""Names that mean more signs to those who write them, and to browsers, than to Python."""

# Of a hundred signs beyond ASCII so many may be broken in a text that is UTF-8 all the same.
_MOST_BROKEN = 5
_BEYOND = re.compile(r"[^\x00-\x7f]+")

# What texts in UTF-16 have, and other bytes that are read so have not.
_WIDE_LETTER = re.compile("[\t\n\r -~\u00a0-\u024f\u0400-\u04ff\u2010-\u2044\u20ac\u2116]")
_LEAST_WIDE = 0.95

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def guess_encoding(content: bytes) -> str | None:
    """The one-byte encoding that a text which is no UTF-8 is likely in; None if nothing tells.

    Russian is told by how common its letters are, over five encodings; English by its marks.
    """
    high = Counter(content[match.start()] for match in _HIGH.finditer(content))
    total = high.total()
    if len(_ASCII_LETTER.findall(content)) > 4 * total:
        # Signs that are well-formed UTF-8 tell of a damaged file rather than of another encoding.
        is_western = len(_WESTERN_SIGN.findall(content)) >= total > 0
        if is_western and not _UTF8_SIGN.search(content):
            return _WESTERN
    if total < _LEAST_LETTERS:
        return None
    worth = {encoding: _measure_worth(high, encoding) for encoding in _CYRILLIC}
    best = max(_CYRILLIC, key=lambda encoding: worth[encoding])
    return best if worth[best] >= _LEAST_WORTH * total else None


def has_russian_letters(text: str) -> bool:
    """Whether the letters of a text beyond ASCII are as common as those of Russian."""
    high = [letter for letter in text if letter > "\x7f"]
    worth = sum(_WORTH.get(letter, _NO_TEXT) for letter in high)
    return len(high) >= _LEAST_LETTERS and worth >= _LEAST_WORTH * len(high)


def _measure_worth(high: Counter[int], encoding: str) -> int:
    letters = bytes(high).decode(encoding, "replace")
    return sum(
        count * _WORTH.get(letter, _NO_TEXT)
        for letter, count in zip(letters, high.values(), strict=True)
    )


def is_mostly_sound(text: str) -> bool:
    """Whether a text that was read as UTF-8, what does not fit as `\ufffd`, is UTF-8 but for a few
    broken signs."""
    beyond = sum(map(len, _BEYOND.findall(text)))
    return text.count("\ufffd") * 100 <= _MOST_BROKEN * beyond


def find_encoding(source: Source) -> str | None:
    """What the texts of a source are in: as somebody said, as its mark says, UTF-8, or as they
    look; None for what is no UTF-8 and looks like nothing. Raises OSError."""
    if source.encoding is not None:
        return source.encoding
    sample = source.peek(_SAMPLE)
    for bom, encoding in _BOMS:
        if sample.startswith(bom):
            return encoding
    if wide := find_wide_encoding(sample[:HEAD_SIZE]):
        return wide
    # A sample may end within a sign.
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        decoder.decode(sample)
    except UnicodeDecodeError:
        return guess_encoding(sample)
    return "utf-8"


def find_wide_encoding(head: bytes) -> str | None:
    """The UTF-16 that a text without its mark is in, by how it begins; None for other bytes."""
    if b"\0" not in head:
        return None
    for encoding in ("utf-16-le", "utf-16-be"):
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            text = decoder.decode(head)
        except UnicodeDecodeError:
            continue
        letters = len(_WIDE_LETTER.findall(text))
        if letters >= max(_LEAST_LETTERS, _LEAST_WIDE * len(text)):
            return encoding
    return None


def head_defect(head: bytes) -> str | None:
    """Why a source that begins with these bytes is no text, if that can be told from them."""
    if not head:
        return "the file is empty"
    is_wide = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if b"\0" in head and not is_wide and find_wide_encoding(head) is None:
        return "the file is binary, not text"
    return None


def encoding_defect(error: UnicodeDecodeError) -> str:
    """What is wrong with bytes that are not in the encoding they should be in."""
    if error.encoding != "utf-8":
        return f"invalid {error.encoding} at byte {error.start}: {error.reason}"
    likely = guess_encoding(bytes(error.object))
    hint = f"; it looks like {likely}: --encoding {likely}" if likely else ""
    return f"invalid UTF-8 at byte {error.start}: {error.reason}{hint}"


def decode_raw(content: bytes) -> str:
    """Bytes that may not be UTF-8 as the raw text of a rejection."""
    # No character takes more than four bytes.
    return content[: 4 * RAW_LIMIT].decode("utf-8", "replace")[:RAW_LIMIT]


def read_text(source: Source) -> str | Rejection:
    """The text of a source that holds one record, without its BOM and with `\\n` line ends.

    Raises OSError.
    """
    defect = head_defect(source.head)
    encoding = find_encoding(source) or "utf-8"
    content = source.stream.read(RECORD_LIMIT + 1)
    if defect is None and len(content) > RECORD_LIMIT:
        defect = f"the file is over {RECORD_LIMIT} bytes"
    if defect is None:
        try:
            text = content.decode(encoding).removeprefix("\ufeff")
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            return Rejection(line, "", encoding_defect(error), decode_raw(content))
        if text.strip():
            return text.replace("\r\n", "\n").replace("\r", "\n")
        defect = "the file is empty"
    return Rejection(1, "", defect, decode_raw(content[:HEAD_SIZE]))


def open_utf8(source: Source) -> io.BufferedReader:
    """The stream of a source as UTF-8, whatever it is in. What does not fit the encoding that it
    looks like becomes `\ufffd`; what is no UTF-8 and looks like nothing stays. Raises OSError."""
    encoding = find_encoding(source) or "utf-8"
    if codecs.lookup(encoding).name == "utf-8":
        return source.stream
    return transcode(source.stream, encoding)
