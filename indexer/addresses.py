"""Addresses of articles as they are compared: two spellings of one address are one."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, unquote, urlsplit

# Parameters that tell where a reader came from, not what is read.
_TRACKING = re.compile(r"utm_\w+|fbclid|gclid|yclid|ysclid|_openstat|from_source", re.IGNORECASE)
# Pages for telephones say the same as those that they are made of.
_LIGHT = "/amp"
_LIGHT_PARAMETERS = frozenset(
    (("amp", ""), ("amp", "1"), ("amp", "true"), ("amp", "yes"), ("outputtype", "amp"))
)
_PORTS = {"http": 80, "https": 443}
_SAFE = ":@!$&'()*+,;=~-._"
# Most paths have nothing to escape, and every article has one.
_PLAIN = re.compile(rf"[\w/{re.escape(_SAFE)}]*", re.ASCII)
# Old sites escape bytes of other encodings than UTF-8: they stay what they are.
_BYTES = "surrogateescape"


@dataclass(frozen=True, slots=True)
class Address:
    """What tells an address apart: its host, and the path with its query. `http` and `https`,
    `www.`, a slash at the end, fragments, tracking parameters, the mark of a page for telephones
    (`/amp`), and how letters are escaped do not; case and signs of the path do."""

    host: str
    path: str


def read_address(url: str) -> Address:
    """The address of an http or https URL."""
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.").removesuffix(".")
    try:
        host = host.encode("idna").decode("ascii") if not host.isascii() else host
        port = parts.port
    except (UnicodeError, ValueError):
        port = None
    if port is not None and port != _PORTS.get(parts.scheme):
        host = f"{host}:{port}"
    path = parts.path
    if not _PLAIN.fullmatch(path):
        # An escaped slash divides nothing.
        path = "/".join(map(_normalize_segment, path.split("/")))
    path = path.rstrip("/")
    if path.endswith(_LIGHT):
        path = path.removesuffix(_LIGHT).rstrip("/") or path
    if not parts.query:
        return Address(host, path)
    pairs = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True, errors=_BYTES)
        if not (_TRACKING.fullmatch(name) or (name.casefold(), value) in _LIGHT_PARAMETERS)
    ]
    query = "&".join(f"{_escape(name)}={_escape(value)}" for name, value in pairs)
    return Address(host, f"{path}?{query}" if query else path)


def is_web_address(url: str) -> bool:
    """Whether a text is an http or https URL."""
    try:
        parts = urlsplit(url)
        valid = parts.scheme in _PORTS and bool(parts.hostname)
    except ValueError:
        valid = False
    return valid and not re.search(r"\s", url)


def address_key(url: str) -> str | None:
    """A short name of the address of a page, the same for all its spellings; None for a whole site,
    and for what is no address."""
    try:
        address = read_address(url)
    except ValueError:
        return None
    if not address.host or not address.path:
        return None
    text = "\0".join((address.host, address.path)).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(text, digest_size=12).hexdigest()


def _normalize_segment(segment: str) -> str:
    return _escape(unquote(segment, errors=_BYTES), _SAFE)


def _escape(text: str, safe: str = "") -> str:
    return quote(text, safe=safe, errors=_BYTES)
