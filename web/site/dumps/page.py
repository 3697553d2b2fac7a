"""What the page of the bulk dump is made of."""

from __future__ import annotations

from dataclasses import dataclass

from web.site.frame import Link, Site


@dataclass(frozen=True, slots=True, kw_only=True)
class DumpedFile:
    """The file of a year: its address, None where it is held back until the next dump, how many
    articles it has, its size, and the address of that year in the archive."""

    year: Link
    name: str
    url: str | None
    articles: int
    size: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DumpsPage:
    """The page of the bulk dump: its files, the latest year first, how many articles they have
    together and their size, when it was taken, the root hash of the archive at a `seq`, and the
    addresses of its manifest, its checksums and of what the archive says of its licence."""

    site: Site
    files: tuple[DumpedFile, ...]
    articles: int
    size: str
    taken: str
    root: str
    seq: int
    manifest: str
    sums: str
