"""A browser as far as the web admin is concerned: it keeps cookies, follows redirects, and says
where its forms come from."""

from __future__ import annotations

from dataclasses import dataclass

from aiohttp import ClientResponse, ClientSession
from aiohttp.test_utils import TestClient

from tests.web.site.test_site import Page

NAME = "anna"
PASSWORD = "the river under the old bridge"  # noqa: S105
# What a browser says of a form on a page of ours.
OWN = {"Sec-Fetch-Site": "same-origin"}


@dataclass(frozen=True)
class Shown:
    """A page as it is shown: its path, its status, what it says, its fields by form."""

    path: str
    status: int
    page: Page
    forms: dict[str, dict[str, str]]
    answer: ClientResponse

    @property
    def text(self) -> str:
        return self.page.text


class Browser:
    """Has a cookie jar of its own where its client is one of its own."""

    def __init__(self, client: TestClient | ClientSession) -> None:
        self.client = client

    async def open(self, path: str, **headers: str) -> Shown:
        """The page at an address."""
        return await show_answer(await self.client.get(path, headers=headers))

    async def post(self, shown: Shown, form: str = "", **fields: str) -> Shown:
        """Send a form of a page, the one whose address begins so or its last, with other fields
        filled in."""
        action = next(one for one in reversed(shown.forms) if one.startswith(form))
        data = shown.forms[action] | fields
        return await show_answer(await self.client.post(action, data=data, headers=OWN))

    async def sign_in(self, path: str = "/admin/account", **fields: str) -> Shown:
        """The page that somebody sees who wants to see one and signs in for it."""
        login = await self.open(path)
        return await self.post(login, **{"name": NAME, "password": PASSWORD} | fields)


async def show_answer(answer: ClientResponse) -> Shown:
    assert answer.content_type == "text/html"
    page = Page(await answer.text())
    forms: dict[str, dict[str, str]] = {}
    fields: dict[str, str] = {}
    for tag, attributes in page.elements:
        if tag == "form":
            fields = forms[attributes["action"]] = {}
        elif tag in ("input", "button") and "name" in attributes:
            fields[attributes["name"]] = attributes.get("value", "")
    return Shown(answer.url.path, answer.status, page, forms, answer)
