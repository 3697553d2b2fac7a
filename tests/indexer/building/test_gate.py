"""The gate: a build that fails its checks or the golden queries is kept aside, with a report."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from indexer.analysis import Analyzer
from indexer.archive.deleting import delete_article
from indexer.archive.store import Archive
from indexer.article import Article
from indexer.building.build import BuildJob
from indexer.building.job import Candidate, Gate, IndexReport, IndexWork
from indexer.building.switching import accept_index, roll_back_index
from indexer.building.update import UpdateJob
from indexer.building.verify import VerifyJob
from indexer.engines import load_engine
from indexer.engines.folder import engine_folder
from indexer.errors import (
    GenerationNotFoundError,
    GoldenError,
    IndexDamagedError,
    VerificationError,
)
from indexer.gate_report import (
    BrokenQuery,
    ChangedTop,
    GateReport,
    LostDocuments,
    MissingHit,
    OutdatedQuery,
)
from indexer.generations.aside import read_report
from indexer.generations.folders import current_generation, list_failed, list_generations
from indexer.generations.manifest import read_manifest
from indexer.generations.sweeping import sweep_generations
from indexer.home.paths import ArchiveHome
from indexer.home.settings import Settings, read_settings
from indexer.progress import Progress
from indexer.schema import make_document
from searcher.gate.examining import make_gate
from searcher.gate.golden import read_golden, try_golden
from searcher.request import SearchRequest
from searcher.service import SearchService
from searcher.tagging.compiling import TagBook
from tests.engines import LOCAL_ENGINES

DAY = datetime(2014, 3, 1, 12, tzinfo=UTC)
GOLDEN = '[[query]]\nq = "bridges"\nexpect = ["a-3"]\n'


def bridge(number: int, title: str = "Bridge") -> Article:
    return Article(id=f"a-{number}", lang="en", title=f"{title} {number}", published=DAY)


def put(home: ArchiveHome, *articles: Article) -> None:
    with Archive.open(home.database) as archive, archive.transaction():
        for article in articles:
            archive.put(article)


def make_job(home: ArchiveHome, analyzer: Analyzer, gate: Gate | None = None) -> IndexWork:
    gate = gate or make_gate(home, analyzer, read_golden(home.golden_file))
    return IndexWork(home, read_settings(home), analyzer, gate, TagBook(home.tags_file, analyzer))


def build(home: ArchiveHome, analyzer: Analyzer) -> IndexReport:
    return BuildJob(make_job(home, analyzer), read_settings(home).engine).run(Progress())


def fail_golden(home: ArchiveHome, analyzer: Analyzer) -> GoldenError:
    with pytest.raises(GoldenError) as caught:
        build(home, analyzer)
    return caught.value


def lose(home: ArchiveHome, analyzer: Analyzer, *ids: str) -> Gate:
    """The gate of a build that lost documents on the way."""
    examine = make_gate(home, analyzer, read_golden(home.golden_file))

    def examine_less(candidate: Candidate, archive: Archive) -> GateReport:
        half = load_engine(candidate.manifest.engine)
        with half.open_index(engine_folder(candidate.folder)) as writer:
            for id_ in ids:
                writer.delete(id_)
        return examine(candidate, archive)

    return examine_less


def found(home: ArchiveHome, analyzer: Analyzer, q: str) -> list[str]:
    service = SearchService(home, read_settings(home), analyzer)
    answer = service.search(SearchRequest(q=q, sort="id"), "en")
    return [hit.article.id for hit in answer.hits]


@pytest.fixture(params=LOCAL_ENGINES)
def served(request: pytest.FixtureRequest, home: ArchiveHome, analyzer: Analyzer) -> ArchiveHome:
    """An archive of five articles about bridges that is served, and a golden query over it."""
    home.settings_file.write_text(f'engine = "{request.param}"', "utf-8")
    home.golden_file.write_text(GOLDEN, "utf-8")
    put(home, *(bridge(n) for n in range(5)))
    build(home, analyzer)
    return home


def test_a_build_that_answers_its_golden_queries_is_served(
    served: ArchiveHome, analyzer: Analyzer
) -> None:
    manifest = read_manifest(served, current_generation(served))
    assert manifest.checks == ("count", "articles", "facets", "copies", "golden")
    assert build(served, analyzer).gate == GateReport(passed=manifest.checks)


def test_a_build_that_breaks_a_golden_query_is_kept_aside_and_told(
    served: ArchiveHome, analyzer: Analyzer
) -> None:
    living = current_generation(served)
    put(served, bridge(3, "Lake"), bridge(5))
    error = fail_golden(served, analyzer)
    missing = MissingHit("a-3", known=True, found=False)
    assert error.report.golden == (BrokenQuery("bridges", 10, (missing,)),)
    assert error.report.passed == ("count", "articles", "facets", "copies")
    assert error.report.lost == LostDocuments()
    (changed,) = error.report.changed
    assert set(changed.before) == {f"a-{n}" for n in range(5)}
    assert set(changed.after) == {"a-0", "a-1", "a-2", "a-4", "a-5"}
    assert (changed.left, changed.entered) == (("a-3",), ("a-5",))

    assert current_generation(served) == living
    assert found(served, analyzer, "bridge") == [f"a-{n}" for n in range(5)]
    assert list_generations(served) == [living]
    assert list_failed(served) == [error.generation]
    assert read_report(served, error.generation) == error.report


def test_a_generation_kept_aside_is_never_served_nor_rolled_back_to(
    served: ArchiveHome, analyzer: Analyzer
) -> None:
    put(served, bridge(3, "Lake"))
    aside = fail_golden(served, analyzer).generation
    with pytest.raises(GenerationNotFoundError):
        roll_back_index(make_job(served, analyzer), aside)
    (served.index / current_generation(served) / "manifest.json").unlink()
    service = SearchService(served, read_settings(served), analyzer)
    with pytest.raises(IndexDamagedError):
        service.generation()


def test_what_failed_its_golden_queries_alone_can_be_accepted(
    served: ArchiveHome, analyzer: Analyzer
) -> None:
    living = current_generation(served)
    put(served, bridge(3, "Lake"))
    aside = fail_golden(served, analyzer).generation
    manifest = accept_index(make_job(served, analyzer), aside)
    assert manifest.generation == current_generation(served) == aside
    assert found(served, analyzer, "lake") == ["a-3"]
    assert "golden" not in manifest.checks
    assert (list_generations(served), list_failed(served)) == ([living, aside], [])
    # It is a generation like any other: updated, verified, rolled back from.
    put(served, bridge(6))
    assert UpdateJob(make_job(served, analyzer)).run(Progress()).written == 1
    assert roll_back_index(make_job(served, analyzer), living).generation == living


def test_a_build_that_loses_documents_is_kept_aside_and_cannot_be_accepted(
    served: ArchiveHome, analyzer: Analyzer
) -> None:
    living = current_generation(served)
    put(served, *(bridge(n) for n in range(5, 40)))
    lost = sorted(f"a-{n}" for n in (0, 3, *range(10, 35)))
    job = make_job(served, analyzer, lose(served, analyzer, *lost))
    with pytest.raises(VerificationError) as caught:
        BuildJob(job, read_settings(served).engine).run(Progress())
    report = caught.value.report
    assert report.lost == LostDocuments(len(lost), tuple(lost[:20]))
    assert "count: articles missing from the index: 27" in report.failures
    assert "count" not in report.passed
    # What the golden queries say is told with it.
    assert [query.q for query in report.golden] == ["bridges"]
    assert report.changed

    aside = caught.value.generation
    with pytest.raises(VerificationError) as refused:
        accept_index(make_job(served, analyzer), aside)
    assert refused.value.report == report
    assert (current_generation(served), list_failed(served)) == (living, [aside])


def test_an_article_that_stands_twice_is_noticed(served: ArchiveHome, analyzer: Analyzer) -> None:
    """The number is right: another one is missing."""
    examine = make_gate(served, analyzer, read_golden(served.golden_file))
    zone = Settings().zone_info

    def double(candidate: Candidate, archive: Archive) -> GateReport:
        half = load_engine(candidate.manifest.engine)
        with half.open_index(engine_folder(candidate.folder)) as writer:
            writer.delete("a-2")
            writer.add(half.prepare(make_document(bridge(1), analyzer, zone)))
        return examine(candidate, archive)

    with pytest.raises(VerificationError) as caught:
        BuildJob(make_job(served, analyzer, double), read_settings(served).engine).run(Progress())
    assert caught.value.report.lost == LostDocuments(1, ("a-2",))
    assert "count: articles in the index more than once: 1" in caught.value.report.failures


def test_one_document_in_the_place_of_another_is_noticed(
    served: ArchiveHome, analyzer: Analyzer
) -> None:
    """The number is right, and every facet."""

    def swap(candidate: Candidate, archive: Archive) -> GateReport:
        half = load_engine(candidate.manifest.engine)
        report = make_gate(served, analyzer, read_golden(served.golden_file))(candidate, archive)
        assert not report.failures
        with Archive.open(served.database) as other, other.transaction():
            other.put(bridge(7))
        with half.open_index(engine_folder(candidate.folder)) as writer:
            writer.delete("a-1")
        with Archive.open(served.database) as grown:
            return make_gate(served, analyzer, read_golden(served.golden_file))(candidate, grown)

    with pytest.raises(VerificationError) as caught:
        BuildJob(make_job(served, analyzer, swap), read_settings(served).engine).run(Progress())
    assert caught.value.report.lost == LostDocuments(2, ("a-1", "a-7"))


def test_a_damaged_generation_is_not_accepted(served: ArchiveHome, analyzer: Analyzer) -> None:
    living = current_generation(served)
    put(served, bridge(3, "Lake"))
    aside = fail_golden(served, analyzer).generation
    files = engine_folder(served.index / f"{aside}.failed").iterdir()
    victim = max(files, key=lambda path: path.stat().st_size)
    victim.write_bytes(victim.read_bytes()[:-1])
    with pytest.raises(IndexDamagedError):
        accept_index(make_job(served, analyzer), aside)
    assert (current_generation(served), list_failed(served)) == (living, [aside])


@pytest.mark.parametrize("name", ["", "20200101T000000.000000Z-0000", "living"])
def test_only_what_was_kept_aside_is_accepted(
    served: ArchiveHome, analyzer: Analyzer, name: str
) -> None:
    build(served, analyzer)
    target = list_generations(served)[0] if name == "living" else name
    living = current_generation(served)
    with pytest.raises(GenerationNotFoundError):
        accept_index(make_job(served, analyzer), target)
    assert current_generation(served) == living


def test_the_first_build_is_gated_too_and_compared_with_nothing(
    home: ArchiveHome, analyzer: Analyzer
) -> None:
    home.golden_file.write_text(GOLDEN, "utf-8")
    put(home, bridge(1))
    error = fail_golden(home, analyzer)
    missing = MissingHit("a-3", known=False, found=False)
    assert error.report.golden == (BrokenQuery("bridges", 10, (missing,)),)
    assert error.report.changed == ()
    assert error.report.uncompared == ""
    # Nothing is current yet: sweeping still keeps the newest one that was kept aside.
    second = fail_golden(home, analyzer).generation
    assert list_failed(home) == [second]
    assert accept_index(make_job(home, analyzer), second).articles == 1
    assert found(home, analyzer, "bridge") == ["a-1"]


def test_a_living_generation_that_cannot_be_opened_does_not_stop_a_build(
    served: ArchiveHome, analyzer: Analyzer
) -> None:
    (served.index / current_generation(served) / "labels.json").unlink()
    report = build(served, analyzer)
    assert "labels.json" in report.gate.uncompared
    assert found(served, analyzer, "bridge") == [f"a-{n}" for n in range(5)]


def test_changed_top_tens_of_a_good_build_are_told(served: ArchiveHome, analyzer: Analyzer) -> None:
    put(served, Article(id="b", lang="en", title="Bridge, bridge", body="bridge", published=DAY))
    (changed,) = build(served, analyzer).gate.changed
    assert changed.q == "bridges"
    assert changed.entered == ("b",)
    assert changed.after[0] == "b"


def test_a_deleted_article_is_not_held_against_a_build(
    served: ArchiveHome, analyzer: Analyzer
) -> None:
    delete_article(served, "a-3", "asked for")
    report = build(served, analyzer).gate
    assert report.golden == ()
    assert report.outdated == (OutdatedQuery("bridges", ("a-3",)),)
    assert "golden" in report.passed


def test_an_update_tells_of_golden_queries_and_goes_through(
    served: ArchiveHome, analyzer: Analyzer
) -> None:
    put(served, bridge(3, "Lake"))
    report = UpdateJob(make_job(served, analyzer)).run(Progress())
    assert [query.q for query in report.gate.golden] == ["bridges"]
    assert report.manifest.checks == ("count", "articles", "copies")
    assert found(served, analyzer, "lake") == ["a-3"]
    delete_article(served, "a-3", "asked for")
    report = UpdateJob(make_job(served, analyzer)).run(Progress())
    assert report.gate.outdated == (OutdatedQuery("bridges", ("a-3",)),)
    assert found(served, analyzer, "lake") == []


def test_a_broken_golden_file_does_not_stop_an_update(
    served: ArchiveHome, analyzer: Analyzer
) -> None:
    delete_article(served, "a-3", "asked for")
    served.golden_file.write_text("[[query]", "utf-8")
    gate = make_gate(served, analyzer, try_golden(served.golden_file))
    report = UpdateJob(make_job(served, analyzer, gate)).run(Progress())
    assert "golden.toml" in report.gate.unread
    assert "golden" not in report.manifest.checks
    assert "a-3" not in found(served, analyzer, "bridge")


def test_an_update_that_loses_documents_is_kept_aside(
    served: ArchiveHome, analyzer: Analyzer
) -> None:
    living = current_generation(served)
    put(served, bridge(5))
    with pytest.raises(VerificationError) as caught:
        UpdateJob(make_job(served, analyzer, lose(served, analyzer, "a-1"))).run(Progress())
    assert caught.value.report.lost == LostDocuments(1, ("a-1",))
    assert (current_generation(served), list_failed(served)) == (living, [caught.value.generation])
    assert len(found(served, analyzer, "bridge")) == 5
    UpdateJob(make_job(served, analyzer)).run(Progress())
    assert len(found(served, analyzer, "bridge")) == 6


def test_of_those_kept_aside_the_newest_stays(served: ArchiveHome, analyzer: Analyzer) -> None:
    put(served, bridge(3, "Lake"))
    asides = [fail_golden(served, analyzer).generation for _ in range(3)]
    assert list_failed(served) == asides[-1:]
    put(served, bridge(3))
    build(served, analyzer)
    assert list_failed(served) == asides[-1:]
    assert f"{asides[-1]}.failed" in sweep_generations(served, 0)
    assert list_failed(served) == []


def verify(home: ArchiveHome, analyzer: Analyzer) -> GateReport:
    """What `letopis verify` finds of the current index."""
    index = VerifyJob(make_job(home, analyzer)).run(Progress()).index
    assert isinstance(index, IndexReport)
    return index.gate


def test_the_current_index_can_be_asked_its_golden_queries(
    served: ArchiveHome, analyzer: Analyzer
) -> None:
    assert "golden" in verify(served, analyzer).passed
    served.golden_file.write_text(GOLDEN.replace("bridges", "lakes"), "utf-8")
    report = verify(served, analyzer)
    assert [query.q for query in report.golden] == ["lakes"]
    assert report.failures == ()


def test_a_changed_top_ten_tells_what_left_entered_and_moved() -> None:
    changed = ChangedTop("q", ("a", "b", "c", "d"), ("b", "e", "c"))
    assert changed.left == ("a", "d")
    assert changed.entered == ("e",)
    assert changed.moved == (("b", 2, 1),)
