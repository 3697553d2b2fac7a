"""Hands that have a keyboard alone, and eyes that look for what has the focus."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.browser.reader import Reader

if TYPE_CHECKING:
    from playwright.async_api import Page

# What has the focus: whether it is asked for, and what is wrong with how it is seen. None where the
# focus has left the page.
SEE = """(selector) => {
  const it = document.activeElement;
  if (it === document.body) return null;
  const style = getComputedStyle(it);
  const isMarked =
    (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0
      && style.outlineColor !== 'rgba(0, 0, 0, 0)') || style.boxShadow !== 'none';
  const box = it.getBoundingClientRect();
  const fits = (from, to, size) => (from >= 0 && to <= size) || to - from > size;
  const isInside = box.width * box.height > 1
    && fits(box.left, box.right, innerWidth) && fits(box.top, box.bottom, innerHeight);
  // A link may go over two lines, with nothing of it in the middle.
  const line = it.getClientRects()[0];
  const middle = (from, to, size) => (Math.max(from, 0) + Math.min(to, size)) / 2;
  const top = document.elementFromPoint(
    middle(line.left, line.right, innerWidth), middle(line.top, line.bottom, innerHeight));
  const isBare = top !== null && (it.contains(top) || top.contains(it));
  const faults = [
    isMarked || 'is not marked', isInside || 'is out of sight', isBare || 'is covered',
  ].filter((fault) => fault !== true);
  return [it.matches(selector), it.outerHTML.slice(0, 160), faults];
}"""


@dataclass
class Keyboard:
    """Goes through pages by its keys. Whatever has the focus must be marked, in sight and bare."""

    reader: Reader

    @property
    def page(self) -> Page:
        return self.reader.page

    async def press(self, key: str, selector: str = "*") -> bool | None:
        """Press a key, and look what has the focus then: whether it is what is looked for, and None
        where nothing of the page has it."""
        await self.page.keyboard.press(key)
        seen = await self.page.evaluate(SEE, selector)
        if seen is None:
            return None
        is_there, source, faults = seen
        assert faults == [], f"{source} {faults}"
        return bool(is_there)

    async def go_to(self, selector: str, key: str = "Tab", most: int = 60) -> None:
        """Press a key until what is looked for has the focus."""
        for _ in range(most):
            is_there = await self.press(key, selector)
            assert is_there is not None, f"{selector} was passed by"
            if is_there:
                return
        raise AssertionError(f"{selector} is more than {most} stops away")

    async def enter(self, key: str = "Enter") -> None:
        """Press what has the focus, which leads to another page or place."""
        async with self.reader.arriving():
            await self.page.keyboard.press(key)

    async def type(self, text: str) -> None:
        """Write into the field that has the focus, in place of what is there."""
        await self.page.keyboard.press("ControlOrMeta+a")
        await self.page.keyboard.type(text)
