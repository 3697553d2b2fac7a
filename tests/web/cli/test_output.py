"""Progress as it stands in logs."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
from rich.console import Console
from rich.progress import Progress

from indexer.progress import Progress as JobProgress
from web.cli.bars import BarProgress, make_bars
from web.cli.output import LineProgress, printable


class Clock:
    """A clock that a test sets."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def lines(capsys: pytest.CaptureFixture[str]) -> list[str]:
    return capsys.readouterr().err.splitlines()


def test_a_long_step_tells_every_ten_seconds_how_far_it_is(
    clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    progress = JobProgress(LineProgress(clock))
    progress.start("index", 100_000)
    for _ in range(250):
        clock.now += 0.1
        progress.advance(100)
    assert lines(capsys) == [
        "Indexing articles: 100000",
        "Indexing articles: 10000/100000, 1000/s, 0:01:30 left",
        "Indexing articles: 20000/100000, 1000/s, 0:01:20 left",
    ]


def test_a_long_silence_is_one_line(clock: Clock, capsys: pytest.CaptureFixture[str]) -> None:
    progress = JobProgress(LineProgress(clock))
    progress.start("import", 4)
    clock.now += 40
    progress.advance()
    progress.advance()
    assert lines(capsys) == ["Reading files: 4", "Reading files: 1/4, 0.025/s, 0:02:00 left"]


def test_a_step_of_unknown_length_tells_how_many(
    clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    progress = JobProgress(LineProgress(clock))
    progress.start("update", None)
    clock.now += 9
    progress.advance(7)
    clock.now += 2
    progress.advance(5)
    assert lines(capsys) == ["Updating the index …", "Updating the index: 12"]


def test_each_step_has_its_own_rate(clock: Clock, capsys: pytest.CaptureFixture[str]) -> None:
    progress = JobProgress(LineProgress(clock))
    progress.start("import", 10)
    clock.now += 100
    progress.start("index", 1000)
    clock.now += 10
    progress.advance(500)
    assert lines(capsys)[-1] == "Indexing articles: 500/1000, 50/s, 0:00:10 left"


@pytest.fixture
def bars(clock: Clock) -> Iterator[Progress]:
    console = Console(file=io.StringIO(), force_terminal=True, width=100)
    with make_bars(console, clock) as bars:
        yield bars


def shown(bars: Progress) -> list[str]:
    console = Console(file=io.StringIO(), width=100)
    console.print(bars.get_renderable())
    assert isinstance(console.file, io.StringIO)
    return [" ".join(line.split()) for line in console.file.getvalue().splitlines()]


def test_a_bar_shows_rate_and_time_left(bars: Progress, clock: Clock) -> None:
    progress = JobProgress(BarProgress(bars))
    progress.start("index", 1000)
    for _ in range(4):
        clock.now += 1
        progress.advance(50)
    (line,) = shown(bars)
    assert line.startswith("Indexing articles")
    assert line.endswith("200/1000 50/s 0:00:16")


def test_a_bar_of_a_step_of_unknown_length_ends_with_how_many(bars: Progress, clock: Clock) -> None:
    progress = JobProgress(BarProgress(bars))
    progress.start("update", None)
    clock.now += 1
    progress.advance(12)
    clock.now += 1
    progress.advance(12)
    (line,) = shown(bars)
    assert "24/?" in line
    assert "/s" not in line
    progress.start("verify", None)
    assert "24/24" in shown(bars)[0]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Мост — 10 °C", "Мост — 10 °C"),
        ("\x1b[2Jnews\x07.jsonl", "\\x1b[2Jnews\\x07.jsonl"),
        ("a\nb\u2028c\x9b", "a\\nb\\u2028c\\x9b"),
        ("\udcff.md", "\\udcff.md"),
        ("txt.\u202eexe", "txt.\\u202eexe"),
    ],
)
def test_what_steers_a_terminal_is_escaped(text: str, shown: str) -> None:
    assert printable(text) == shown
