"""Failed attempts to sign in: waits grow, end, and are the same for all who ask."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.operations.attempts import FORGOTTEN, LONGEST_WAIT, AttemptBook, Counter

NOW = 1_800_000_000.0
PAUSES = st.lists(
    st.floats(min_value=-2 * FORGOTTEN, max_value=2 * FORGOTTEN), min_size=1, max_size=20
)


@settings(max_examples=25)
@given(pauses=PAUSES, free=st.integers(min_value=0, max_value=5))
def test_nobody_is_locked_out_for_good(pauses: list[float], free: int) -> None:
    """Whatever failed before, and however the clock was set: after the wait there is a try, and no
    wait is longer than the longest one."""
    with TemporaryDirectory() as folder:
        book, now = AttemptBook(Path(folder) / "accounts.db"), NOW
        counters = Counter("account", free), Counter("address", free + 3)
        for pause in pauses:
            now += pause
            wait = book.count(counters, now)
            assert 0 <= wait <= LONGEST_WAIT
            now += wait + 0.001
            if wait:
                assert book.count(counters, now) == 0


def test_what_did_not_fail_is_taken_back_and_the_rest_stays(tmp_path: Path) -> None:
    book, counter = AttemptBook(tmp_path / "accounts.db"), Counter("address", 2)
    for _ in range(2):
        assert book.count((counter,), NOW) == 0
    for _ in range(5):
        assert book.count((counter,), NOW) == 0
        book.forgive((counter,))
    assert book.count((counter,), NOW) == 0
    assert book.count((counter,), NOW) > 0
    # After an hour it is as if nothing had been.
    assert book.count((counter,), NOW + FORGOTTEN) == 0
    assert book.count((counter,), NOW + FORGOTTEN) == 0


def test_an_attempt_that_has_to_wait_for_one_reason_counts_for_none(tmp_path: Path) -> None:
    book = AttemptBook(tmp_path / "accounts.db")
    slow, quick = Counter("slow", 0), Counter("quick", 1)
    assert book.count((slow,), NOW) == 0
    for _ in range(5):
        assert book.count((slow, quick), NOW) > 0
    assert book.count((quick,), NOW) == 0
