"""Checksums: what was changed is noticed, and what was read is not read again."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from indexer.engines.checksums import check_sums, list_files, stamp_files, sum_file
from indexer.errors import IndexDamagedError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.idx").write_bytes(b"first")
    (tmp_path / "b.idx").write_bytes(b"second")
    (tmp_path / "engine.lock").write_bytes(b"")
    return tmp_path


def sums_of(folder: Path) -> dict[str, str]:
    return {name: sum_file(path) for name, path in list_files(folder).items()}


def test_locks_belong_to_nobody(folder: Path) -> None:
    assert list(list_files(folder)) == ["a.idx", "b.idx"]


def test_a_changed_and_a_missing_file_are_named(folder: Path) -> None:
    sums = sums_of(folder)
    (folder / "b.idx").write_bytes(b"secund")
    with pytest.raises(IndexDamagedError, match=r"b\.idx was changed"):
        check_sums(folder, sums, "g")
    (folder / "a.idx").unlink()
    with pytest.raises(IndexDamagedError, match=r"a\.idx is missing"):
        check_sums(folder, sums, "g")


def test_a_trusted_file_is_read_again_only_when_its_stamp_changes(folder: Path) -> None:
    sums = sums_of(folder)
    trusted = {stamp: sums[name] for name, stamp in stamp_files(folder).items()}
    path = folder / "a.idx"
    before = path.stat()
    path.write_bytes(b"fault")
    with pytest.raises(IndexDamagedError):
        check_sums(folder, sums, "g", trusted)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    check_sums(folder, sums, "g", trusted)
    with pytest.raises(IndexDamagedError):
        check_sums(folder, sums, "g")


def test_a_hard_link_is_trusted_like_the_file(folder: Path, tmp_path: Path) -> None:
    sums = sums_of(folder)
    trusted = {stamp: "another" for name, stamp in stamp_files(folder).items() if name == "a.idx"}
    derived = tmp_path / "derived"
    derived.mkdir()
    (derived / "a.idx").hardlink_to(folder / "a.idx")
    with pytest.raises(IndexDamagedError):
        check_sums(derived, {"a.idx": sums["a.idx"]}, "g", trusted)
