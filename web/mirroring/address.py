"""The address of an archive that is followed."""

from __future__ import annotations

from urllib.parse import urlsplit

from indexer.errors import OptionError


def read_address(text: str) -> str:
    """The address of a site, without a slash at its end: of its front page, or of its API. Raises
    OptionError for what is none."""
    address = text.strip().rstrip("/").removesuffix("/api/v1").rstrip("/")
    try:
        parts = urlsplit(address)
        is_address = parts.scheme in {"http", "https"} and bool(parts.hostname)
        _ = parts.port
    except ValueError as error:
        raise OptionError("URL", f"{text!r}: {error}") from error
    if not is_address or parts.query or parts.fragment or not address.isprintable():
        raise OptionError("URL", f"{text!r}: expected https:// and a host, and perhaps a path")
    if parts.username is not None or parts.password is not None:
        raise OptionError("URL", "an address with a password would be kept with the archive")
    return address
