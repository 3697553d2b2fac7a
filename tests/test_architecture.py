"""The shape of the code: which package, and which room of a package, may import what."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FILES = sorted(
    path
    for package in ("indexer", "searcher", "web", "letopis")
    for path in (ROOT / package).rglob("*.py")
)

# The rooms of each package, the ground floor first: a room imports from itself and from those
# before it. The arrows letopis → web → searcher → indexer never point back either.
ROOMS = {
    "indexer": (
        "article",
        "gate_report",
        "errors",
        "dates",
        "addresses",
        "draws",
        "labels",
        "progress",
        "languages",
        "analysis",
        "schema",
        "enriching",
        "home",
        "archive",
        "operations",
        "pairing",
        "importing",
        "engines",
        "generations",
        "backup",
        "dumping",
        "building",
        "watching",
        "mirroring",
        "status",
    ),
    "searcher": (
        "deadline",
        "differences",
        "request",
        "shortening",
        "words",
        "query",
        "engines",
        "copies",
        "filtering",
        "pasting",
        "related",
        "response",
        "answers",
        "tagging",
        "citing",
        "suggesting",
        "examples",
        "day_counts",
        "stories",
        "chronicle",
        "generation",
        "tag_review",
        "generations",
        "offers",
        "partial",
        "result_set",
        "directory",
        "result_place",
        "facet_counts",
        "trends",
        "cursors",
        "walking",
        "fingerprint",
        "answering",
        "viewing",
        "profiles",
        "corpus",
        "search_counts",
        "service",
        "value_pages",
        "versions",
        "locating",
        "history",
        "changes",
        "dumps",
        "harvesting",
        "arrivals",
        "alerts",
        "sitemap",
        "gate",
        "doctor",
        "drafts",
        "archive",
        "orders",
    ),
    "web": (
        "fair_use",
        "metering",
        "pool",
        "shortening",
        "problems",
        "numbers",
        "parameters",
        "urls",
        "i18n",
        "parameter_messages",
        "messages",
        "findings",
        "statuses",
        "body_cache",
        "clients",
        "recording",
        "keys",
        "requests",
        "codings",
        "negotiation",
        "responses",
        "metrics",
        "xml_text",
        "api",
        "alerts",
        "jobs",
        "oai",
        "static_files",
        "site",
        "admin",
        "cross_origin",
        "middlewares",
        "noting",
        "observing",
        "accepting",
        "connections",
        "mirroring",
        "app",
        "switching",
        "cli",
    ),
    "letopis": (
        "transport",
        "problems",
        "local",
        "remote",
        "frames",
        "tables",
        "result",
        "archive",
    ),
}
PACKAGES = tuple(ROOMS)
# Packages that are imported by their own name: it leads to what stands on top.
DOORS = {"letopis"}
WEB_ONLY = {"aiohttp", "jinja2"}
ENGINE_LIBRARIES = {"whoosh", "tantivy"}
# Libraries that one module knows, or one for each direction.
ADAPTED = {
    "watchfiles": {"indexer/watching/files.py"},
    "pymorphy3": {"indexer/languages/pymorphy.py"},
    "simplemma": {"indexer/languages/english.py"},
    "brotli": {"web/codings.py", "indexer/importing/pages/codings.py"},
    "cssselect": {"indexer/importing/pages/tree.py"},
    "trafilatura": {"indexer/importing/pages/text.py"},
    "warcio": {"indexer/importing/pages/crawl.py"},
    "prometheus_client": {"web/metrics/collecting.py"},
    "argon2": {"web/admin/passwords.py"},
    "pyotp": {"web/admin/one_time_codes.py"},
    "segno": {"web/admin/one_time_codes.py"},
    "feedparser": {"indexer/importing/readers/feed.py"},
}
LONGEST_FILE = 400


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            module = node.module or ""
            # `from searcher import service` names a room too.
            yield from (
                f"{module}.{alias.name}" if module in ROOMS else module for alias in node.names
            )


def room_of(name: str) -> tuple[str, int]:
    """The package of a module of ours, and the floor of its room; package modules stand below,
    doors above."""
    package, _, rest = name.partition(".")
    room = rest.split(".")[0]
    outside = len(ROOMS[package]) if package in DOORS else -1
    return package, ROOMS[package].index(room) if room else outside


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_go_one_way(path: Path) -> None:
    where = path.relative_to(ROOT)
    package, floor = room_of(".".join(where.with_suffix("").parts).removesuffix(".__init__"))
    for name in imports(path):
        top = name.split(".")[0]
        if top in ROOMS:
            other, other_floor = room_of(name)
            assert PACKAGES.index(other) <= PACKAGES.index(package), f"{name} is imported"
            assert other != package or other_floor <= floor, f"{name} is imported from below"
        assert top not in WEB_ONLY or package == "web", f"{name} is imported outside web/"
        if top in ENGINE_LIBRARIES:
            adapter = path.relative_to(ROOT / package).with_suffix("").parts[:2]
            assert adapter == ("engines", top), f"{name} outside its adapters"
        assert where.as_posix() in ADAPTED.get(top, {where.as_posix()}), (
            f"{name} outside its module"
        )


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_has_one_job(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= LONGEST_FILE


def test_no_drawers() -> None:
    names = {path.stem for path in FILES}
    assert not names & {"utils", "helpers", "common", "manager"}
