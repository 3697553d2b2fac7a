"""Generations: a new index is built beside the living one, and only a good one is switched in."""

from __future__ import annotations

import gc
import re
import threading
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from indexer.analysis import Analyzer
from indexer.archive.store import Archive
from indexer.article import Article
from indexer.building.build import BuildJob
from indexer.building.job import Candidate, IndexWork
from indexer.building.switching import roll_back_index
from indexer.engines.folder import engine_folder
from indexer.errors import (
    ArchiveLockedError,
    ArchiveMissingError,
    IndexDamagedError,
    IndexMismatchError,
    IndexMissingError,
    VerificationError,
)
from indexer.gate_report import GateReport
from indexer.generations.folders import (
    create_generation,
    current_generation,
    list_failed,
    list_generations,
    set_current,
)
from indexer.generations.manifest import read_manifest
from indexer.generations.sweeping import KEPT
from indexer.home.lock import writing
from indexer.home.paths import ArchiveHome
from indexer.home.settings import Settings, read_settings
from indexer.labels import Labels
from indexer.progress import Progress
from searcher.gate.examining import make_gate
from searcher.gate.golden import GoldenQueries
from searcher.request import SearchRequest
from searcher.service import SearchService
from searcher.tagging.compiling import TagBook
from tests.conftest import MakeService, index_home, rewrite_manifest, update_home

PUBLISHED = datetime(2014, 3, 1, tzinfo=UTC)


def make_articles(count: int) -> list[Article]:
    return [
        Article(id=f"a-{n}", lang="en", title=f"Bridge number {n}", published=PUBLISHED)
        for n in range(count)
    ]


def put(home: ArchiveHome, *articles: Article) -> None:
    with Archive.open(home.database) as archive, archive.transaction():
        for article in articles:
            archive.put(article)


def total(service: SearchService) -> int:
    return service.search(SearchRequest(q="bridge"), "en").total


@pytest.mark.parametrize(
    ("threshold", "engine", "reason"),
    [
        (3, "whoosh", "auto: at most 3 articles"),
        (2, "tantivy", "auto: more than 2 articles"),
    ],
)
def test_auto_takes_the_engine_by_the_size_of_the_archive(
    home: ArchiveHome, analyzer: Analyzer, threshold: int, engine: str, reason: str
) -> None:
    home.settings_file.write_text(f"auto_threshold = {threshold}", "utf-8")
    put(home, *make_articles(3))
    index_home(home, analyzer)
    manifest = read_manifest(home, current_generation(home))
    assert (manifest.engine, manifest.reason) == (engine, reason)
    service = SearchService(home, read_settings(home), analyzer)
    assert service.search(SearchRequest(q="bridge"), "en").index.engine == engine


def test_a_build_says_what_it_is(home: ArchiveHome, analyzer: Analyzer) -> None:
    put(home, *make_articles(3))
    index_home(home, analyzer)
    manifest = read_manifest(home, current_generation(home))
    assert (manifest.engine, manifest.articles, manifest.last_seq) == ("whoosh", 3, 3)
    assert manifest.analyzer == analyzer.fingerprint
    assert manifest.checks == ("count", "articles", "facets", "copies")


def test_a_running_service_follows_a_switch_and_never_sees_less(
    home: ArchiveHome, analyzer: Analyzer, make_service: MakeService
) -> None:
    service = make_service(make_articles(5))
    seen: set[int] = set()
    failures: list[BaseException] = []
    done = threading.Event()

    def read() -> None:
        try:
            while not done.is_set():
                seen.add(total(service))
        except BaseException as error:  # noqa: BLE001 - told to the test
            failures.append(error)

    threads = [threading.Thread(target=read) for _ in range(2)]
    for thread in threads:
        thread.start()
    put(home, *make_articles(9))
    index_home(home, analyzer)
    deadline = threading.Event()
    for _ in range(40):
        if total(service) == 9:
            break
        deadline.wait(0.05)
    done.set()
    for thread in threads:
        thread.join()
    assert not failures
    assert seen <= {5, 9}
    assert total(service) == 9


