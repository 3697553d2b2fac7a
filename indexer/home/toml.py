"""Files of an archive home in TOML."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from indexer.errors import SettingsError


def read_toml(path: Path) -> dict[str, Any]:
    """What a file says. Raises SettingsError, with the line where it is no TOML."""
    try:
        return parse_toml(path, path.read_text("utf-8"))
    except (UnicodeDecodeError, OSError) as error:
        raise SettingsError(path, str(error)) from error


def parse_toml(path: Path, text: str) -> dict[str, Any]:
    """What a text says that is to stand in a file. Raises SettingsError, with the line where it is
    no TOML."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(path, str(error)) from error
