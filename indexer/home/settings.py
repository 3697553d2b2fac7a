"""The settings of an archive, read once at the start of a command and passed down."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from indexer.analysis import Analyzer
from indexer.analysis.analyzer import FORMS
from indexer.analysis.ring_lists import RING_LISTS
from indexer.analysis.rules import RULES
from indexer.errors import SettingsError
from indexer.home.cluster import NO_CLUSTER, ClusterSettings, complete_cluster
from indexer.home.paths import ArchiveHome
from indexer.home.toml import read_toml
from indexer.languages import DEFAULT_LANGUAGES, LANGUAGES

# A host, perhaps with a port and a path before those of the site.
_BASE_URL = re.compile(r"https?://[^\s/?#@]+(?:/[^\s/?#]+)*")

# As the protocol of harvests wants it.
_EMAIL = re.compile(r"[^\s@]+@[^\s@.]+(?:\.[^\s@.]+)+")

EngineChoice = Literal["auto", "whoosh", "tantivy", "opensearch"]
ENGINE_CHOICES: tuple[EngineChoice, ...] = ("auto", "whoosh", "tantivy", "opensearch")

# What settings hold, and no file says.
_UNTOLD = frozenset({"password"})

LogFormat = Literal["off", "text", "json"]

# The header in which reverse proxies tell for whom they ask.
ProxyHeader = Literal["X-Forwarded-For", "Forwarded"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What letopis.toml may say, with its defaults.

    `auto_threshold` is the largest number of articles for which `engine = "auto"` takes the
    embedded engine; `request_seconds` how many seconds of the processor the server works
    at one request; `workers` the number of processes that analyze, 0 for one each core;
    `languages` are the codes of those that texts are read in, `rules_off` the names of the rules
    that they are read without (`indexer.analysis.rules`), `rings` the lists of names that
    mean the same, of those that come with Letopis (`indexer.analysis.ring_lists`); `pairs` tells
    whether imports join articles with their versions in the other language;
    `public_reasons` tells whether readers are told why an article was taken down, `public_fields`
    are the names of the fields of records that Letopis does not know and the API publishes all the
    same, `public_versions` whether it publishes what an article said before it was corrected.

    `rate_seconds` is how many seconds of the processor the API works for one address in a minute, 0
    for any number, and `rate_burst` how many at once after a pause; `trusted_proxies` are the
    networks whose word is taken for whom they ask, in the header `proxy_header`;
    `metrics_networks` are those whose clients may read the metrics, `admin_networks` those whose
    clients may reach the web admin, where it has accounts, and `import_folders` the folders, seen
    from the home, whose files it may import; `access_log` tells whether and
    how requests are logged, `slow_seconds` from how many seconds of the processor on one is logged
    as slow, 0 for none, `log_addresses` and `log_queries` whether with the address of the client,
    and with what was looked for; `note_empty_searches` tells whether queries that find nothing are
    kept for admins, without who asked and when; `cors` tells
    whether pages of other sites may read the API. `base_url` is the address at which readers reach
    the server, without a slash at its end, and empty where answers are to have paths alone; it
    may have a path, which all addresses then stand below. `admin_email` is whom harvesters may
    write to, empty where nobody is named.
    `opensearch` is the cluster of that engine.
    """

    name: dict[str, str] = field(default_factory=lambda: {"ru": "Летопись", "en": "Letopis"})
    zone: str = "Europe/Moscow"
    engine: EngineChoice = "auto"
    workers: Annotated[int, msgspec.Meta(ge=0)] = 0
    auto_threshold: Annotated[int, msgspec.Meta(ge=0)] = 20_000
    request_seconds: Annotated[float, msgspec.Meta(gt=0)] = 2.0
    languages: tuple[str, ...] = tuple(language.code for language in DEFAULT_LANGUAGES)
    rules_off: tuple[str, ...] = ()
    rings: tuple[str, ...] = RING_LISTS
    pairs: bool = True
    public_reasons: bool = False
    public_fields: tuple[str, ...] = ()
    public_versions: bool = False
    rate_seconds: Annotated[float, msgspec.Meta(ge=0)] = 30.0
    rate_burst: Annotated[float, msgspec.Meta(gt=0)] = 120.0
    trusted_proxies: tuple[str, ...] = ("127.0.0.0/8", "::1/128")
    proxy_header: ProxyHeader = "X-Forwarded-For"
    metrics_networks: tuple[str, ...] = ("127.0.0.0/8", "::1/128")
    admin_networks: tuple[str, ...] = ("127.0.0.0/8", "::1/128")
    access_log: LogFormat = "off"
    log_addresses: bool = False
    log_queries: bool = False
    note_empty_searches: bool = True
    slow_seconds: Annotated[float, msgspec.Meta(ge=0)] = 1.0
    import_folders: tuple[str, ...] = ("incoming",)
    cors: bool = True
    base_url: str = ""
    admin_email: str = ""
    opensearch: ClusterSettings = NO_CLUSTER

    @property
    def zone_info(self) -> ZoneInfo:
        """The archive's time zone."""
        return ZoneInfo(self.zone)

    @property
    def origin(self) -> str:
        """What stands before the paths of addresses: `base_url` without its own path; empty where
        that is not told."""
        return self.base_url.removesuffix(self.root)

    @property
    def root(self) -> str:
        """The path of `base_url`, which all paths begin with: `/archive`; mostly empty."""
        return urlsplit(self.base_url).path

    def archive_name(self, lang: str) -> str:
        """The archive's name in a language, in any language, or the product's."""
        return self.name.get(lang) or next(iter(self.name.values()), "Letopis")


