"""The page of the state."""

from __future__ import annotations

from datetime import UTC, datetime

from aiohttp import web

from indexer.archive.store import Archive
from indexer.errors import UnavailableError
from indexer.generations.folders import current_generation, list_generations
from indexer.generations.manifest import read_manifest
from indexer.home.paths import ArchiveHome
from indexer.operations.queue import JobQueue
from indexer.status import read_figures
from web.admin.frame import AdminFrame
from web.admin.rendering import render_admin_page
from web.admin.state.page import StatePage
from web.admin.state.presenter import State, present_state
from web.keys import CLOCK, SERVICE
from web.parameters import check_parameters
from web.requests import urls_of

# Jobs that are told of.
_LISTED = 8


async def show_state(request: web.Request) -> web.StreamResponse:
    """The state at a glance."""
    check_parameters(request.query, ("ui",))
    home, now, urls = request.app[SERVICE].home, request.app[CLOCK](), urls_of(request)

    def present(frame: AdminFrame) -> StatePage:
        return present_state(frame, _read_state(home), now, urls)

    return await render_admin_page(request, "admin/state/state.html", present)


def _read_state(home: ArchiveHome) -> State:
    """What takes a few milliseconds, however large the archive is."""
    index, problem = None, None
    try:
        index = read_manifest(home, current_generation(home))
    except UnavailableError as error:
        problem = error
    with Archive.open(home.database) as store:
        last = store.last_seq()
        changed = datetime.fromtimestamp(store.history.clock.moment(last), UTC) if last else None
    queue = JobQueue.of(home)
    return State(
        figures=read_figures(home),
        changed=changed,
        index=index,
        problem=problem,
        generations=len(list_generations(home)),
        unfinished=queue.read_unfinished(),
        newest=queue.read(_LISTED),
    )
