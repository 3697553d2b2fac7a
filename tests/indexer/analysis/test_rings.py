"""Names that stand for one another."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.analysis import Analyzer
from indexer.analysis.rings import Rings, default_rings, read_rings
from indexer.errors import SettingsError


def write(path: Path, text: str) -> Path:
    path.write_text(text, "utf-8")
    return path


def find(rings: Rings, analyzer: Analyzer, text: str) -> list[str]:
    steps = tuple(word.lemmas for word in analyzer.words(text))
    return [member.text for member in rings.find_others(steps)]


def test_any_form_of_a_name_finds_the_other_names(tmp_path: Path, analyzer: Analyzer) -> None:
    path = write(tmp_path / "rings.txt", "# towns\nСтепанакерт / Ханкенди / Stepanakert\n")
    rings = Rings(read_rings(path), analyzer)
    assert find(rings, analyzer, "Степанакерте") == ["Ханкенди", "Stepanakert"]
    assert find(rings, analyzer, "STEPANAKERT") == ["Степанакерт", "Ханкенди"]
    assert find(rings, analyzer, "Шуша") == []


def test_names_of_several_words_are_found_whole(tmp_path: Path, analyzer: Analyzer) -> None:
    path = write(tmp_path / "rings.txt", "Нагорный Карабах / Арцах / Nagorno-Karabakh\n")
    rings = Rings(read_rings(path), analyzer)
    assert find(rings, analyzer, "Нагорном Карабахе") == ["Арцах", "Nagorno-Karabakh"]
    assert find(rings, analyzer, "Карабах") == []
    assert find(rings, analyzer, "Арцаха") == ["Нагорный Карабах", "Nagorno-Karabakh"]


def test_a_name_that_is_also_a_form_of_a_common_word_means_the_name(
    tmp_path: Path, analyzer: Analyzer
) -> None:
    path = write(tmp_path / "rings.txt", "Шуша / Шуши\n")
    rings = Rings(read_rings(path), analyzer)
    assert find(rings, analyzer, "шушеры") == []


def test_every_name_of_the_list_that_comes_along_finds_the_others(analyzer: Analyzer) -> None:
    rings = read_rings(Path("nowhere"))
    known = Rings(rings, analyzer)
    assert len(rings) > 20
    for ring in rings:
        for name in ring:
            found = set(find(known, analyzer, name)) | {name}
            # Spellings that the analyzer reads as one word anyway may be left out.
            assert len(found) > 1, name


def test_a_new_archive_has_the_list_to_edit(tmp_path: Path) -> None:
    path = write(tmp_path / "rings.txt", default_rings())
    assert read_rings(path) == read_rings(tmp_path / "missing.txt")
    assert read_rings(write(path, "# none\n")) == ()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Сухум\n", "line 1: expected `name / name`"),
        ("# a\nСухум / —\n", "line 2: not a name: '—'"),
        ("Сухум / Сухуми\nсухум / Sukhum\n", "line 2: 'сухум' is already in line 1"),
    ],
)
def test_a_mistake_is_told_with_its_line(tmp_path: Path, text: str, reason: str) -> None:
    with pytest.raises(SettingsError, match=r"rings\.txt") as caught:
        read_rings(write(tmp_path / "rings.txt", text))
    assert caught.value.reason == reason


def test_bytes_that_are_no_text_are_told(tmp_path: Path) -> None:
    (tmp_path / "rings.txt").write_bytes(b"\xff\xfe")
    with pytest.raises(SettingsError):
        read_rings(tmp_path / "rings.txt")