def test_a_build_that_fails_its_checks_is_not_switched_in(
    home: ArchiveHome, analyzer: Analyzer
) -> None:
    put(home, *make_articles(3))
    index_home(home, analyzer)
    living = current_generation(home)

    def fail(candidate: Candidate, archive: Archive) -> GateReport:
        return GateReport(failures=("count: wrong",))

    with pytest.raises(VerificationError):
        BuildJob(
            IndexWork(home, read_settings(home), analyzer, fail, TagBook(home.tags_file, analyzer)),
            "auto",
        ).run(Progress())
    assert current_generation(home) == living
    assert list_generations(home) == [living]
    assert len(list_failed(home)) == 1


def test_the_checks_notice_a_wrong_index(
    home: ArchiveHome, analyzer: Analyzer, tmp_path: Path
) -> None:
    put(home, *make_articles(3))
    index_home(home, analyzer)
    name = current_generation(home)
    folder, manifest = home.index / name, read_manifest(home, name)
    examine = make_gate(home, analyzer, GoldenQueries())
    candidate = Candidate(folder, manifest, Labels())

    def failed_checks(candidate: Candidate) -> set[str]:
        return {failure.split(":")[0] for failure in examine(candidate, archive).failures}

    with Archive.open(home.database) as archive:
        assert not failed_checks(candidate)
        archive.put(replace(make_articles(1)[0], tags=("roads",), title="Another headline"))
        assert failed_checks(candidate) == {"facets", "articles"}
        grown = replace(candidate, manifest=replace(manifest, articles=4))
        assert failed_checks(grown) == {"count", "facets", "articles"}


def test_what_a_killed_build_left_is_swept_and_the_living_one_stays(
    home: ArchiveHome, analyzer: Analyzer
) -> None:
    put(home, *make_articles(2))
    index_home(home, analyzer)
    living = current_generation(home)
    left = create_generation(home, "20200101T000000Z-dead00")
    (engine_folder(left) / "half.seg").write_bytes(b"half")
    assert current_generation(home) == living
    index_home(home, analyzer)
    assert not left.exists()
    assert (home.index / living).exists()


def test_old_generations_go(home: ArchiveHome, analyzer: Analyzer) -> None:
    put(home, *make_articles(1))
    for _ in range(KEPT + 3):
        index_home(home, analyzer)
    folders = [path.name for path in home.index.iterdir() if path.is_dir()]
    assert len(folders) == KEPT + 1
    assert current_generation(home) == max(folders)


def test_what_is_missing_is_named(home: ArchiveHome, analyzer: Analyzer, tmp_path: Path) -> None:
    service = SearchService(home, Settings(), analyzer)
    with pytest.raises(IndexMissingError) as caught:
        service.generation()
    assert caught.value.command == "letopis index"
    nowhere = SearchService(ArchiveHome(tmp_path / "nowhere"), Settings(), analyzer)
    with pytest.raises(ArchiveMissingError):
        nowhere.generation()


def test_another_zone_asks_for_a_reindex(home: ArchiveHome, analyzer: Analyzer) -> None:
    put(home, *make_articles(1))
    index_home(home, analyzer)
    with pytest.raises(IndexMismatchError, match="time zone"):
        SearchService(home, Settings(zone="Asia/Tbilisi"), analyzer).generation()


@pytest.mark.parametrize(
    ("field", "value", "part"),
    [
        ("schema", 99, "schema"),
        ("analyzer", "other", "analyzer"),
        ("release", "whoosh3 1.0", "engine"),
        ("engine", "another", "engine"),
        ("zone", "Asia/Tbilisi", "time zone"),
    ],
)
def test_a_generation_of_another_release_is_refused(
    home: ArchiveHome, analyzer: Analyzer, field: str, value: object, part: str
) -> None:
    put(home, *make_articles(1))
    index_home(home, analyzer)
    path = home.index / current_generation(home) / "manifest.json"
    rewrite_manifest(path, **{field: value})
    with pytest.raises(IndexMismatchError) as caught:
        SearchService(home, Settings(), analyzer).generation()
    assert caught.value.part == part
    assert caught.value.command == "letopis index"


