"""Two texts of a file, line by line."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from searcher.drafts.texts import compare_lines

texts = st.lists(st.sampled_from(["a", "b", "c", ""]), max_size=30).map("\n".join)


@given(texts, texts)
def test_both_texts_can_be_read_from_their_difference(old: str, new: str) -> None:
    lines = compare_lines(old, new).lines
    before, after = old.splitlines(), new.splitlines()
    for line in lines:
        if line.old is not None:
            assert before[line.old - 1] == line.text
        if line.new is not None:
            assert after[line.new - 1] == line.text
    told_old = {line.old for line in lines}
    told_new = {line.new for line in lines}
    left = [text for at, text in enumerate(before, 1) if at not in told_old]
    assert left == [text for at, text in enumerate(after, 1) if at not in told_new]
    numbers = [line.old for line in lines if line.old is not None]
    assert numbers == sorted(set(numbers))


@given(texts, texts)
def test_lines_that_came_and_went_are_counted(old: str, new: str) -> None:
    difference = compare_lines(old, new)
    assert difference.added - difference.removed == len(new.splitlines()) - len(old.splitlines())
    assert difference.is_nothing == (old.splitlines() == new.splitlines())


def test_a_change_has_some_lines_around_it() -> None:
    old = "\n".join(map(str, range(100)))
    lines = compare_lines(old, old.replace("50", "x")).lines
    assert [line.change for line in lines] == [
        "gap", "same", "same", "same", "removed", "added", "same", "same", "same", "gap",
    ]  # fmt: skip
