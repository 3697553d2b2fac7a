"""The OpenSearch cluster of an archive, as letopis.toml and the environment tell of it.

    [opensearch]
    hosts = ["https://search-1:9200", "https://search-2:9200", "https://search-3:9200"]
    user = "letopis"
    password_file = "/etc/letopis/opensearch-password"

The environment goes before the file: `LETOPIS_OPENSEARCH_HOSTS`, with blanks between, and
`LETOPIS_OPENSEARCH_USER` and `LETOPIS_OPENSEARCH_PASSWORD`. A password is never written down, and
never shown.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated

import msgspec

_HOST = re.compile(r"https?://[^\s/?#@]+/?")
_PREFIX = re.compile(r"[a-z0-9][a-z0-9_-]{0,99}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterSettings:
    """Where the cluster is, and how indexes are kept there.

    `ca` is the file of the authority that vouches for the nodes, where it is none that the system
    knows, and `verify` whether their certificates are looked at; `timeout` is the seconds that one
    request may take, that of a reader with all its tries. Names of indexes begin with
    `index_prefix`; each has so many `shards`, and `replicas` of each beside the first.
    """

    hosts: tuple[str, ...] = ()
    user: str = ""
    password_file: str = ""
    ca: str = ""
    verify: bool = True
    timeout: Annotated[float, msgspec.Meta(gt=0)] = 30.0
    index_prefix: str = "letopis"
    shards: Annotated[int, msgspec.Meta(ge=1, le=1024)] = 1
    replicas: Annotated[int, msgspec.Meta(ge=0, le=100)] = 1
    # Read from where the others tell; whoever prints settings does not print it.
    password: str = field(default="", repr=False)


# An archive whose indexes are all in its folder.
NO_CLUSTER = ClusterSettings()


def complete_cluster(
    settings: ClusterSettings, folder: Path, environment: Mapping[str, str] | None = None
) -> ClusterSettings:
    """The settings with what the environment says, and the password read. A file is looked for from
    the folder of letopis.toml. Raises ValueError, with what is wrong, and OSError."""
    told = os.environ if environment is None else environment
    hosts = tuple(told.get("LETOPIS_OPENSEARCH_HOSTS", "").split()) or settings.hosts
    for host in hosts:
        if not _HOST.fullmatch(host):
            raise ValueError(f"opensearch.hosts: expected http:// or https:// and a host: {host!r}")
    if not _PREFIX.fullmatch(settings.index_prefix):
        raise ValueError("opensearch.index_prefix: small letters, digits, - and _ alone")
    if settings.ca and not (folder / settings.ca).is_file():
        raise ValueError(f"opensearch.ca: no such file: {settings.ca}")
    password = told.get("LETOPIS_OPENSEARCH_PASSWORD", "")
    if not password and settings.password_file:
        password = (folder / settings.password_file).read_text("utf-8").rstrip("\r\n")
    return replace(
        settings,
        hosts=hosts,
        user=told.get("LETOPIS_OPENSEARCH_USER", "") or settings.user,
        ca=str(folder / settings.ca) if settings.ca else "",
        password=password,
    )
