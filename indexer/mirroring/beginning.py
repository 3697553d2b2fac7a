"""The settings that a mirror begins with: what of those of the followed archive its readers see."""

from __future__ import annotations

import json
from pathlib import Path

from indexer.article import LANGS
from indexer.errors import SettingsError
from indexer.home.settings import make_settings
from indexer.home.toml import parse_toml
from indexer.mirroring.answers import SourceArchive

_LONGEST_NAME = 200
_FILE = Path("letopis.toml")


def describe_settings(found: SourceArchive) -> str:
    """The lines of letopis.toml that give a mirror the name and the zone of the followed archive,
    and let it publish what that publishes. Raises SettingsError where they make no sense here."""
    names = {lang: found.name[lang] for lang in LANGS if found.name.get(lang)}
    told = [*names.values(), *found.public_fields]
    if any(len(text) > _LONGEST_NAME or not text.isprintable() for text in told):
        raise SettingsError(_FILE, "the followed archive has a name that is none")
    lines = ["# As the archive has it that this one is a mirror of."]
    if names:
        values = ", ".join(f"{lang} = {_quote(name)}" for lang, name in names.items())
        lines.append(f"name = {{ {values} }}")
    lines.append(f"zone = {_quote(found.zone)}")
    if found.public_fields:
        lines.append(f"public_fields = [{', '.join(map(_quote, found.public_fields))}]")
    text = "\n".join((*lines, "", ""))
    make_settings(_FILE, parse_toml(_FILE, text))
    return text


def _quote(text: str) -> str:
    # Texts of JSON are texts of TOML.
    return json.dumps(text, ensure_ascii=False)
