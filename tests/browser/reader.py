"""Somebody who reads the site: at a screen, in a language, with scripts or without."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

import feedparser

from web.i18n import Language

if TYPE_CHECKING:
    from playwright.async_api import ConsoleMessage, Locator, Page, Request, Response

# From here on filters stand beside the results, and the orders in a row.
WIDE = 960

# Chromium reports every answer of 400 and above on the console: that is no fault of a page.
REFUSED = "Failed to load resource: the server responded with a status of "

LOOK = """() => [
  document.documentElement.lang,
  document.documentElement.scrollWidth,
  document.querySelectorAll('h1').length,
]"""


@dataclass(frozen=True, slots=True)
class Desk:
    """What a reader sits at."""

    ui: str
    width: int
    has_scripts: bool

    def __str__(self) -> str:
        return f"{self.ui}-{self.width}-{'scripts' if self.has_scripts else 'plain'}"


# Any two of language, width and scripts meet once.
DESKS = (
    Desk("ru", 360, has_scripts=True),
    Desk("en", 360, has_scripts=False),
    Desk("en", 1280, has_scripts=True),
    Desk("ru", 1280, has_scripts=False),
)


# No slots: the driver puts wrappers of the listeners among the fields.
@dataclass
class Reader:
    """Goes from page to page, and looks each over: is it in their language, does it fit the screen,
    has it one heading. `complaints` are what the browser told while they read: errors, requests
    to other hosts, files that are not there.
    """

    page: Page
    desk: Desk
    language: Language
    address: str
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        # Violations of the content security policy are errors of the console as well.
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", self._check_host)
        self.page.on("response", self._check_status)

    @property
    def is_wide(self) -> bool:
        return self.desk.width >= WIDE

    @property
    def path(self) -> str:
        return urlsplit(self.page.url).path

    @property
    def asked(self) -> list[tuple[str, str]]:
        """The parameters of the page, but for its language."""
        asked = parse_qsl(urlsplit(self.page.url).query)
        return [(name, value) for name, value in asked if name != "ui"]

    def say(self, sentence: str, **values: object) -> str:
        """A sentence of the interface in the reader's language."""
        return self.language.gettext(sentence, **values)

    def count(self, singular: str, plural: str, number: int) -> str:
        """A number of things in the reader's language."""
        shown = self.language.format_number(number)
        return self.language.ngettext(singular, plural, number, count=shown)

    def link(self, sentence: str, within: str = "body") -> Locator:
        """The first link of an area that is called so, whatever else it says."""
        area = self.page.locator(within)
        return area.get_by_role("link", name=self.say(sentence)).first

    def button(self, sentence: str, within: str = "main") -> Locator:
        area = self.page.locator(within)
        return area.get_by_role("button", name=self.say(sentence), exact=True).first

    async def open(self, path: str) -> None:
        await self.page.goto(path)
        await self.look()

    async def follow(self, what: Locator) -> None:
        """Press what leads to another page, or another place of this one."""
        async with self.arriving():
            await what.click()

    async def enter(self, field: Locator, text: str) -> None:
        """Type into a field, and send its form."""
        await field.fill(text)
        async with self.arriving():
            await field.press("Enter")

    @asynccontextmanager
    async def arriving(self) -> AsyncIterator[None]:
        """Inside something is done that leads on."""
        async with self.page.expect_navigation():
            yield
        await self.look()

    async def look(self) -> None:
        lang, width, headings = await self.page.evaluate(LOOK)
        assert lang == self.language.code, self.page.url
        assert width <= self.desk.width, self.page.url
        assert headings == 1, self.page.url

    async def search(self, query: str) -> None:
        await self.enter(self.page.get_by_label(self.say("Search the archive")), query)

    @property
    def hits(self) -> Locator:
        """The headlines that were found."""
        return self.page.locator(".hit h3 a")

    def found(self, number: int) -> str:
        """What a page of results says of how many there are, if it is right."""
        return self.count("Found %(count)s article", "Found %(count)s articles", number)

    async def heading(self) -> str:
        return await read(self.page.locator("h1"))

    async def status(self) -> str:
        return await read(self.page.locator("[role=status]").first)

    async def fetch(self, link: Locator) -> tuple[str, str]:
        """The media type and the text of a file that a link leads to."""
        answer = await self.page.request.get(await link.get_attribute("href") or "")
        assert answer.ok, answer.url
        return answer.headers["content-type"].partition(";")[0], await answer.text()

    async def read_feed(self, link: Locator) -> list[str]:
        """The titles of the entries of a feed, which readers of feeds understand."""
        media, text = await self.fetch(link)
        assert media == "application/atom+xml"
        feed = feedparser.parse(text, response_headers={"content-type": media})
        assert not feed.bozo
        return [entry.title for entry in feed.entries]

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not message.text.startswith(REFUSED):
            self.complaints.append(message.text)

    def _check_host(self, request: Request) -> None:
        if not request.url.startswith(self.address):
            self.complaints.append(f"asked another host: {request.url}")

    def _check_status(self, response: Response) -> None:
        # What is asked while somebody types may be wrong.
        if response.status >= 400 and response.request.resource_type not in {"document", "fetch"}:
            self.complaints.append(f"{response.status}: {response.url}")


async def read(what: Locator) -> str:
    """The text of an element, with plain blanks."""
    return " ".join((await what.inner_text()).split())


async def read_all(what: Locator) -> list[str]:
    return [" ".join(text.split()) for text in await what.all_inner_texts()]
