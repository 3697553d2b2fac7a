"""Style sheets, scripts and fonts: the files of one folder, each at an address that changes with
what is in it, so that browsers keep it for good.

They are read, and compressed as small as they get, when a process first asks for them. What a
request names is looked up among their addresses and never reaches the file system.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path, PurePosixPath

from aiohttp import web

from web.codings import CODINGS, Coding, choose_coding, compress_once
from web.responses import client_has

_FOLDER = Path(__file__).parent / "static"

# What is served, and what that is.
_TYPES: Mapping[str, str] = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
    ".woff2": "font/woff2",
}
# Fonts are compressed already.
_COMPRESSED = frozenset({".woff2"})

# The smallest first, of those that a client likes equally well.
_PREFERRED: tuple[Coding, ...] = ("br", "zstd", "gzip", "identity")

# Another file would have another address.
_FOR_GOOD = "public, max-age=31536000, immutable"
# The plain name is for whoever cannot know the address: the next release has another file there.
_FOR_NOW = "public, max-age=600"

# The name of a file in a style sheet, beside `data:` and `#fragment`.
_CSS_NAME = re.compile(r"""url\((["']?)([^"'):#]+)\1\)""")


@dataclass(frozen=True, slots=True)
class StaticFile:
    """A file in every content coding that it is sent in; its digest tells it from any other."""

    content_type: str
    digest: str
    bodies: Mapping[Coding, bytes]


class StaticFiles:
    """The files of a folder by their names in it."""

    def __init__(self, folder: Path) -> None:
        """Raises KeyError where a style sheet names what is not there."""
        self._addresses: dict[str, str] = {}
        self._served: dict[str, tuple[StaticFile, str]] = {}
        names = (path.relative_to(folder).as_posix() for path in folder.rglob("*.*"))
        # Style sheets come last, since they hold the addresses of others.
        for name in sorted(names, key=lambda name: (name.endswith(".css"), name)):
            if PurePosixPath(name).suffix in _TYPES:
                self._add(name, (folder / name).read_bytes())

    @property
    def digest(self) -> str:
        """Tells these files from those of another release."""
        return _digest(repr(sorted(self._addresses.values())).encode())

    def address(self, name: str) -> str:
        """Where a file is served for good. Raises KeyError for one that is not there."""
        return self._addresses[name]

    def find(self, address: str) -> tuple[StaticFile, str] | None:
        """The file at an address, with a digest in it or without, and how long it may be kept, as
        the header Cache-Control says it."""
        return self._served.get(address)

    def _add(self, name: str, content: bytes) -> None:
        path = PurePosixPath(name)
        if path.suffix == ".css":
            content = self._refer(path, content.decode()).encode()
        codings = ("identity",) if path.suffix in _COMPRESSED else CODINGS
        file = StaticFile(
            _TYPES[path.suffix],
            _digest(content),
            {coding: compress_once(content, coding) for coding in codings},
        )
        self._addresses[name] = f"/static/{path.with_suffix('')}.{file.digest}{path.suffix}"
        self._served[self._addresses[name]] = file, _FOR_GOOD
        self._served[f"/static/{name}"] = file, _FOR_NOW

    def _lead(self, sheet: PurePosixPath, name: PurePosixPath) -> str:
        """The address of a file as a style sheet beside it, or above it, has it."""
        address = PurePosixPath(self.address(str(name)))
        return str(address.relative_to(PurePosixPath("/static") / sheet.parent))

    def _refer(self, path: PurePosixPath, sheet: str) -> str:
        """A style sheet with addresses for names."""
        return _CSS_NAME.sub(
            # From the sheet on: it does not know below which root the site stands.
            lambda found: f'url("{self._lead(path, path.parent / found[2])}")',
            sheet,
        )


@cache
def load_static_files() -> StaticFiles:
    """The files of the site, which a process reads once."""
    return StaticFiles(_FOLDER)


def setup_routes(app: web.Application) -> None:
    """Add the route of the files."""
    load_static_files()
    app.router.add_get("/static/{name:.+}", send_file)


async def send_file(request: web.Request) -> web.Response:
    """A file, if the browser does not have it already."""
    found = load_static_files().find(request.path)
    if found is None:
        raise web.HTTPNotFound
    file, caching = found
    accepted = request.headers.get("Accept-Encoding", "")
    coding = choose_coding(accepted, _PREFERRED) if len(file.bodies) > 1 else "identity"
    tag = f"{file.digest}-{coding}"
    if client_has(request, tag, "*"):
        response = web.Response(status=304)
    else:
        response = web.Response(body=file.bodies[coding], content_type=file.content_type)
        if file.content_type.startswith("text/"):
            response.charset = "utf-8"
        if coding != "identity":
            response.headers["Content-Encoding"] = coding
    response.headers["Cache-Control"] = caching
    response.headers["ETag"] = f'"{tag}"'
    if len(file.bodies) > 1:
        response.headers["Vary"] = "Accept-Encoding"
    return response


def _digest(content: bytes) -> str:
    return sha256(content).hexdigest()[:16]
