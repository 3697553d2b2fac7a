"""The pages of a long list: the way from one to the others."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

# Pages on either side of the present one that are named.
_REACH = 2


@dataclass(frozen=True, slots=True)
class PagerStep:
    """A page number of the pager; None stands for pages left out. `url` is None where the step
    is the present page."""

    number: int | None
    url: str | None


@dataclass(frozen=True, slots=True)
class Pager:
    """The pages of a list: the way back and on, None at either end, and a window of pages; none
    where there is but one."""

    previous: str | None
    next: str | None
    steps: tuple[PagerStep, ...]


def make_pager(page: int, last: int, address: Callable[[int], str]) -> Pager:
    """The first and the last page, and those around the present one; from one behind the last the
    way back is to the last."""
    window = range(max(1, page - _REACH), min(last, page + _REACH) + 1)
    numbers = sorted({1, last, *window})
    return Pager(
        previous=address(min(page - 1, last)) if page > 1 else None,
        next=address(page + 1) if page < last else None,
        steps=tuple(_list_steps(numbers, page, address)) if last > 1 else (),
    )


def _list_steps(
    numbers: list[int], page: int, address: Callable[[int], str]
) -> Iterator[PagerStep]:
    before = 0
    for number in numbers:
        if number > before + 1:
            yield PagerStep(None, None)
        yield PagerStep(number, None if number == page else address(number))
        before = number