def test_a_server_keeps_its_generation_when_the_next_one_does_not_fit(
    make_service: MakeService, home: ArchiveHome, analyzer: Analyzer
) -> None:
    service = make_service(make_articles(2))
    assert total(service) == 2
    home.settings_file.write_text('zone = "Asia/Tbilisi"', "utf-8")
    index_home(home, analyzer)
    service.look_again()
    assert total(service) == 2
    assert isinstance(service.problem, IndexMismatchError)
    home.settings_file.write_text("", "utf-8")
    index_home(home, analyzer)
    service.look_again()
    assert total(service) == 2
    assert service.problem is None


def test_serving_needs_the_index_alone(
    make_service: MakeService, home: ArchiveHome, analyzer: Analyzer
) -> None:
    make_service(make_articles(2))
    for path in home.path.glob("archive.db*"):
        path.unlink()
    assert total(SearchService(home, Settings(), analyzer)) == 2


def test_files_of_a_generation_that_nobody_asks_any_more_are_closed(
    make_service: MakeService, home: ArchiveHome, analyzer: Analyzer
) -> None:
    def open_files() -> int:
        links = [path for path in Path("/proc/self/fd").iterdir() if path.is_symlink()]
        maps = Path("/proc/self/maps").read_text().count(str(home.index))
        return maps + sum(str(home.index) in str(path.readlink()) for path in links)

    service = make_service(make_articles(3))
    assert total(service) == 3
    before = open_files()
    for _ in range(4):
        index_home(home, analyzer)
        service.look_again()
        assert total(service) == 3
    gc.collect()
    assert open_files() <= before


def test_a_flipped_byte_is_noticed_before_it_is_served(
    home: ArchiveHome, analyzer: Analyzer
) -> None:
    put(home, *make_articles(3))
    index_home(home, analyzer)
    folder = engine_folder(home.index / current_generation(home))
    for path in sorted(path for path in folder.iterdir() if path.stat().st_size):
        content = path.read_bytes()
        place = len(content) // 2
        path.write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])
        with pytest.raises(IndexDamagedError, match=re.escape(path.name)):
            SearchService(home, Settings(), analyzer).generation()
        path.write_bytes(content)
    assert total(SearchService(home, Settings(), analyzer)) == 3


def test_a_build_waits_for_nobody(home: ArchiveHome, analyzer: Analyzer) -> None:
    with writing(home), pytest.raises(ArchiveLockedError):
        index_home(home, analyzer)


@pytest.mark.parametrize("damage", ["manifest", "labels", "engine"])
def test_a_damaged_generation_is_named_and_never_served_empty(
    home: ArchiveHome, analyzer: Analyzer, damage: str
) -> None:
    put(home, *make_articles(3))
    index_home(home, analyzer)
    folder = home.index / current_generation(home)
    match damage:
        case "manifest":
            (folder / "manifest.json").write_text("{")
        case "labels":
            (folder / "labels.json").unlink()
        case "engine":
            for path in engine_folder(folder).iterdir():
                path.write_bytes(b"")
    with pytest.raises(IndexDamagedError) as caught:
        SearchService(home, Settings(), analyzer).generation()
    assert caught.value.command == "letopis index"
    index_home(home, analyzer)
    assert total(SearchService(home, Settings(), analyzer)) == 3


@pytest.mark.parametrize("pointer", [b"\xff\xfe", b"20200101T000000Z-000000\n", b""])
def test_a_pointer_to_nothing_leaves_the_sound_generation_served(
    home: ArchiveHome, analyzer: Analyzer, pointer: bytes
) -> None:
    put(home, *make_articles(3))
    index_home(home, analyzer)
    (home.index / "CURRENT").write_bytes(pointer)
    service = SearchService(home, Settings(), analyzer)
    assert total(service) == 3
    assert isinstance(service.problem, IndexDamagedError)


