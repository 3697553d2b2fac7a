"""The page about the commands."""

from __future__ import annotations

from tests.conftest import SAMPLE_CORPUS
from web.cli.main import GROUPS
from web.cli.reference import write_reference

REFERENCE = SAMPLE_CORPUS.parent / "docs" / "reference" / "cli.md"


def test_the_reference_is_what_the_commands_say() -> None:
    assert REFERENCE.read_text("utf-8") == write_reference(), "out of date: run `make docs`"


def test_it_has_every_command_with_its_example_and_all_its_options() -> None:
    page = write_reference()
    for _, entries in GROUPS:
        for entry in entries:
            assert f"\n### letopis {entry.name}\n" in page
            assert f"\n    {entry.example}\n" in page
    assert "\n#### letopis pairs split\n" in page
    assert "\n| `--workers INTEGER RANGE` | How many processes answer" in page
    # A bar would end the cell of a table.
    assert r"`--lang [ru\|en]`" in page


def test_it_does_not_depend_on_the_terminal(monkeypatch) -> None:
    page = write_reference()
    monkeypatch.setenv("COLUMNS", "30")
    assert write_reference() == page
