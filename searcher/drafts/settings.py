"""What a draft of letopis.toml changes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields

import msgspec

from indexer.home.cluster import ClusterSettings
from indexer.home.settings import Settings

# Never told.
_SECRET = frozenset({"password"})


@dataclass(frozen=True, slots=True)
class SettingChange:
    """A setting that changes, its value before and after as JSON."""

    name: str
    before: str
    after: str


def compare_settings(before: Settings, after: Settings) -> tuple[SettingChange, ...]:
    """The settings that differ, without the password of the cluster."""
    return tuple(_compare(before, after))


def _compare(before: Settings, after: Settings) -> Iterator[SettingChange]:
    for entry in fields(Settings):
        name, old, new = entry.name, getattr(before, entry.name), getattr(after, entry.name)
        if isinstance(old, ClusterSettings) and isinstance(new, ClusterSettings):
            yield from _compare_clusters(old, new)
        elif old != new:
            yield SettingChange(name, _write(old), _write(new))


def _compare_clusters(before: ClusterSettings, after: ClusterSettings) -> Iterator[SettingChange]:
    for entry in fields(ClusterSettings):
        old, new = getattr(before, entry.name), getattr(after, entry.name)
        if old != new and entry.name not in _SECRET:
            yield SettingChange(f"opensearch.{entry.name}", _write(old), _write(new))


def _write(value: object) -> str:
    return msgspec.json.encode(value).decode()