@pytest.mark.parametrize(
    "content", [b"", b"\0", b"../elsewhere", b"a/b", b"\xff\xfe", b"." * 9, b"n" * 5000, b"a\nb"]
)
def test_a_current_that_is_no_name_is_damage_and_a_build_mends_it(
    home: ArchiveHome, analyzer: Analyzer, content: bytes
) -> None:
    put(home, *make_articles(2))
    index_home(home, analyzer)
    (home.index / "CURRENT").write_bytes(content)
    with pytest.raises(IndexDamagedError, match="CURRENT"):
        current_generation(home)
    service = SearchService(home, Settings(), analyzer)
    assert total(service) == 2
    assert isinstance(service.problem, IndexDamagedError)
    index_home(home, analyzer)
    assert total(SearchService(home, Settings(), analyzer)) == 2


def test_any_bit_that_flips_in_a_manifest_is_damage(home: ArchiveHome, analyzer: Analyzer) -> None:
    # A manifest keeps its rings: with few it is one of as many kinds of parts, and soon read.
    home.settings_file.write_text('rings = ["months"]', "utf-8")
    put(home, *make_articles(2))
    index_home(home, analyzer)
    name = current_generation(home)
    path = home.index / name / "manifest.json"
    content = path.read_bytes()
    for place in range(len(content)):
        flipped = bytearray(content)
        flipped[place] ^= 1 << place % 8
        path.write_bytes(flipped)
        with pytest.raises(IndexDamagedError, match=r"manifest\.json"):
            read_manifest(home, name)


def test_a_clock_that_was_set_back_does_not_change_which_generation_is_newer(
    home: ArchiveHome, analyzer: Analyzer
) -> None:
    put(home, *make_articles(1))
    index_home(home, analyzer)
    built = current_generation(home)
    # As a clock that went ahead by years would have named it.
    ahead = f"29991231T235959.999999Z{built[built.index('-') :]}"
    (home.index / built).rename(home.index / ahead)
    rewrite_manifest(home.index / ahead / "manifest.json", generation=ahead, build=ahead)
    set_current(home, ahead)
    put(home, *make_articles(2))
    update_home(home, analyzer)
    index_home(home, analyzer)
    names = list_generations(home)
    assert len(names) == 3
    assert names[0] == ahead
    assert names[-1] == current_generation(home)
    manifest = roll_back_index(
        IndexWork(
            home,
            read_settings(home),
            analyzer,
            make_gate(home, analyzer, GoldenQueries()),
            TagBook(home.tags_file, analyzer),
        ),
        None,
    )
    assert manifest.generation == names[1]


def test_a_refused_generation_is_not_read_again_while_nothing_changes(
    make_service: MakeService, home: ArchiveHome, analyzer: Analyzer
) -> None:
    def bytes_read() -> int:
        return int(Path("/proc/self/io").read_text().split()[1])

    service = make_service(make_articles(2))
    assert total(service) == 2
    words = " ".join(f"word{number}" for number in range(20_000))
    put(home, replace(make_articles(1)[0], body=words))
    index_home(home, analyzer)
    files = engine_folder(home.index / current_generation(home)).iterdir()
    largest = max(files, key=lambda path: path.stat().st_size)
    size = largest.stat().st_size
    with largest.open("r+b") as file:
        file.seek(size // 2)
        file.write(b"harm")
    before = bytes_read()
    service.look_again()
    assert total(service) == 2
    assert isinstance(service.problem, IndexDamagedError)
    # To know that it is damaged all of it was read, once.
    assert bytes_read() - before > size
    before = bytes_read()
    for _ in range(5):
        service.look_again()
        assert total(service) == 2
    assert bytes_read() - before < size
    assert isinstance(service.problem, IndexDamagedError)
