"""The programs that run the server."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from tests.opensearch.errors import UnavailableError

# OpenSearch 2 needs a security manager, which Java has no longer from 24 on.
OLDEST, NEWEST = 17, 23


def find_java() -> Path:
    """The command of a Java that is neither too old nor too new; raises UnavailableError."""
    for home in _homes():
        if OLDEST <= _read_version(home) <= NEWEST:
            return home / "bin" / "java"
    raise UnavailableError(
        f"OpenSearch needs Java {OLDEST} to {NEWEST}, and none is here"
        " (Debian: apt-get install openjdk-17-jre-headless)"
    )


def find_setpriv() -> Path:
    """The command that starts a node so that it ends with us; raises UnavailableError."""
    command = shutil.which("setpriv")
    if command is None:
        raise UnavailableError("OpenSearch is started by `setpriv` of util-linux, and none is here")
    return Path(command)


def _homes() -> Iterator[Path]:
    for name in ("OPENSEARCH_JAVA_HOME", "JAVA_HOME"):
        if home := os.environ.get(name):
            yield Path(home)
    if command := shutil.which("java"):
        yield Path(command).resolve().parents[1]
    yield from sorted(Path("/usr/lib/jvm").glob("*"))


def _read_version(home: Path) -> int:
    """The version that a Java's folder says it has; 0 if it is none."""
    if not (home / "bin" / "java").exists() or not (home / "release").exists():
        return 0
    found = re.search(r'^JAVA_VERSION="(\d+)', (home / "release").read_text("utf-8"), re.MULTILINE)
    return int(found[1]) if found else 0
