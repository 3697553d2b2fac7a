"""What may answer a mirror instead of an archive, and what it does then: nothing is lost, nothing
is half written, and what is wrong is said."""

from __future__ import annotations

import gzip
import itertools
import json
import socket
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer.errors import LetopisError, OptionError, ServerError
from tests.letopis.conftest import serve
from tests.web.mirroring.conftest import Mirror, SourceSite, make_article
from tests.web.mirroring.servers import answering, changing, cutting, fetch, make_answer
from web.app import make_app
from web.mirroring import source
from web.mirroring.address import read_address


@pytest.fixture
def two_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages of two changes."""
    monkeypatch.setattr(source, "MOST_CHANGES", 2)


@pytest.mark.usefixtures("two_a_page")
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(limits=st.lists(st.integers(0, 3000), max_size=8))
def test_cut_connections_lose_nothing(
    site: SourceSite, address: str, tmp_path_factory: pytest.TempPathFactory, limits: list[int]
) -> None:
    mirror = Mirror(tmp_path_factory.mktemp("cut") / "mirror")
    with cutting(address, limits) as line:
        for _ in limits:
            try:
                mirror.follow(line)
            except ServerError:
                continue
        mirror.follow(line)
    assert mirror.compare(address).is_same
    assert len(mirror.found()) == 5


WRONG: dict[str, bytes] = {
    "a portal": make_answer(b"<html>Please log in</html>", kind="text/html; charset=utf-8"),
    "a page that says it is JSON": make_answer(b"<html>"),
    "another object": make_answer(b'{"status": "ok"}'),
    "a list": make_answer(b"[]"),
    "nothing": make_answer(b""),
    "half": make_answer(b'{"archive": "a'),
    "no UTF-8": make_answer(b'{"archive": "\xff"}'),
    "brackets": make_answer(b"[" * 100_000),
    "wrong types": make_answer(b'{"archive": 7, "seq": -1}'),
    "no HTTP": b"SSH-2.0-OpenSSH_9.6\r\n",
    "a broken archive of bytes": make_answer(
        gzip.compress(b'{"archive": "abc"}' * 100)[:40], Content_Encoding="gzip"
    ),
    "bytes that are not packed": make_answer(b"not packed", Content_Encoding="gzip"),
    "too short": make_answer(b"{}").replace(b"Content-Length: 2", b"Content-Length: 200"),
    "not found": make_answer(b"{}", "404 Not Found"),
    "an error": make_answer(b"{}", "500 Internal Server Error"),
    "elsewhere": make_answer(b"", "302 Found", Location="https://elsewhere.example/"),
    "nowhere": make_answer(b"", "301 Moved Permanently"),
    "gone for a day": make_answer(b"", "503 Service Unavailable", Retry_After="86400"),
    "not modified": make_answer(b"", "304 Not Modified"),
    "another conflict": make_answer(b'{"type": "about:blank"}', "409 Conflict"),
}


@pytest.mark.parametrize("answer", WRONG.values(), ids=WRONG)
def test_what_is_no_answer_is_refused(address: str, mirror: Mirror, answer: bytes) -> None:
    mirror.follow(address)
    before = mirror.texts()
    with (
        answering(lambda connection, _: connection.sendall(answer)) as wrong,
        pytest.raises(ServerError),
    ):
        mirror.follow(wrong)
    assert mirror.texts() == before
    assert not mirror.follow(address).changes


def test_a_redirection_is_told_and_not_followed(mirror: Mirror) -> None:
    asked: list[str] = []

    def answer(connection: socket.socket, path: str) -> None:
        asked.append(path)
        connection.sendall(make_answer(b"", "302 Found", Location="/elsewhere"))

    with answering(answer) as at, pytest.raises(ServerError, match="/elsewhere"):
        mirror.follow(at)
    assert asked == ["/api/v1/archive"]


def test_an_endless_answer_is_not_read_to_its_end(
    mirror: Mirror, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source, "MOST_BYTES", 2**20)
    sent = 0

    def answer(connection: socket.socket, _: str) -> None:
        nonlocal sent
        connection.sendall(make_answer(b"").replace(b"Content-Length: 0\r\n", b""))
        for _ in range(1000):
            connection.sendall(b" " * 2**20)
            sent += 1

    with answering(answer) as at, pytest.raises(ServerError, match="1048576 bytes"):
        mirror.follow(at)
    assert sent < 100


def test_an_answer_that_grows_when_unpacked_is_not_unpacked(
    mirror: Mirror, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source, "MOST_BYTES", 2**20)
    bomb = make_answer(gzip.compress(b" " * 2**28, 9), Content_Encoding="gzip")
    with (
        answering(lambda connection, _: connection.sendall(bomb)) as at,
        pytest.raises(ServerError, match="1048576 bytes"),
    ):
        mirror.follow(at)


def change_page(change: Callable[[list[Any], dict[str, Any]], object]) -> Callable[[str, Any], Any]:
    def changed(name: str, told: Any) -> Any:
        if name == "changes":
            change(told["changes"], told)
        return told

    return changed


LIES: dict[str, Callable[[list[Any], dict[str, Any]], object]] = {
    "another text": lambda changes, _: changes[2]["article"].update(body="Forged"),
    "another language": lambda changes, _: changes[2]["article"].update(lang="ru"),
    "a text of another": lambda changes, _: changes[2].update(article=changes[1]["article"]),
    "another digest": lambda changes, _: changes[2].update(digest="0" * 64),
    "no digest": lambda changes, _: changes[2].update(digest=None),
    "no text": lambda changes, _: changes[2].update(article=None),
    "fields that are not published": lambda changes, _: changes[2]["article"].update(
        extra={"desk": "x"}
    ),
    "a control in an id": lambda changes, _: changes[2].update(id="a\x1b[2J"),
    "an id that is a path": lambda changes, _: changes[2].update(id=".."),
    "an empty id": lambda changes, _: changes[2].update(id=""),
    "a long id": lambda changes, _: changes[2].update(id="a" * 10_000),
    "a number that goes back": lambda changes, _: changes[2].update(seq=1),
    "the same number": lambda changes, _: changes[2].update(seq=changes[1]["seq"]),
    "a negative number": lambda changes, _: changes[0].update(seq=-3),
    "a number too large": lambda changes, told: told.update(last_seq=2**70),
    "an end before its last": lambda _, told: told.update(last_seq=1),
    "one twice": lambda changes, _: changes[2].update(id="a-1"),
    "a year without a calendar": lambda changes, _: changes[2].update(time="0001-01-01T00:00:00Z"),
    "a time without a zone": lambda changes, _: changes[2].update(time="2014-03-01T09:00:00"),
    "a kind that is none": lambda changes, _: changes[2].update(kind="sold"),
    "a million values": lambda changes, _: changes[2]["article"].update(tags=["t"] * 1_000_000),
    "a deep text": lambda changes, _: changes[2]["article"].update(extra=nest({}, 200)),
}


def nest(value: object, levels: int) -> object:
    for _ in range(levels):
        value = {"a": value}
    return value


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES)
def test_lies_are_not_stored(
    address: str, mirror: Mirror, lie: Callable[[list[Any], dict[str, Any]], object]
) -> None:
    with changing(address, change_page(lie)) as liar, pytest.raises(ServerError):
        mirror.follow(liar)
    assert mirror.texts() == {}
    assert mirror.seq() == 0
    assert mirror.follow(address).is_same


def test_a_server_that_always_has_more_is_not_asked_for_ever(address: str, mirror: Mirror) -> None:
    mirror.follow(address)

    def more(changes: list[Any], told: dict[str, Any]) -> None:
        told["next"] = "/api/v1/changes?since=5"

    with changing(address, change_page(more)) as liar, pytest.raises(ServerError, match="more"):
        mirror.follow(liar)


def test_a_root_that_differs_is_told(address: str, mirror: Mirror) -> None:
    def forge(name: str, told: Any) -> Any:
        return told | {"root": "0" * 64} if name == "archive" else told

    with changing(address, forge) as liar:
        assert mirror.follow(liar).is_same is False
        assert not mirror.compare(liar).is_same


def test_a_damaged_text_there_holds_up_no_take_down(
    site: SourceSite, address: str, mirror: Mirror
) -> None:
    mirror.follow(address)
    # What is remembered of texts may be lost at any time: then they are read again.
    site.home.published.unlink()
    alter_text(site, "a-1", "opened", "rotten")
    site.delete("a-2")
    report = mirror.follow(address)
    assert report.counts == {"taken_down": 1}
    assert report.is_same is None
    assert "a-2" not in mirror.found()
    told = json.loads(fetch(address, "/api/v1/archive")[1])
    assert (told["root"], told["articles"], told["deleted"]) == (None, None, None)
    alter_text(site, "a-1", "rotten", "opened")
    assert mirror.follow(address).is_same


def alter_text(site: SourceSite, id_: str, old: str, new: str) -> None:
    with closing(sqlite3.connect(site.home.database)) as db, db:
        db.execute(
            "UPDATE version SET article = CAST(replace(CAST(article AS TEXT), ?, ?) AS BLOB) "
            "WHERE id = ?",
            (old, new, id_),
        )


@pytest.mark.parametrize("status", ["429 Too Many Requests", "503 Service Unavailable"])
def test_who_says_later_is_asked_later(address: str, mirror: Mirror, status: str) -> None:
    times: list[float] = []

    def answer(connection: socket.socket, path: str) -> None:
        times.append(time.monotonic())
        if len(times) == 1:
            connection.sendall(make_answer(b"{}", status, Retry_After="1"))
        else:
            told, body = fetch(address, path)
            connection.sendall(make_answer(body, str(told)))

    with answering(answer) as busy:
        assert mirror.follow(busy).is_same
    assert times[1] - times[0] >= 1


def test_fair_use_lets_a_mirror_catch_up(site: SourceSite, mirror: Mirror) -> None:
    """Who may ask for next to nothing is told to wait, waits, and comes to the end."""
    poor = site.make_service(rate_seconds=1.0, rate_burst=0.005)
    with serve(make_app(poor)) as address:
        assert mirror.follow(address).is_same


def test_a_large_text_is_taken_by_itself(site: SourceSite, address: str, mirror: Mirror) -> None:
    bodies = {f"b-{n}": f"{n} " * 400_000 for n in range(3)}
    site.put(*(make_article(id_, body=body.strip()) for id_, body in bodies.items()))
    assert mirror.follow(address).is_same
    assert mirror.texts().keys() >= bodies.keys()


@pytest.mark.parametrize(
    "url", ["", "example.org", "ftp://example.org", "https://", "https://a:b@example.org",
            "https://example.org/?q=1", "https://example.org:x", "file:///etc/passwd"],
)  # fmt: skip
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(OptionError):
        read_address(url)


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("https://example.org/", "https://example.org"),
        ("http://example.org/letopis/api/v1/", "http://example.org/letopis"),
        ("http://[::1]:8080", "http://[::1]:8080"),
    ],
)
def test_an_address_is_that_of_a_site(url: str, address: str) -> None:
    assert read_address(url) == address


def test_a_source_that_changes_meanwhile_is_taken_whole(
    site: SourceSite, address: str, mirror: Mirror, two_a_page: None
) -> None:
    turns = itertools.count()

    def change(name: str, told: Any) -> Any:
        if name == "changes" and next(turns) == 1:
            site.put(make_article("a-0", "Bridge closed"), make_article("a-4", "Bridge closed"))
            site.delete("a-1")
        return told

    with changing(address, change) as busy:
        mirror.follow(busy)
    mirror.follow(address)
    found = mirror.compare(address)
    assert found.is_same
    assert mirror.texts() == {
        "a-0": "Bridge closed", "a-2": "Bridge opened", "a-3": "Bridge opened",
        "a-4": "Bridge closed",
    }  # fmt: skip


def test_every_error_is_one_of_ours(address: str, mirror: Mirror) -> None:
    with pytest.raises(LetopisError):
        mirror.follow("http://127.0.0.1:9")
