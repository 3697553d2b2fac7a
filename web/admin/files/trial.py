"""A profile tried on a saved page, in a process of its own: a pattern of a profile may take for
ever, and holds up whatever runs beside it."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec

# Seconds that it may take, most of them to load what reads pages; bytes of memory.
_SECONDS = 20.0
_MOST_MEMORY = 2 * 2**30
_NICE = "10"
_DRAFT, _PAGE = "draft.toml", "page.html"
# Characters of what a rule took that are shown, and texts of one rule.
_SHOWN = 300
_MOST_TEXTS = 20


@dataclass(frozen=True, slots=True)
class TriedProfile:
    """What came of a saved page: what each rule took, by its key; None for a page that the profile
    does not know. `values` are the fields of its record, `reason` is why there is none; `idle` are
    the rules that took nothing. `problem` is why nothing was tried."""

    taken: Mapping[str, tuple[str, ...]] | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    reason: str = ""
    idle: tuple[str, ...] = ()
    problem: str = ""


def try_draft(profile: str, page: bytes) -> TriedProfile:
    """What a profile takes of a saved page. Raises OSError."""
    with TemporaryDirectory(prefix="letopis-profile-") as folder:
        draft, saved = Path(folder, _DRAFT), Path(folder, _PAGE)
        draft.write_text(profile, "utf-8")
        saved.write_bytes(page)
        try:
            answer = _run(draft, saved)
        except subprocess.TimeoutExpired:
            return TriedProfile(problem="time")
    try:
        trial = msgspec.json.decode(answer)
        return _read(trial["pages"][0], trial["idle"])
    except (msgspec.DecodeError, KeyError, IndexError, TypeError):
        return TriedProfile(problem="failed")


def _run(draft: Path, saved: Path) -> bytes:
    # `nice` is everywhere, and leaves the process to be killed by its number.
    command = ("nice", "-n", _NICE, sys.executable, "-P", "-m", "web.cli", "profile", "test")
    with subprocess.Popen(  # noqa: S603 - our own command
        (*command, str(draft), str(saved), "--json"),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    ) as process:
        resource.prlimit(process.pid, resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))
        try:
            answer, _ = process.communicate(timeout=_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            raise
    return answer


def _read(page: Mapping[str, Any], idle: list[str]) -> TriedProfile:
    taken = page["taken"]
    return TriedProfile(
        taken=None
        if taken is None
        else {key: tuple(map(_shorten, texts[:_MOST_TEXTS])) for key, texts in taken.items()},
        values={name: _shorten(value) for name, value in page["values"].items()},
        reason=page["reason"],
        idle=tuple(idle),
    )


def _shorten(value: object) -> str:
    text = value if isinstance(value, str) else msgspec.json.encode(value).decode()
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else f"{line[:_SHOWN]}…"
