"""Dates and times as people and programs write them.

`parse_instant` reads the publication times of records, `parse_days` the partial dates of queries
and filters. Both are strict: a date that could be read two ways is refused.

- `instants`: an instant and what an archive can hold of them; ISO 8601
- `stamps`: numbers that computers write, and the null dates that stand for none
- `written`: what people write, by `tokens`, `words` and `zones`
- `days`: days and ranges of them
"""

from indexer.dates.days import (
    ALL_DAYS,
    FIRST_YEAR,
    LAST_YEAR,
    DayRange,
    clip_days,
    parse_days,
)
from indexer.dates.instants import (
    LONGEST_DATE,
    accept_instant,
    check_instant,
    count_microseconds,
    parse_instant,
    parse_number,
)
from indexer.dates.written import DateMeaning, DateOrder

__all__ = [
    "ALL_DAYS",
    "FIRST_YEAR",
    "LAST_YEAR",
    "LONGEST_DATE",
    "DateMeaning",
    "DateOrder",
    "DayRange",
    "accept_instant",
    "check_instant",
    "clip_days",
    "count_microseconds",
    "parse_days",
    "parse_instant",
    "parse_number",
]
