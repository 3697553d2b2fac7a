"""Names without a label in one language, and names that look like one."""

from __future__ import annotations

import pytest

from indexer.labels import LabelKind, Labels, slugify
from searcher.words.naming import NamesReport, guess_label, review_names


def review(*names: str, kind: LabelKind = "author", lang: str = "") -> NamesReport:
    """Look over values that each have one name, the first with the most articles."""
    labels = Labels()
    counts = {}
    for place, name in enumerate(names):
        labels.add(kind, slugify(name), lang or ("en" if name.isascii() else "ru"), name)
        counts[slugify(name)] = len(names) - place
    return review_names(labels, {kind: counts})


def pairs(report: NamesReport) -> list[tuple[str, str]]:
    return [(pair.kept.names[0], pair.other.names[0]) for pair in report.pairs]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Меджид Алиев", "Mejid Aliyev"),
        ("Hacıyev İslam", "Ислам Гаджиев"),
        ("Anna Orlova", "Ana Orlova"),
        ("Марина Велиева", "Марина Величва"),
        ("Mountain Herald", "Mountain Heralds"),
    ],
)
def test_two_spellings_of_a_name_are_a_likely_pair(one: str, other: str) -> None:
    report = review(one, "Somebody Else", other)
    assert pairs(report) == [(one, other)]
    assert [value.names for value in report.unnamed] == [("Somebody Else",)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Anna Orlova", "Inna Orlova-Sokolova"),
        ("Channel 17", "Channel 18"),
        ("мост", "мосты"),
        ("Ли Ю", "Lee Yu"),
    ],
)
def test_other_names_are_none(one: str, other: str) -> None:
    assert pairs(review(one, other)) == []


def test_a_value_with_both_labels_is_left_alone() -> None:
    labels = Labels()
    labels.add("tag", "harvest", "ru", "урожай")
    labels.add("tag", "harvest", "en", "harvest")
    assert review_names(labels, {"tag": {"harvest": 3}}) == NamesReport((), ())


def test_an_alias_is_settled() -> None:
    labels = Labels()
    labels.add("author", "anna-orlova", "en", "Anna Orlova")
    labels.add_alias("author", "anna-orlova", "ana-orlova")
    labels.add("author", "ana-orlova", "en", "Ana Orlova")
    report = review_names(labels, {"author": {"anna-orlova": 2, "ana-orlova": 1}})
    assert not report.pairs
    assert [value.id for value in report.unnamed] == ["anna-orlova"]


def test_a_name_becomes_part_of_one_value_only() -> None:
    report = review("Anna Orlova", "Ana Orlova", "Ana Orlovo")
    assert pairs(report) == [("Anna Orlova", "Ana Orlova")]


def test_what_somebody_named_is_kept() -> None:
    labels = Labels()
    labels.add("author", "anna-orlova", "en", "Anna Orlova")
    labels.add("author", "ana-orlova", "en", "Ana Orlova")
    counts: dict[LabelKind, dict[str, int]] = {"author": {"anna-orlova": 1, "ana-orlova": 9}}
    (pair,) = review_names(labels, counts, {("author", "anna-orlova")}).pairs
    assert (pair.kept.id, pair.other.id) == ("anna-orlova", "ana-orlova")


def test_of_some_values_alone_the_same_is_told_as_of_all() -> None:
    names = ("Anna Orlova", "Ana Orlova", "Pavel Kim", "Pavel Kims", "Somebody Else")
    labels = Labels()
    for name in names:
        labels.add("author", slugify(name), "en", name)
    counts: dict[LabelKind, dict[str, int]] = {"author": dict.fromkeys(map(slugify, names), 1)}
    some = review_names(labels, counts, among={("author", "ana-orlova"), ("author", "x")})
    assert [pair.kept.id for pair in some.pairs] == ["ana-orlova"]
    assert not some.unnamed
    assert some.pairs[0] in review_names(labels, counts).pairs
    assert review_names(labels, counts, among=frozenset()) == NamesReport((), ())


def test_a_guess_is_in_the_letters_of_the_other_alphabet() -> None:
    assert guess_label("Анна Орлова") == "Anna Orlova"
    assert guess_label("Anna Orlova") == "Анна Орлова"
    assert guess_label("Агентство 24") == ""


def test_names_of_a_long_row_are_no_likely_pairs() -> None:
    row = [f"Section {letter}" for letter in "ABCDEFGHI"]
    assert pairs(review(*row, kind="tag")) == []
    assert len(review(*row, kind="tag").unnamed) == len(row)