def read_settings(home: ArchiveHome) -> Settings:
    """The settings of an archive home; the defaults where letopis.toml is silent or missing.

    Raises SettingsError: broken TOML, an unknown name, a wrong type, an unknown time zone, rule or
    list of rings, no address of a server or of mail, a language that is unknown or not installed, a
    network that is none, a cluster that cannot be.
    """
    path = home.settings_file
    if not path.exists():
        return replace(Settings(), opensearch=_complete(NO_CLUSTER, path))
    return make_settings(path, read_toml(path))


def make_settings(path: Path, values: Mapping[str, Any]) -> Settings:
    """The settings of what a letopis.toml says, or of a part of it. Raises SettingsError."""
    for where, kind, told in (
        ("", Settings, values),
        ("opensearch.", ClusterSettings, values.get("opensearch", {})),
    ):
        known = {entry.name for entry in fields(kind)} - _UNTOLD
        for name in sorted(set(told) - known if isinstance(told, dict) else ()):
            raise SettingsError(
                path, f"unknown setting {where + name!r}; known: {', '.join(sorted(known))}"
            )
    try:
        settings = msgspec.convert(values, Settings)
        ZoneInfo(settings.zone)
    except msgspec.ValidationError as error:
        raise SettingsError(path, str(error)) from error
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise SettingsError(path, f"zone: no such time zone: {values['zone']!r}") from error
    if settings.base_url and not _BASE_URL.fullmatch(settings.base_url):
        raise SettingsError(
            path, "base_url: expected http:// or https:// and a host, without a slash at the end"
        )
    if settings.admin_email and not _EMAIL.fullmatch(settings.admin_email):
        raise SettingsError(path, "admin_email: expected an address such as desk@example.org")
    settings = replace(settings, opensearch=_complete(settings.opensearch, path))
    for reason in _list_wrong_languages(settings.languages):
        raise SettingsError(path, f"languages: {reason}")
    for setting, networks in (
        ("trusted_proxies", settings.trusted_proxies),
        ("metrics_networks", settings.metrics_networks),
        ("admin_networks", settings.admin_networks),
    ):
        for network in networks:
            if not _is_network(network):
                raise SettingsError(path, f"{setting}: no network: {network!r}")
    for rule in sorted(set(settings.rules_off) - set(RULES)):
        raise SettingsError(path, f"rules_off: unknown rule {rule!r}; known: {', '.join(RULES)}")
    for name in sorted(set(settings.rings) - set(RING_LISTS)):
        known_lists = ", ".join(RING_LISTS)
        raise SettingsError(path, f"rings: unknown list {name!r}; known: {known_lists}")
    return settings


def _complete(cluster: ClusterSettings, path: Path) -> ClusterSettings:
    try:
        return complete_cluster(cluster, path.parent)
    except (ValueError, OSError) as error:
        raise SettingsError(path, str(error)) from error


def load_analyzer(home: ArchiveHome, settings: Settings, forms: int = FORMS) -> Analyzer:
    """The analyzer of an archive home, which remembers so many word forms. Raises SettingsError."""
    languages = [LANGUAGES[code] for code in settings.languages]
    off = [rule for rule in RULES if rule in settings.rules_off]
    return Analyzer(home.exceptions_file, languages, off, forms)


def _is_network(text: str) -> bool:
    try:
        ip_network(text)
    except ValueError:
        return False
    return True


def _list_wrong_languages(codes: Sequence[str]) -> Iterator[str]:
    if not codes:
        yield "none is named"
    for code in codes:
        if code not in LANGUAGES:
            yield f"unknown language {code!r}; known: {', '.join(LANGUAGES)}"
        elif codes.count(code) > 1:
            yield f"{code!r} stands there twice"
        elif not LANGUAGES[code].is_installed:
            extra = LANGUAGES[code].extra
            yield f"the dictionary of {code!r} is not installed: pip install 'letopis[{extra}]'"
