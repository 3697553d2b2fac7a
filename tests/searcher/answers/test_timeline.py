"""The timeline: its interval, and a bucket for everything in range."""

from __future__ import annotations

from datetime import date

import pytest

from indexer.dates import DayRange, clip_days
from searcher.answers.timeline import MAX_BUCKETS, choose_interval, make_timeline
from searcher.engines import Histogram
from searcher.request import Interval

OPEN = DayRange(None, None)


def days(first: str, last: str) -> DayRange:
    return DayRange(date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    ("first", "last", "wanted", "interval"),
    [
        ("2014-02-01", "2014-02-28", None, "day"),
        ("2014-01-01", "2014-03-03", None, "day"),
        ("2014-01-01", "2014-03-04", None, "month"),
        ("2012-01-01", "2014-12-31", None, "month"),
        ("2011-12-31", "2015-01-02", None, "year"),
        ("2014-02-01", "2014-02-28", "year", "year"),
        ("2014-02-01", "2014-02-28", "month", "month"),
        ("2012-01-01", "2013-12-31", "day", "day"),
        ("2004-01-01", "2024-12-31", "day", "year"),  # thousands of buckets are no picture
        ("2004-01-01", "2024-12-31", "month", "month"),
        ("1800-01-01", "2024-12-31", "month", "year"),
    ],
)
def test_the_interval_suits_the_range(
    first: str, last: str, wanted: Interval | None, interval: str
) -> None:
    assert choose_interval(days(first, last), wanted) == interval


def test_no_days_have_the_interval_that_is_wanted() -> None:
    assert choose_interval(OPEN, None) == "year"
    assert choose_interval(OPEN, "day") == "day"


def test_the_range_is_clipped_to_the_archive() -> None:
    archive = days("2010-05-01", "2015-06-30")
    assert clip_days(OPEN, archive) == archive
    assert clip_days(days("2000-01-01", "2012-01-01"), archive) == days("2010-05-01", "2012-01-01")
    assert clip_days(days("2000-01-01", "2001-01-01"), archive) == OPEN
    assert clip_days(days("2000-01-01", "2001-01-01"), OPEN) == OPEN


def test_every_interval_has_its_bucket_over_the_turn_of_the_year() -> None:
    histogram = Histogram({"2013-12": 1, "2014-02": 3}, {"2013-12": 2, "2014-02": 4})
    buckets = make_timeline("month", days("2013-11-20", "2014-02-03"), OPEN, histogram).buckets
    assert [(b.first.isoformat(), b.last.isoformat(), b.count, b.archive) for b in buckets] == [
        ("2013-11-01", "2013-11-30", 0, 0),
        ("2013-12-01", "2013-12-31", 1, 2),
        ("2014-01-01", "2014-01-31", 0, 0),
        ("2014-02-01", "2014-02-28", 3, 4),
    ]


def test_a_range_that_begins_inside_an_interval_cuts_its_bucket() -> None:
    asked = days("2014-01-15", "2014-03-10")
    buckets = make_timeline("month", asked, asked, Histogram()).buckets
    assert [(b.first.day, b.last.day) for b in buckets] == [(15, 31), (1, 28), (1, 10)]


def test_days_and_years() -> None:
    leap = make_timeline("day", days("2008-02-28", "2008-03-01"), OPEN, Histogram()).buckets
    assert [bucket.first.day for bucket in leap] == [28, 29, 1]
    years = make_timeline("year", days("2008-12-31", "2010-01-01"), OPEN, Histogram()).buckets
    assert [bucket.first.year for bucket in years] == [2008, 2009, 2010]
    assert len(years) < MAX_BUCKETS


def test_a_range_inside_one_interval_is_its_only_bucket() -> None:
    asked = days("2014-01-15", "2014-01-20")
    counted = Histogram({"2014-01": 1}, {"2014-01": 2})
    (bucket,) = make_timeline("month", asked, asked, counted).buckets
    assert DayRange(bucket.first, bucket.last) == asked
    assert (bucket.count, bucket.archive) == (1, 2)


def test_a_range_wider_than_the_archive_leaves_its_buckets_whole() -> None:
    archive, asked = days("2010-05-01", "2012-06-30"), days("2000-01-01", "2030-12-31")
    buckets = make_timeline("year", archive, asked, Histogram()).buckets
    assert DayRange(buckets[0].first, buckets[-1].last) == days("2010-01-01", "2012-12-31")
