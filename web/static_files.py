"""Style sheets and scripts: the files of one folder, by their names alone.

What a request names is looked up in the list of them and never reaches the file system.
"""

from __future__ import annotations

from pathlib import Path

from aiohttp import web

_FOLDER = Path(__file__).parent / "static"
_FILES = {path.name: path for path in _FOLDER.iterdir()}


def setup_routes(app: web.Application) -> None:
    """Add the route of the files."""
    app.router.add_get("/static/{name:.+}", send_file)


async def send_file(request: web.Request) -> web.StreamResponse:
    """A file, if the browser does not have it already."""
    path = _FILES.get(request.match_info["name"])
    if path is None:
        raise web.HTTPNotFound
    return web.FileResponse(path)
