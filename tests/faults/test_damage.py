"""Files of an index that are cut, changed or gone: it is noticed and named, the last good index is
served, and the page says so."""

from __future__ import annotations

import logging
import shutil
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from pytest_aiohttp import AiohttpClient

from indexer.analysis import Analyzer
from indexer.errors import IndexDamagedError
from indexer.generations.folders import current_generation
from indexer.generations.manifest import read_manifest
from indexer.home.paths import ArchiveHome
from indexer.home.settings import read_settings
from searcher.request import SearchRequest
from searcher.service import SearchService
from tests.conftest import index_home, update_home
from tests.faults.jobs import CopyArchive, JobServer, found, names, run_import, wait_for, write_news
from web.app import make_app

FAULTS = ("truncated", "flipped", "emptied", "deleted")


@pytest.fixture
def rebuilt(engine: str, tmp_path: Path, copy_archive: CopyArchive) -> ArchiveHome:
    """An archive whose living generation has seven articles, and the one before it five."""
    return copy_archive(tmp_path / "archive", engine, builds=2)


def damage(path: Path, fault: str) -> bytes:
    """Do harm to a file in place; what it held before."""
    if fault in {"truncated", "emptied"}:
        settle()
    content = path.read_bytes()
    middle = len(content) // 2
    match fault:
        case "truncated":
            with path.open("r+b") as file:
                file.truncate(middle)
        case "flipped":
            with path.open("r+b") as file:
                file.seek(middle)
                file.write(bytes([content[middle] ^ 1]))
        case "emptied":
            with path.open("r+b") as file:
                file.truncate(0)
        case "deleted":
            path.unlink()
    return content


def files_of(home: ArchiveHome) -> Iterator[Path]:
    """The files of the living generation that hold something: one of each kind."""
    folder = home.index / current_generation(home)
    yield from (folder / "manifest.json", folder / "labels.json", folder / "lexicon.bin")
    kinds: set[str] = set()
    for name in read_manifest(home, folder.name).files:
        path = folder / "engine" / name
        if path.stat().st_size and path.suffix not in kinds:
            kinds.add(path.suffix)
            yield path


def open_service(home: ArchiveHome, analyzer: Analyzer) -> SearchService:
    return SearchService(home, read_settings(home), analyzer)


def look_again(service: SearchService) -> int:
    """How many articles a service finds, when it has looked at the index again."""
    service.look_again()
    return service.search(SearchRequest(q="bridge"), "en").total


# On a busy machine a generation takes long to open, and whoever asks is answered from another one.


def wait_until_refused(service: SearchService, count: int) -> None:
    """Look until the living generation is refused, and so many articles are found."""
    wait_for(lambda: look_again(service) == count and service.problem is not None)


def wait_until_well(service: SearchService) -> None:
    """Look until the living generation is served."""
    wait_for(lambda: look_again(service) == 7 and service.problem is None)


def settle() -> None:
    """Wait until tantivy, which opens an index once more in a thread of its own, is done with it.

    It maps files to memory: where one is cut while it is being read, the operating system ends the
    process, and nothing can be done about it.
    """
    for _ in range(3):
        wait_for(is_settled)
        time.sleep(0.03)


def is_settled() -> bool:
    """Whether the threads of tantivy sleep; a thread that has yet to run does not."""
    for path in Path("/proc/self/task").glob("*/stat"):
        with suppress(OSError):
            name, _, rest = path.read_text().partition("(")[2].rpartition(")")
            if "watch-callbacks" in name or ("tantivy" in name and rest.split()[0] != "S"):
                return False
    return True


def assert_named(service: SearchService, path: Path, living: str) -> None:
    assert isinstance(service.problem, IndexDamagedError)
    assert service.problem.generation == living
    assert path.name in service.problem.reason


@pytest.mark.parametrize("fault", FAULTS)
def test_a_server_that_starts_serves_the_last_good_generation(
    rebuilt: ArchiveHome, analyzer: Analyzer, fault: str, caplog: pytest.LogCaptureFixture
) -> None:
    living = current_generation(rebuilt)
    for path in list(files_of(rebuilt)):
        content = damage(path, fault)
        service = open_service(rebuilt, analyzer)
        with caplog.at_level(logging.ERROR):
            assert look_again(service) == 5
        assert_named(service, path, living)
        assert path.name in caplog.text
        caplog.clear()
        path.write_bytes(content)
        wait_until_well(service)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_running_server_notices_and_serves_a_good_generation(
    rebuilt: ArchiveHome, analyzer: Analyzer, fault: str
) -> None:
    living = current_generation(rebuilt)
    for path in list(files_of(rebuilt)):
        service = open_service(rebuilt, analyzer)
        assert look_again(service) == 7
        content = damage(path, fault)
        # Where nothing that is open was changed, the generation that is open goes on.
        is_whole = fault == "deleted"
        wait_until_refused(service, 7 if is_whole else 5)
        assert_named(service, path, living)
        path.write_bytes(content)
        wait_until_well(service)


