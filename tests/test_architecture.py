"""The shape of the code: which package may import what."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FILES = sorted(
    path for package in ("indexer", "searcher", "web") for path in (ROOT / package).rglob("*.py")
)

# What each package must not import: the arrows web → searcher → indexer never point back.
FORBIDDEN = {"indexer": {"searcher", "web"}, "searcher": {"web"}, "web": set()}
WEB_ONLY = {"aiohttp", "jinja2"}
ENGINE_LIBRARIES = {"whoosh", "tantivy"}
# Libraries that one module knows.
ADAPTED = {
    "watchfiles": "indexer/changes.py",
    "pymorphy3": "indexer/languages/pymorphy.py",
    "simplemma": "indexer/languages/english.py",
}


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield node.module or ""


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_go_one_way(path: Path) -> None:
    package = path.relative_to(ROOT).parts[0]
    where = path.relative_to(ROOT).as_posix()
    for name in imports(path):
        top = name.split(".")[0]
        assert top not in FORBIDDEN[package], f"{name} is imported"
        assert top not in WEB_ONLY or package == "web", f"{name} is imported outside web/"
        if top in ENGINE_LIBRARIES:
            adapter = path.relative_to(ROOT / package).with_suffix("").parts[:2]
            assert adapter == ("engines", top), f"{name} outside its adapters"
        assert ADAPTED.get(top, where) == where, f"{name} outside its module"


def test_no_drawers() -> None:
    names = {path.stem for path in FILES}
    assert not names & {"utils", "helpers", "common", "manager"}
