"""How a page asks for a job."""

from __future__ import annotations

from aiohttp import web

from indexer.operations.queue import JobQueue
from searcher.orders import Order, encode_order
from web.admin.keys import ADMIN
from web.admin.navigation import JOBS
from web.jobs.starting import start_runner
from web.keys import POOL, SERVICE
from web.requests import urls_of


async def ask_for(request: web.Request, *orders: Order, details: str = "") -> web.Response:
    """Ask for jobs, one after the other, and lead to the page of the first, of which `details` are
    noted. Raises sqlite3.OperationalError where they cannot be noted, OSError where nothing can run
    them."""
    home, who = request.app[SERVICE].home, request[ADMIN].name
    queue = JobQueue.of(home)

    def ask() -> int:
        numbers = [
            queue.add(order.kind, encode_order(order), who, order.rank, told)
            for order, told in zip(orders, (details, *[""] * len(orders)), strict=False)
        ]
        start_runner(home)
        return numbers[0]

    number = await request.app[POOL].run_light(ask)
    return web.Response(
        status=303, headers={"Location": urls_of(request).admin(f"{JOBS}/{number}")}
    )