def test_a_running_server_without_another_generation_does_not_serve_a_damaged_one(
    rebuilt: ArchiveHome, jobs: JobServer, analyzer: Analyzer
) -> None:
    code, printed = jobs.run(rebuilt, "gc", "--keep", "0")
    assert code == 0, printed
    service = open_service(rebuilt, analyzer)
    assert look_again(service) == 7
    path = list(files_of(rebuilt))[-1]
    damage(path, "truncated")
    for _ in range(2):
        with pytest.raises(IndexDamagedError, match=path.name):
            look_again(service)
    index_home(rebuilt, analyzer)
    wait_until_well(service)


@pytest.mark.parametrize("fault", FAULTS)
def test_the_next_build_mends(rebuilt: ArchiveHome, analyzer: Analyzer, fault: str) -> None:
    damage(list(files_of(rebuilt))[-1], fault)
    service = open_service(rebuilt, analyzer)
    assert look_again(service) == 5
    index_home(rebuilt, analyzer)
    wait_until_well(service)
    assert found(rebuilt, analyzer) == names(*range(7))


@pytest.mark.parametrize("fault", ["flipped", "truncated"])
def test_damage_that_an_update_would_melt_into_new_files_is_named(
    rebuilt: ArchiveHome, jobs: JobServer, analyzer: Analyzer, tmp_path: Path, fault: str
) -> None:
    for round_ in range(10, 20):
        run_import(rebuilt, analyzer, write_news(tmp_path / "more.jsonl", round_, 1))
        living = current_generation(rebuilt)
        melted = find_melted(rebuilt, analyzer, tmp_path / "copy")
        if melted:
            break
        update_home(rebuilt, analyzer)
    victim = rebuilt.index / living / "engine" / melted[0]
    damage(victim, fault)
    code, printed = jobs.run(rebuilt, "update")
    assert code == 4, printed
    assert f"generation {living} is damaged: {victim.name} was changed" in printed
    assert "Traceback" not in printed
    assert current_generation(rebuilt) == living
    index_home(rebuilt, analyzer)
    assert found(rebuilt, analyzer) == names(*range(7), *range(10, round_ + 1))


def find_melted(home: ArchiveHome, analyzer: Analyzer, copy: Path) -> list[str]:
    """The segments of the living generation that an update merges into another one, tried with a
    copy."""
    shutil.copytree(home.path, copy)
    trial = ArchiveHome(copy)
    before = read_manifest(trial, current_generation(trial))
    update_home(trial, analyzer)
    after = read_manifest(trial, current_generation(trial))
    shutil.rmtree(copy)
    # Of tantivy, postings; of Whoosh, all of a segment.
    return sorted(
        name for name in {*before.files} - {*after.files} if name.endswith(("idx", "seg"))
    )


async def test_the_page_says_that_an_earlier_index_answers(
    rebuilt: ArchiveHome, analyzer: Analyzer, aiohttp_client: AiohttpClient
) -> None:
    client = await aiohttp_client(make_app(open_service(rebuilt, analyzer)))
    page = await (await client.get("/search?q=bridge&ui=en")).text()
    assert "/articles/a-6" in page
    assert "earlier one" not in page
    damage(list(files_of(rebuilt))[-1], "truncated")
    deadline = time.monotonic() + 20
    while "/articles/a-6" in page:
        assert time.monotonic() < deadline
        answer = await client.get("/search?q=bridge&ui=en")
        assert answer.status == 200
        page = await answer.text()
    assert "/articles/a-4" in page
    assert "An earlier index is in service" in page
    health = await (await client.get("/readyz")).json()
    assert (health["status"], health["reasons"]) == ("degraded", ["index-damaged"])


@pytest.mark.parametrize("fault", FAULTS)
def test_verify_names_the_file_and_gc_keeps_the_generation_that_serves(
    rebuilt: ArchiveHome, jobs: JobServer, analyzer: Analyzer, fault: str
) -> None:
    path = list(files_of(rebuilt))[-1]
    damage(path, fault)
    code, printed = jobs.run(rebuilt, "verify")
    assert code == 4
    assert path.name in printed
    assert "Fix: letopis" in printed
    code, printed = jobs.run(rebuilt, "gc", "--keep", "0")
    assert code == 0
    assert path.name in printed
    assert look_again(open_service(rebuilt, analyzer)) == 5
