"""Who asks: the address of a client, also behind reverse proxies.

A proxy writes the address that it was asked from behind those that the request came with. So the
list is read from its right, and only as long as the hop that wrote an entry is trusted: what a
client writes there itself is never reached.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)

from multidict import MultiMapping

from indexer.home.settings import ProxyHeader

Address = IPv4Address | IPv6Address

# Entries that are read of a list: no chain of proxies is longer.
_MOST_HOPS = 16
# What a connection over a socket with a path has for an address.
_UNIX = ""
# One provider gives one client so much of an address of version 6.
_PREFIX = 64
_FOR = re.compile(r'(?:^|;)\s*for\s*=\s*"?([^";]+)', re.IGNORECASE)
# `[2001:db8::1]:4711`, `192.0.2.1:4711`
_WITH_PORT = re.compile(r"\[([^\]]+)\](?::\d+)?|([^:]+):\d+")


class ClientFinder:
    """Tells for whom a request is."""

    def __init__(self, trusted: Sequence[str], header: ProxyHeader) -> None:
        """`trusted` are the networks of proxies, and `header` where they tell for whom they ask.
        Raises ValueError for what is no network."""
        self._trusted: tuple[IPv4Network | IPv6Network, ...] = tuple(map(ip_network, trusted))
        self._header = header

    def find(self, peer: str | None, headers: MultiMapping[str]) -> str:
        """The client of a request from a peer: an address of version 4, or the network of one of
        version 6. Empty where the connection has no address."""
        client = self.find_address(peer, headers)
        if isinstance(client, IPv6Address):
            return str(ip_network((client, _PREFIX), strict=False))
        return str(client or "")

    def find_address(self, peer: str | None, headers: MultiMapping[str]) -> Address | None:
        """The very address of the client of a request from a peer, if it has one. Who may open a
        socket with a path is a proxy that is trusted."""
        client = _parse(peer or "")
        if client is None and peer != _UNIX:
            return None
        for entry in self._list_hops(headers):
            if (client is not None and not self._trusts(client)) or (hop := _parse(entry)) is None:
                break
            client = hop
        return client

    def _trusts(self, address: Address) -> bool:
        return any(address in network for network in self._trusted)

    def _list_hops(self, headers: MultiMapping[str]) -> Iterator[str]:
        """What proxies wrote, the last one first."""
        entries = ",".join(headers.getall(self._header, [])).rsplit(",", _MOST_HOPS)
        for entry in reversed(entries[-_MOST_HOPS:]):
            if self._header == "Forwarded":
                found = _FOR.search(entry)
                yield found[1].strip() if found else ""
            else:
                yield entry.strip()


def _parse(text: str) -> Address | None:
    with_port = _WITH_PORT.fullmatch(text)
    bare = (with_port[1] or with_port[2]) if with_port else text
    try:
        address = ip_address(bare.partition("%")[0])
    except ValueError:
        return None
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        return address.ipv4_mapped
    return address
