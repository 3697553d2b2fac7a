"""The `letopis` command as its users meet it: a process, its output and its exit code."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote

import pytest

from indexer.errors import JobCancelledError
from indexer.home.paths import ArchiveHome
from searcher.archive import open_archive
from tests.conftest import SAMPLE_CORPUS, rewrite_manifest
from tests.indexer.importing.test_runs import stop_after
from tests.web.cli.conftest import Letopis

LETOPIS = [sys.executable, "-c", "from web.cli import main; main()"]
ROOT = SAMPLE_CORPUS.parent


@contextmanager
def serving(home: Path, *arguments: str) -> Iterator[tuple[str, str]]:
    """A served archive: what it printed until it served, and its address."""
    process = subprocess.Popen(
        [*LETOPIS, "--home", str(home), *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    assert process.stdout
    printed = ""
    try:
        for line in process.stdout:
            printed += line
            if found := re.search(r"http://(\S+)", line):
                yield printed, found[1]
                break
        else:
            pytest.fail(f"never served: {printed}")
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 0
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as sock:
        return int(sock.getsockname()[1])


def get(address: str, path: str) -> tuple[int, str]:
    connection = HTTPConnection(address, timeout=20)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def test_the_main_job_step_by_step(letopis: Letopis, tmp_path: Path) -> None:
    home = tmp_path / "archive"
    assert letopis(home, "init").returncode == 0
    imported = letopis(home, "import", SAMPLE_CORPUS)
    assert imported.returncode == 0
    assert "Imported 172 new" in imported.stdout
    again = letopis(home, "import", SAMPLE_CORPUS)
    assert again.returncode == 0
    assert "Nothing changed" in again.stdout
    assert letopis(home, "index").returncode == 0
    found = letopis(home, "search", "мост")
    assert found.returncode == 0
    assert re.match(r"\d+ articles", found.stdout)


def test_search_and_explain_tell_what_words_name(
    letopis: Letopis, sample_home: ArchiveHome
) -> None:
    found = letopis(sample_home.path, "search", "школы Дагестана", "--limit", "1").stdout
    assert "Also by country Dagestan  (2)" in found
    dated = letopis(sample_home.path, "search", "20.05.2014").stdout
    assert "Also by date 2014-05-20  (1)" in dated
    assert "Found by: date 2014-05-20" in dated
    assert "Try date 2014  (8)" in letopis(sample_home.path, "search", "2014").stdout
    told = letopis(sample_home.path, "explain", "суды в мае 2014 года").stdout.splitlines()
    assert told[-2:] == ["суды → tag: courts", "мае 2014 года → date: 2014-05"]


def test_search_prints_the_json_of_the_api(letopis: Letopis, sample_home: ArchiveHome) -> None:
    printed = json.loads(
        letopis(
            sample_home.path, "search", "мост", "--lang", "ru", "--limit", "3",
            "--facet-limit", "2", "--json",
        ).stdout
    )  # fmt: skip
    with serving(sample_home.path, "serve", "--port", str(free_port())) as (_, address):
        status, body = get(
            address, "/api/v1/articles?q=%D0%BC%D0%BE%D1%81%D1%82&lang=ru&limit=3&facet_limit=2"
        )
    served = json.loads(body)
    assert status == 200
    assert printed == served
    assert set(printed) == {
        "total", "hits", "partial", "facets", "facet_totals", "timeline", "query", "index", "next",
    }  # fmt: skip
    assert len(printed["hits"]) == 3
    assert len(printed["facets"]["author"]) == 2


def test_search_shows_what_was_surely_meant_and_what_has_some_of_the_words(
    letopis: Letopis,
    sample_home: ArchiveHome,
) -> None:
    home = sample_home.path
    shown = letopis(home, "search", "vjcn").stdout
    assert shown.startswith("Showing results for мост; --as-typed searches for vjcn\n")
    typed = letopis(home, "search", "vjcn", "--as-typed").stdout
    assert typed.startswith("0 articles")
    assert "Try: мост" in typed
    assert json.loads(letopis(home, "search", "vjcn", "--json").stdout)["total"] == 0
    meant = json.loads(letopis(home, "search", "vjcn", "--json", "--repair").stdout)
    assert meant["query"]["repaired"]["to"] == "мост"
    some = letopis(home, "search", "мост река абракадабра").stdout
    assert some.startswith("0 articles")
    assert "Articles with some of the words:" in some
    assert "   Missing: абракадабра\n" in some


def test_search_shows_the_parts_of_each_score(letopis: Letopis, sample_home: ArchiveHome) -> None:
    found = letopis(sample_home.path, "search", "мост", "--limit", "1", "--explain")
    assert found.returncode == 0
    assert "(text word мост)" in found.stdout


def test_search_tells_what_a_full_name_does_without(
    letopis: Letopis, sample_home: ArchiveHome
) -> None:
    name = ("search", "Орлова Анна Ивановна")
    assert "Preferred, not required: Ивановна" in letopis(sample_home.path, *name).stdout
    whole = letopis(sample_home.path, *name, "--without", "full-names").stdout
    assert "Preferred" not in whole
    explained = letopis(sample_home.path, "explain", "Орлова А. И.").stdout
    assert "А → а → а  [full-name, initial]" in explained
    assert "И → и → и  [full-name, wished]" in explained


def test_search_takes_filters_dates_and_sorts(letopis: Letopis, sample_home: ArchiveHome) -> None:
    answer = json.loads(
        letopis(
            sample_home.path, "search", "", "--country", "GE", "--country", "AM", "--from", "2010",
            "--to", "2015-06", "--sort", "oldest", "--limit", "200", "--json",
        ).stdout
    )  # fmt: skip
    assert answer["hits"]
    assert all({"GE", "AM"} & set(hit["countries"]) for hit in answer["hits"])
    times = [hit["published"] for hit in answer["hits"]]
    assert times == sorted(times)
    assert "2010" <= times[0] < times[-1] < "2015-07"


def test_show_tells_why_a_country_was_inferred(letopis: Letopis, sample_home: ArchiveHome) -> None:
    answer = json.loads(letopis(sample_home.path, "search", "Зугдиди", "--json").stdout)
    texts = [letopis(sample_home.path, "show", hit["id"]).stdout for hit in answer["hits"]]
    inferred = [text for text in texts if "inferred" in text]
    assert inferred
    assert all("GE (score" in text and "title: Зугдиди" in text for text in inferred[:1])


def test_explain_shows_tokens_lemmas_and_rules(letopis: Letopis, tmp_path: Path) -> None:
    home = tmp_path / "archive"
    letopis(home, "init")
    (home / "exceptions.txt").write_text("# courts\nсудов = суд\n", "utf-8")
    printed = letopis(home, "explain", "Ёлки судов")
    assert printed.stdout.splitlines() == [
        "Ёлки → елки → елка  [ё, lemma]  (pymorphy3)",
        "судов → судов → суд  [lemma, exception]  (exceptions.txt:2)",
    ]
    explained = json.loads(letopis(tmp_path, "explain", "Baku's", "--json").stdout)
    assert explained["words"][0]["surface"] == "baku"


def test_status_tells_what_is_stored_and_served(letopis: Letopis, sample_home: ArchiveHome) -> None:
    status = json.loads(letopis(sample_home.path, "status", "--json").stdout)
    assert status["articles"] == status["index"]["articles"] == 172
    assert status["index"]["state"] == "ready"
    assert status["index"]["reason"]


def test_rejects_are_summed_up_and_the_rest_is_imported(letopis: Letopis, tmp_path: Path) -> None:
    news = tmp_path / "news.jsonl"
    news.write_text('{"title": "Good", "date": "2020-01-02"}\n{"title": \n', "utf-8")
    done = letopis(tmp_path / "a", "import", news)
    assert done.returncode == 1
    assert "Imported 1 new" in done.stdout
    assert "Rejected 1" in done.stderr
    assert f"{news}:2: record:" in done.stderr


def test_of_many_rejects_the_first_the_last_and_their_number_are_told(
    letopis: Letopis, tmp_path: Path
) -> None:
    news = tmp_path / "news.jsonl"
    news.write_text("{\n" * 3_000 + "[]\n", "utf-8")
    done = letopis(tmp_path / "a", "import", news)
    assert done.returncode == 1
    lines = done.stderr.splitlines()
    assert "Rejected 3,001 records:" in lines
    first, last, more = lines[-3:]
    assert first.startswith(f"  {news}:1: record: broken JSON")
    assert first.endswith("(and 1,999 more like it)")
    assert last.startswith(f"  {news}:3001: record:")
    assert more.startswith("  … and 1,000 more; ")
    assert more.endswith(f"letopis --home {tmp_path / 'a'} status --json")


def test_rejects_of_one_kind_are_one_line_that_says_what_to_do(
    letopis: Letopis, tmp_path: Path
) -> None:
    news = tmp_path / "news.jsonl"
    lines = [
        json.dumps({"title": f"Bread {n}", "born": f"2014-05-{n % 28 + 1:02}"}) for n in range(500)
    ]
    news.write_text("\n".join([*lines, json.dumps({"date": "2014-05-03"})]), "utf-8")
    done = letopis(tmp_path / "a", "import", news)
    alike = " (and 499 more like it)"
    assert done.stderr.splitlines()[-3:] == [
        "Rejected 501 records:",
        f"  {news}:1: published: missing; unknown fields: born (--map published=born?){alike}",
        f"  {news}:501: title: missing",
    ]


def test_many_files_that_hold_no_articles_are_counted_by_their_kind(
    letopis: Letopis, tmp_path: Path
) -> None:
    for n in range(30):
        (tmp_path / f"{n}.jpg").write_bytes(b"\xff\xd8\0")
    (tmp_path / "style.css").write_text("p {}", "utf-8")
    done = letopis(tmp_path / "a", "import", tmp_path)
    assert "Skipped      31 files without articles: .jpg 30, .css 1" in done.stdout.splitlines()


def test_the_rejects_are_in_the_status(letopis: Letopis, tmp_path: Path) -> None:
    news = tmp_path / "news.jsonl"
    news.write_text("{\n" * 3_000 + "[]\n", "utf-8")
    letopis(tmp_path / "a", "import", news)
    status = letopis(tmp_path / "a", "status").stdout.splitlines()
    assert "Rejected     3,001 records" in status
    listed = json.loads(letopis(tmp_path / "a", "status", "--json").stdout)
    assert len(listed["rejected"]) + listed["unlisted"] == 3001
    again = json.loads(letopis(tmp_path / "a", "import", news, "--json").stdout)
    assert (len(again["rejected"]), again["unlisted"]) == (len(listed["rejected"]), 1000)


def test_other_names_are_mapped_and_fixed(letopis: Letopis, tmp_path: Path) -> None:
    news = tmp_path / "news.jsonl"
    news.write_text('{"name": "Заголовок", "when": "2020-01-02", "lang": "xx"}\n', "utf-8")
    rules = ("--map", "title=name", "--map", "published=when", "--set", "lang=ru")
    assert letopis(tmp_path / "a", "import", news, *rules).returncode == 0
    assert letopis(tmp_path / "a", "import", news, "--map", "title").returncode == 2
    assert letopis(tmp_path / "a", "import", news, "--set", "colour=red").returncode == 2


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("search", "x"), 4, " init"),
        (("index",), 4, " init"),
        (("serve",), 4, " init"),
        (("show", "x"), 4, " init"),
        (("import", "nowhere.jsonl"), 2, "nowhere.jsonl"),
        (("frobnicate",), 2, "No such command"),
    ],
)
def test_what_cannot_be_done_says_so(
    letopis: Letopis, tmp_path: Path, arguments: tuple[str, ...], code: int, says: str
) -> None:
    done = letopis(tmp_path / "nothing", *arguments)
    assert done.returncode == code
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_an_archive_without_an_index_says_which_command_mends_it(
    letopis: Letopis, tmp_path: Path
) -> None:
    letopis(tmp_path, "init")
    done = letopis(tmp_path, "search", "x")
    assert done.returncode == 4
    assert f"letopis --home {tmp_path} index" in done.stderr


def test_wrong_input_has_its_own_exit_code(letopis: Letopis, sample_home: ArchiveHome) -> None:
    assert letopis(sample_home.path, "search", "мост athor:Тугов").returncode == 2
    assert letopis(sample_home.path, "search", "мост", "--author", "nobody").returncode == 2
    assert letopis(sample_home.path, "search", "мост", "--from", "вчера").returncode == 2
    assert letopis(sample_home.path, "show", "nowhere").returncode == 3


def test_broken_settings_are_named(letopis: Letopis, tmp_path: Path) -> None:
    letopis(tmp_path, "init")
    (tmp_path / "letopis.toml").write_text('zone = "Mars/Olympus"', "utf-8")
    done = letopis(tmp_path, "status")
    assert done.returncode == 2
    assert "Mars/Olympus" in done.stderr


@pytest.fixture(scope="module")
def demonstrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive that `letopis demo` made and served; it is copied."""
    home = tmp_path_factory.mktemp("demo") / "archive"
    with serving(home, "demo", "--port", str(free_port())) as (printed, address):
        assert "Indexed 172 articles" in printed
        assert get(address, "/readyz")[0] == 200
        assert get(address, "/search?q=bridge")[0] == 200
    return home


