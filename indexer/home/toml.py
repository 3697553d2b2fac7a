"""Files of an archive home in TOML."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from indexer.errors import SettingsError


def read_toml(path: Path) -> dict[str, Any]:
    """What a file says. Raises SettingsError, with the line where it is no TOML."""
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise SettingsError(path, str(error)) from error
