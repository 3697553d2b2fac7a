"""Files as readers see them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from indexer.importing.formats import recognize
from indexer.importing.readers import RawRecord, Reader, Rejection
from indexer.importing.readers.pages import PageRecords
from indexer.importing.reading import open_all, read_all
from indexer.importing.sources import BadMember, Source


def read_file(reader: Reader, path: Path, name: str = "") -> list[RawRecord | Rejection]:
    """What a reader finds in a file that holds nothing packed, or one packed source."""
    (records,) = [_read(reader, source) for source in open_all(path, name or path.name, None)]
    return records


def tell_reader(path: Path, name: str = "") -> Reader | None:
    """The reader that a file is told to be for; None for what none of them reads."""
    (reader,) = [
        recognize(one, PageRecords())
        for one in open_all(path, name or path.name, None)
        if isinstance(one, Source)
    ]
    return reader


def measure_reading(make_reader: type[Reader], path: Path) -> tuple[int, int]:
    """How many records a reader finds in a file, and the kilobytes that it takes for it, in a
    process of its own."""
    name = f"{make_reader.__module__}:{make_reader.__qualname__}"
    told = subprocess.run(
        [sys.executable, "-c", _MEASURE, str(path), name],
        capture_output=True,
        text=True,
        check=True,
    )
    count, peak = map(int, told.stdout.split())
    return count, peak


_MEASURE = """
import re, sys
from pathlib import Path
from pkgutil import resolve_name
from indexer.importing.reading import open_all, read_all
reader = resolve_name(sys.argv[2])()
sources = open_all(Path(sys.argv[1]), "x", None)
count = sum(1 for source in sources for _ in read_all(reader, source))
# The peak that the system tells of otherwise is that of the process that started this one.
(peak,) = re.findall(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())
print(count, peak)
"""


def _read(reader: Reader, source: Source | BadMember) -> list[RawRecord | Rejection]:
    if isinstance(source, BadMember):
        return [Rejection(1, "", source.reason, "")]
    return list(read_all(reader, source))
