"""What a draft of letopis.toml changes, and what each change needs to take effect."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Literal

import msgspec

from indexer.home.cluster import ClusterSettings
from indexer.home.settings import Settings

# What must be done for a file to take effect, in the order in which it is done: its files imported
# again, an index built, or the server told to read its settings anew.
Step = Literal["import", "index", "reload"]
STEPS: tuple[Step, ...] = ("import", "index", "reload")

# Settings that are looked at when something else is done, or that texts and days were read by; all
# others are taken up when a server reads them anew.
_NEEDS: dict[str, tuple[Step, ...]] = {
    "zone": ("import", "index", "reload"),
    "languages": ("index", "reload"),
    "rules_off": ("index", "reload"),
    "rings": ("index",),
    "engine": ("index",),
    "auto_threshold": ("index",),
    "workers": (),
    "pairs": (),
}
# Of the cluster; its hosts and accounts are those of the index that is there.
_CLUSTER_NEEDS: dict[str, tuple[Step, ...]] = {
    "index_prefix": ("index", "reload"),
    "shards": ("index",),
    "replicas": ("index",),
}
_RELOADED: tuple[Step, ...] = ("reload",)
# Never told.
_SECRET = frozenset({"password"})


@dataclass(frozen=True, slots=True)
class SettingChange:
    """A setting that changes, its value before and after as JSON, and what it needs to take
    effect."""

    name: str
    before: str
    after: str
    steps: tuple[Step, ...]


def compare_settings(before: Settings, after: Settings) -> tuple[SettingChange, ...]:
    """The settings that differ, without the password of the cluster."""
    return tuple(_compare(before, after))


def _compare(before: Settings, after: Settings) -> Iterator[SettingChange]:
    for entry in fields(Settings):
        name, old, new = entry.name, getattr(before, entry.name), getattr(after, entry.name)
        if isinstance(old, ClusterSettings) and isinstance(new, ClusterSettings):
            yield from _compare_clusters(old, new)
        elif old != new:
            yield SettingChange(name, _write(old), _write(new), _NEEDS.get(name, _RELOADED))


def _compare_clusters(before: ClusterSettings, after: ClusterSettings) -> Iterator[SettingChange]:
    for entry in fields(ClusterSettings):
        old, new = getattr(before, entry.name), getattr(after, entry.name)
        if old != new and entry.name not in _SECRET:
            steps = _CLUSTER_NEEDS.get(entry.name, _RELOADED)
            yield SettingChange(f"opensearch.{entry.name}", _write(old), _write(new), steps)


def _write(value: object) -> str:
    return msgspec.json.encode(value).decode()
