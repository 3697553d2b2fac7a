"""Files that replace others: no right to read one is won or lost by its being written."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.home.durable import name_beside, replacing, write_durably


@pytest.fixture(params=[0o000, 0o022, 0o077])
def umask(request: pytest.FixtureRequest) -> Iterator[int]:
    former = os.umask(request.param)
    yield request.param
    os.umask(former)


def rights(path: Path) -> int:
    return path.stat().st_mode & 0o777


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664, 0o400])
def test_rights_are_those_of_the_file_before_at_any_time(
    tmp_path: Path, umask: int, mode: int
) -> None:
    path = tmp_path / "alerts.toml"
    path.write_text("old")
    path.chmod(mode)
    with replacing(path) as file:
        assert rights(name_beside(path)) == mode
        file.write(b"new")
    assert (path.read_bytes(), rights(path)) == (b"new", mode)


def test_what_a_killed_process_left_opens_nothing(tmp_path: Path) -> None:
    path = tmp_path / "alerts.toml"
    path.write_text("old")
    path.chmod(0o600)
    left = name_beside(path)
    left.write_text("half")
    left.chmod(0o644)
    # Somebody holds it open, and waits.
    with left.open("rb") as held:
        write_durably(path, b"secret")
        assert held.read() == b"half"
    assert rights(path) == 0o600


def test_a_new_file_is_as_the_process_makes_files(tmp_path: Path, umask: int) -> None:
    path = tmp_path / "labels.toml"
    write_durably(path, b"new")
    assert rights(path) == 0o666 & ~umask
