"""The word list of an index: counts, completions, and all forms near one."""

from __future__ import annotations

import mmap
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from searcher.words.lexicon import Lexicon

TOWNS = Lexicon.build(
    [
        ("Гагра", 40),
        ("гагры", 25),
        ("гагре", 25),
        ("сухум", 90),
        ("сухума", 70),
        ("Петр", 4),
        ("петр", 2),
        ("kars", 12),
        ("karsu", 12),
    ]
)

# Few letters, so that forms are near one another; one outside both alphabets, one of four bytes.
FORMS = st.text("абвaё'😀", max_size=7)
ENTRIES = st.dictionaries(FORMS, st.integers(0, 9), max_size=40)


def folded(entries: dict[str, int]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for form, count in entries.items():
        form = form.lower()
        counts[form] = counts.get(form, 0) + count
    return counts


def test_forms_are_counted_whatever_their_case() -> None:
    assert TOWNS.count("гагра") == TOWNS.count("ГАГРА") == 40
    assert TOWNS.count("ПЕТР") == TOWNS.count("петр") == 6
    assert len(TOWNS) == 8


@pytest.mark.parametrize("absent", ["", "гагр", "гаграм", "яяя", "a", "\ud800"])
def test_an_absent_form_counts_nothing(absent: str) -> None:
    assert TOWNS.count(absent) == 0


def test_completions_are_the_commonest_first() -> None:
    assert TOWNS.complete("Га", 9) == [("гагра", 40), ("гагре", 25), ("гагры", 25)]
    assert TOWNS.complete("сухум", 9) == [("сухум", 90), ("сухума", 70)]
    assert TOWNS.complete("", 2) == [("сухум", 90), ("сухума", 70)]
    assert TOWNS.complete("karsus", 9) == []


def test_near_forms_are_the_nearest_first() -> None:
    assert TOWNS.near("гарга", 1) == [("гагра", 1, 40)]
    assert TOWNS.near("Сухум", 1) == [("сухум", 0, 90), ("сухума", 1, 70)]
    assert TOWNS.near("сухумами", 2) == [("сухума", 2, 70)]
    assert TOWNS.near("karsi", 1) == [("kars", 1, 12), ("karsu", 1, 12)]


def test_an_empty_lexicon_answers() -> None:
    empty = Lexicon.build([])
    assert (len(empty), empty.count("а"), empty.complete("", 5), empty.near("а", 2)) == (
        0,
        0,
        [],
        [],
    )


def test_very_long_forms_are_found() -> None:
    long = "экс" * 30
    lexicon = Lexicon.build([(long, 1), (long + "о", 1), (long + "кто", 1)])
    assert [form for form, _, _ in lexicon.near(long, 2)] == [long, long + "о"]


@given(ENTRIES, FORMS, st.integers(0, 3))
def test_near_equals_a_linear_scan(entries: dict[str, int], form: str, edits: int) -> None:
    wanted = form.lower()
    scanned = {
        (other, OSA.distance(wanted, other), count)
        for other, count in folded(entries).items()
        if OSA.distance(wanted, other) <= edits
    }
    found = Lexicon.build(entries.items()).near(form, edits)
    assert len(found) == len(scanned)
    assert set(found) == scanned


@given(ENTRIES, st.text("абвaё'", max_size=2), st.integers(0, 12))
def test_complete_equals_sorting(entries: dict[str, int], prefix: str, limit: int) -> None:
    wanted = prefix.lower()
    listed = [entry for entry in folded(entries).items() if entry[0].startswith(wanted)]
    listed.sort(key=lambda entry: (-entry[1], entry[0]))
    assert Lexicon.build(entries.items()).complete(prefix, limit) == listed[:limit]


@given(st.integers(0, 2000), st.integers(1, 7), st.from_regex("[012]?[0-9]{0,2}", fullmatch=True))
def test_complete_equals_sorting_in_lists_of_many_blocks(size: int, step: int, prefix: str) -> None:
    entries = [(f"{number:04}", number * 13 % 50 // step) for number in range(size)]
    listed = [entry for entry in entries if entry[0].startswith(prefix)]
    listed.sort(key=lambda entry: (-entry[1], entry[0]))
    assert Lexicon.build(entries).complete(prefix, 7) == listed[:7]


@given(ENTRIES, ENTRIES)
def test_a_lexicon_comes_back_from_its_bytes(
    entries: dict[str, int], others: dict[str, int]
) -> None:
    lexicon = Lexicon.from_buffer(Lexicon.build(entries.items()).to_bytes())
    counts = folded(entries)
    assert len(lexicon) == len(counts)
    assert {form: lexicon.count(form) for form in counts} == counts
    assert all(lexicon.count(form) == 0 for form in folded(others).keys() - counts.keys())


# Few keys, so that forms share them.
KEYS = st.text("гж", max_size=2)
KEYED = st.dictionaries(FORMS.map(str.lower), st.frozensets(KEYS, max_size=3), max_size=40)


@given(KEYED)
def test_forms_are_found_by_their_keys(keys: dict[str, frozenset[str]]) -> None:
    entries = [(form, len(form)) for form in keys]
    lexicon = Lexicon.build(entries, keys.__getitem__)
    for key in frozenset().union(*keys.values()):
        sharing = lexicon.sharing(key)
        assert {form for form, _ in sharing} >= {form for form in keys if key in keys[form]}
        assert sharing == sorted(sharing, key=lambda entry: (-entry[1], entry[0]))
        assert all(lexicon.count(form) == count for form, count in sharing)
    assert Lexicon.from_buffer(lexicon.to_bytes()).to_bytes() == lexicon.to_bytes()


@given(KEYED, KEYED)
def test_a_lexicon_built_upon_another_is_as_if_built_anew(
    keys: dict[str, frozenset[str]], others: dict[str, frozenset[str]]
) -> None:
    asked: list[str] = []

    def find_keys(form: str) -> frozenset[str]:
        asked.append(form)
        return (others | keys)[form]

    before = Lexicon.build(((form, 1) for form in others), (others | keys).__getitem__)
    lexicon = Lexicon.build(((form, 2) for form in keys), find_keys, before)
    anew = Lexicon.build(((form, 2) for form in keys), keys.__getitem__)
    assert lexicon.to_bytes() == anew.to_bytes()
    assert asked == [form for form in keys if form not in others]


@given(KEYED, KEYED, st.sets(FORMS), st.data())
def test_a_lexicon_that_was_changed_answers_as_if_built_anew(
    keys: dict[str, frozenset[str]],
    others: dict[str, frozenset[str]],
    gone: set[str],
    data: st.DataObject,
) -> None:
    all_keys = others | keys
    before = Lexicon.build(((form, 3) for form in others), all_keys.__getitem__)
    gone = {form for form in gone | set(list(others)[::2]) if form not in keys}
    counts = {form: data.draw(st.integers(0, 9)) for form in keys}
    changed = before.change(counts | dict.fromkeys(gone), all_keys.__getitem__)
    left = {form: 3 for form in others if form not in gone} | counts
    anew = Lexicon.build(left.items(), all_keys.__getitem__)
    assert list(changed.iterate_forms()) == list(anew.iterate_forms())
    assert list(changed.iterate_keyed()) == list(anew.iterate_keyed())
    assert changed.complete("", 1_000) == anew.complete("", 1_000)
    for form in {*all_keys, *gone}:
        assert changed.count(form) == anew.count(form)
        assert changed.near(form, 2) == anew.near(form, 2)
    again = changed.change({}, all_keys.__getitem__)
    assert again.to_bytes() == changed.to_bytes()
    assert Lexicon.from_buffer(changed.to_bytes()).complete("", 5) == changed.complete("", 5)


def test_no_form_has_a_key_that_none_was_given() -> None:
    assert TOWNS.sharing("gagra") == []


def test_a_lexicon_is_read_from_a_mapped_file(tmp_path: Path) -> None:
    path = tmp_path / "words"
    path.write_bytes(TOWNS.to_bytes())
    with path.open("rb") as file:
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    lexicon = Lexicon.from_buffer(mapped)
    assert lexicon.complete("к", 1) == TOWNS.complete("к", 1)
    assert lexicon.near("сухму", 1) == [("сухум", 1, 90)]


@pytest.mark.parametrize(
    "damage",
    [
        lambda buffer: b"",
        lambda buffer: buffer[:10],
        lambda buffer: buffer[:-1],
        lambda buffer: buffer + b"\0",
        lambda buffer: b"x" + buffer[1:],
        lambda buffer: buffer[:8] + b"\7" + buffer[9:],
        lambda buffer: b'{"forms": []}' * 40,
    ],
)
def test_what_is_no_lexicon_is_refused(damage) -> None:
    with pytest.raises(ValueError, match="lexicon"):
        Lexicon.from_buffer(damage(TOWNS.to_bytes()))