@pytest.fixture
def demo_home(demonstrated: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(demonstrated, tmp_path / "archive"))


def test_demo_serves_and_a_second_run_is_quick(demo_home: Path) -> None:
    with serving(demo_home, "demo", "--port", str(free_port())) as (printed, _):
        assert "Indexed" not in printed


def test_a_query_of_ten_thousand_letters_is_refused_with_its_limit(
    sample_home: ArchiveHome,
) -> None:
    with serving(sample_home.path, "serve", "--port", str(free_port())) as (_, address):
        status, body = get(address, "/api/v1/articles?q=" + quote("я" * 10_000))
        assert status == 400
        assert json.loads(body)["errors"][0]["limit"] == 4000
        status, page = get(address, "/search?q=" + quote("я" * 10_000))
        assert status == 400
        assert "4,000" in page


def test_a_busy_port_is_refused(letopis: Letopis, sample_home: ArchiveHome) -> None:
    with socket.create_server(("127.0.0.1", 0)) as busy:
        port = busy.getsockname()[1]
        done = letopis(sample_home.path, "serve", "--port", str(port))
    assert done.returncode == 2
    assert f"port {port} is busy" in done.stderr


def test_a_busy_port_gives_way_to_the_next_in_the_demo(demo_home: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as busy:
        port = busy.getsockname()[1]
        with serving(demo_home, "demo", "--port", str(port)) as (printed, address):
            assert f"Port {port} is busy" in printed
            assert address != f"127.0.0.1:{port}"
            assert get(address, "/readyz")[0] == 200


def test_a_server_answers_before_there_is_an_index_and_after(
    letopis: Letopis, tmp_path: Path
) -> None:
    letopis(tmp_path, "init")
    with serving(tmp_path, "serve", "--port", str(free_port())) as (_, address):
        status, page = get(address, "/")
        assert status == 503
        assert "letopis index" in page
        assert get(address, "/readyz")[0] == 503
        assert get(address, "/healthz")[0] == 200
        letopis(tmp_path, "import", SAMPLE_CORPUS)
        letopis(tmp_path, "index")
        assert get(address, "/readyz")[0] == 200


@pytest.mark.parametrize(
    ("name", "text"),
    [("labels.toml", '[tags]\nx = { en = "X" }\n'), ("about.en.md", "# Our archive\n")],
)
def test_demo_leaves_an_archive_of_somebody_alone(
    letopis: Letopis, tmp_path: Path, name: str, text: str
) -> None:
    letopis(tmp_path, "init")
    (tmp_path / name).write_text(text, "utf-8")
    done = letopis(tmp_path, "demo")
    assert done.returncode == 2
    assert "archive of its own" in done.stderr
    assert (tmp_path / name).read_text("utf-8") == text


def test_the_demo_says_that_everything_is_invented(demo_home: Path) -> None:
    with serving(demo_home, "demo", "--port", str(free_port())) as (_, address):
        assert "Everything here is invented" in get(address, "/about?ui=en")[1]
        assert "Здесь всё выдумано" in get(address, "/about?ui=ru")[1]


def test_demo_follows_new_names_and_refuses_other_articles(
    letopis: Letopis, demo_home: Path, tmp_path: Path
) -> None:
    (demo_home / "labels.toml").write_text("# names of an older release\n", "utf-8")
    with serving(demo_home, "demo", "--port", str(free_port())) as (printed, _):
        assert "0 new" in printed
        assert "Indexed 172" in printed
    news = tmp_path / "news.jsonl"
    news.write_text('{"title": "Mine", "date": "2020-01-02"}\n', "utf-8")
    assert letopis(demo_home, "import", news).returncode == 0
    assert letopis(demo_home, "demo").returncode == 2


def test_demo_mends_an_index_of_another_release(demo_home: Path) -> None:
    for manifest in demo_home.glob("index/*/manifest.json"):
        rewrite_manifest(manifest, analyzer="older")
    with serving(demo_home, "demo", "--port", str(free_port())) as (printed, address):
        assert "Indexed 172" in printed
        assert get(address, "/readyz")[0] == 200


def test_an_archive_kept_up_to_date(letopis: Letopis, tmp_path: Path) -> None:
    home, news = tmp_path / "archive", tmp_path / "news.jsonl"
    news.write_text('{"id": "a", "title": "Bridge", "date": "2014-03-01"}\n', "utf-8")
    letopis(home, "import", news)
    early = letopis(home, "update")
    assert early.returncode == 4
    assert "letopis --home" in early.stderr
    letopis(home, "index", "--engine", "tantivy")
    assert letopis(home, "update").stdout == "The index is up to date.\n"
    news.write_text('{"id": "b", "title": "Bridge two", "date": "2014-03-02"}\n', "utf-8")
    letopis(home, "import", news)
    assert "1 article written, 0 removed" in letopis(home, "update").stdout
    assert json.loads(letopis(home, "search", "bridge", "--json").stdout)["total"] == 2

    sound = letopis(home, "verify")
    assert sound.returncode == 0
    assert "is sound: files, count, articles, facets, copies." in sound.stdout
    deleted = letopis(home, "delete", "a", "--reason", "asked for")
    assert deleted.returncode == 0
    assert "0 articles written, 1 removed" in deleted.stdout
    assert json.loads(letopis(home, "search", "bridge", "--json").stdout)["total"] == 1
    assert letopis(home, "delete", "a", "--reason", "again").returncode == 3
    assert letopis(home, "delete", "a").returncode == 2

    rows = json.loads(letopis(home, "generations", "--json").stdout)
    assert [(row["kind"], row["articles"], row["current"]) for row in rows] == [
        ("build", 0, False), ("update", 1, False), ("update", 1, True),
    ]  # fmt: skip
    assert "1 article" in letopis(home, "rollback").stdout
    assert f"letopis --home {home} update" in letopis(home, "verify").stdout
    assert json.loads(letopis(home, "search", "bridge", "--json").stdout)["total"] == 1
    assert letopis(home, "rollback", "20000101T000000.000000Z-0000").returncode == 3
    assert "Kept 1 generation." in letopis(home, "gc", "--keep", "0").stdout
    assert json.loads(letopis(home, "search", "bridge", "--json").stdout)["total"] == 1

    (current,) = (
        row["generation"] for row in json.loads(letopis(home, "generations", "--json").stdout)
    )
    (home / "index" / current / "engine" / "meta.json").write_text("{}")
    damaged = letopis(home, "verify")
    assert damaged.returncode == 4
    assert "damaged" in damaged.stderr


def test_clients_that_neither_read_nor_send_hold_up_no_end(sample_home: ArchiveHome) -> None:
    asked = b"GET /static/style.css HTTP/1.1\r\nHost: x\r\n\r\n" * 2000
    begun = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n"
    with serving(sample_home.path, "serve", "--port", str(free_port())) as (_, address):
        host, port = address.split(":")
        clients = [socket.create_connection((host, int(port))) for _ in range(2)]
        for client, sent in zip(clients, (asked, begun), strict=True):
            client.sendall(sent)
            assert client.recv(8).startswith(b"HTTP/1.1")
        # The answers fill what the system keeps for a reader.
        time.sleep(1)
    for client in clients:
        client.close()


def test_a_killed_import_goes_on_and_says_so(letopis: Letopis, tmp_path: Path) -> None:
    news = tmp_path / "news.jsonl"
    lines = [{"id": str(n), "title": f"Bread {n}", "date": "2014-05-03"} for n in range(4_500)]
    news.write_text("\n".join(map(json.dumps, lines)), "utf-8")
    home = tmp_path / "a"
    assert letopis(home, "init").returncode == 0
    with pytest.raises(JobCancelledError):
        open_archive(home).import_job([news]).run(stop_after(2_500))
    done = letopis(home, "import", news)
    assert "Went on      where this import was stopped, behind 0 whole files\n" in done.stdout
    assert "Imported 4,500 new articles" in done.stdout
    assert "Articles     4500" in letopis(home, "status").stdout
