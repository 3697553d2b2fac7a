"""From a dump to its page."""

from __future__ import annotations

from indexer.dumping.manifest import MANIFEST, SUMS, DumpedYear, DumpManifest
from searcher.dumps import ServedDump
from web.i18n import Language
from web.site.dumps.page import DumpedFile, DumpsPage
from web.site.frame import Link, Site
from web.urls import Urls


def present_dump(dump: ServedDump, site: Site, language: Language, urls: Urls) -> DumpsPage:
    """The page of a dump."""
    manifest: DumpManifest = dump.manifest
    return DumpsPage(
        site=site,
        files=tuple(_present_file(year, dump, language, urls) for year in reversed(manifest.files)),
        articles=manifest.articles,
        size=format_size(sum(year.bytes for year in manifest.files), language),
        taken=language.format_datetime(manifest.taken),
        root=manifest.root,
        seq=manifest.seq,
        manifest=urls.dumps(MANIFEST),
        sums=urls.dumps(SUMS),
    )


def format_size(size: int, language: Language) -> str:
    """Bytes as people read them: `4.2 MB`."""
    if size < 1_000_000:
        return language.gettext("%(size)s KB", size=language.format_number(max(1, size // 1000)))
    millions = size / 1_000_000
    rounded = round(millions, 1) if millions < 10 else round(millions)
    return language.gettext("%(size)s MB", size=language.format_number(rounded))


def _present_file(year: DumpedYear, dump: ServedDump, language: Language, urls: Urls) -> DumpedFile:
    is_held = year.name in dump.held_back
    return DumpedFile(
        year=Link(str(year.year), urls.archive(str(year.year))),
        name=year.name,
        url=None if is_held else urls.dumps(year.name),
        articles=year.articles,
        size=format_size(year.bytes, language),
    )
