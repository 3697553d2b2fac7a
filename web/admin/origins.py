"""Where a request for the web admin comes from: whose address, which host, which page.

A page of another site may send a browser here, and a name of its own may lead to this machine (DNS
rebinding). So what may change something has to come from a page of ours, and the host has to be
called as its keeper calls it, or by what no foreign name is.
"""

from __future__ import annotations

from ipaddress import ip_address, ip_network
from urllib.parse import urlsplit

from aiohttp import web

from web.keys import CLIENTS, SERVICE


def is_near(request: web.Request) -> bool:
    """Whether a client is in one of the networks that may reach the web admin."""
    client = request.app[CLIENTS].find_address(request.remote, request.headers)
    networks = map(ip_network, request.app[SERVICE].settings.admin_networks)
    return client is not None and any(client in network for network in networks)


def is_called_ours(request: web.Request) -> bool:
    """Whether the host is called as in `base_url`, `localhost`, or by an address."""
    host = _read_host(request.host)
    if host is None:
        return False
    if host == "localhost" or host == urlsplit(request.app[SERVICE].settings.base_url).hostname:
        return True
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def comes_from_here(request: web.Request) -> bool:
    """Whether a page of ours made a request: browsers tell so, and let no page tell otherwise."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    # Of browsers before that header, and of plain HTTP.
    origin = _read_origin(request)
    ours = (request.host, urlsplit(request.app[SERVICE].settings.base_url).netloc)
    return origin != "" and origin in (host.lower() for host in ours)


def is_encrypted(request: web.Request) -> bool:
    """Whether the browser reaches us by HTTPS, as far as can be told; a tunnel leads past the
    address of the site."""
    origin = request.headers.get("Origin", "")
    if origin.startswith(("http://", "https://")):
        return origin.startswith("https://")
    return request.app[SERVICE].settings.base_url.startswith("https://")


def _read_origin(request: web.Request) -> str:
    try:
        return urlsplit(request.headers.get("Origin", "")).netloc.lower()
    except ValueError:
        return ""


def _read_host(host: str) -> str | None:
    try:
        return urlsplit(f"//{host}").hostname
    except ValueError:
        return None
