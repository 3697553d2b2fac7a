"""The boilerplate file of an archive home: lines that are no news, and lines that are after all."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import msgspec

from indexer.enriching.boilerplate import BoilerplateLine
from indexer.errors import SettingsError
from indexer.home.durable import write_durably

_HEAD = """\
# Lines that stand at the edges of many articles. `is = "notice"` takes a line out of the texts: it
# is kept among the notices, found by `notice:` alone. `is = "text"` leaves it where it stands.
# `letopis boilerplate` lists what else there is; with --apply it does what stands here to the
# articles of the archive. Imports do it to new ones.
"""


class _Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"verdict": "is"}):
    text: str
    verdict: str = "notice"


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    line: tuple[_Entry, ...] = ()


def read_boilerplate(path: Path) -> tuple[BoilerplateLine, ...]:
    """The lines of a boilerplate.toml; none where it is missing. Raises SettingsError."""
    if not path.exists():
        return ()
    try:
        entries = msgspec.toml.decode(path.read_bytes(), type=_File).line
    except (msgspec.DecodeError, UnicodeDecodeError, OSError) as error:
        raise SettingsError(path, str(error)) from error
    return tuple(_make_line(path, entry) for entry in entries)


def read_line(path: Path, entry: object) -> BoilerplateLine:
    """A line of a boilerplate.toml, by what its entry says. Raises SettingsError."""
    try:
        return _make_line(path, msgspec.convert(entry, _Entry))
    except msgspec.ValidationError as error:
        raise SettingsError(path, str(error)) from error


def _make_line(path: Path, entry: _Entry) -> BoilerplateLine:
    match entry.verdict:
        case "notice" | "text" as verdict:
            return BoilerplateLine(entry.text, verdict)
        case other:
            reason = f'{entry.text[:40]!r}: expected is = "notice" or "text", found {other!r}'
            raise SettingsError(path, reason)


def write_boilerplate(path: Path, lines: Iterable[BoilerplateLine]) -> None:
    """Write a boilerplate.toml anew, whole or not at all. Raises OSError."""
    parts = [_HEAD]
    for line in lines:
        # A string of JSON is one of TOML.
        text = json.dumps(line.text, ensure_ascii=False).replace("\x7f", "\\u007f")
        parts.append(f'\n[[line]]\ntext = {text}\nis = "{line.verdict}"\n')
    write_durably(path, "".join(parts).encode())
