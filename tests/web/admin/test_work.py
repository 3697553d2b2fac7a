"""What admins do by pages: each asks for a job, which a process of its own carries out."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from aiohttp import FormData

from indexer.generations.folders import list_generations
from indexer.home.paths import ArchiveHome
from indexer.operations.audit import AuditLog
from indexer.operations.queue import JobQueue
from searcher.archive import open_archive
from searcher.request import SearchRequest
from tests.web.admin.browsing import OWN, Browser, Shown, show_answer

ARTICLE = {"id": "en-1", "title": "Bridge opened", "body": "Over the river.", "date": "2014-03-01"}


def write_lines(*records: Mapping[str, str]) -> bytes:
    return b"".join(json.dumps(record).encode() + b"\n" for record in records)


async def send_import(
    browser: Browser, shown: Shown, files: Mapping[str, bytes], **fields: str
) -> Shown:
    """Send the form of an import as a browser does: its fields in their order, files among them."""
    form = FormData(default_to_multipart=True)
    known = shown.forms["/admin/import"]
    form.add_field("csrf", known["csrf"])
    for name in ("upload", "again", "rejects"):
        if name in known:
            form.add_field(name, known[name])
    for name, content in files.items():
        form.add_field("files", content, filename=name)
    if not files:
        form.add_field("files", b"", filename="")
    for name, value in ({"ending": "keep"} | fields).items():
        form.add_field(name, value)
    answer = await browser.client.post("/admin/import", data=form, headers=OWN)
    return await show_answer(answer)


def list_links(shown: Shown) -> list[str]:
    return [link["href"] for link in shown.page.find("a")]


async def wait_for_jobs(home: ArchiveHome) -> None:
    queue = JobQueue.of(home)
    for _ in range(600):
        if not queue.read_unfinished():
            return
        await asyncio.sleep(0.1)
    pytest.fail("the jobs do not end")


def find(home: ArchiveHome, q: str) -> list[str]:
    response = open_archive(home.path).service.search(SearchRequest(q=q), "en")
    return sorted(hit.article.id for hit in response.hits)


@pytest.fixture
async def admin(browser: Browser) -> Browser:
    await browser.sign_in()
    return browser


async def test_a_file_of_a_browser_is_imported_and_found(admin: Browser, home: ArchiveHome) -> None:
    form = await admin.open("/admin/import")
    job = await send_import(admin, form, {"news.jsonl": write_lines(ARTICLE, {"id": "odd"})})
    assert job.path.startswith("/admin/jobs/")
    await wait_for_jobs(home)
    job = await admin.open(job.path)
    assert "New articles 1" in job.text
    assert "Rejected 1" in job.text
    assert find(home, "bridge") == ["en-1"]
    assert [deed.action for deed in AuditLog.of(home).read(2)] == ["update", "import"]
    state = await admin.open("/admin/")
    assert "Articles that readers find 1" in state.text


async def test_a_rehearsal_changes_nothing_and_leads_to_the_import(
    admin: Browser, home: ArchiveHome
) -> None:
    form = await admin.open("/admin/import")
    job = await send_import(admin, form, {"news.jsonl": write_lines(ARTICLE)}, ending="undo")
    await wait_for_jobs(home)
    job = await admin.open(job.path)
    assert "Rehearsal of an import" in job.text
    assert "New articles 1" in job.text
    assert find(home, "bridge") == []
    again = await admin.open(f"/admin/import?again={job.path.rpartition('/')[2]}")
    await send_import(admin, again, {})
    await wait_for_jobs(home)
    assert find(home, "bridge") == ["en-1"]


async def test_a_mistake_in_what_was_typed_keeps_it_and_the_files(
    admin: Browser, home: ArchiveHome
) -> None:
    form = await admin.open("/admin/import")
    record = {**ARTICLE, "headline_of_it": "Viaduct opened"}
    refused = await send_import(
        admin, form, {"news.jsonl": write_lines(record)}, maps="headline=headline_of_it"
    )
    assert refused.status == 422
    assert "unknown field 'headline'" in refused.text
    assert "headline=headline_of_it" in refused.text
    await send_import(admin, refused, {}, maps="title=headline_of_it")
    await wait_for_jobs(home)
    assert find(home, "viaduct") == ["en-1"]


async def test_nothing_chosen_is_told(admin: Browser) -> None:
    refused = await send_import(admin, await admin.open("/admin/import"), {})
    assert refused.status == 422
    assert "Nothing was chosen" in refused.text


async def test_a_job_of_no_number_is_refused(admin: Browser) -> None:
    form = await admin.open("/admin/import")
    refused = await send_import(admin, form, {}, again="9" * 30)
    assert refused.status == 400


async def test_files_in_the_folders_of_the_settings_are_imported_and_no_others(
    admin: Browser, home: ArchiveHome, tmp_path: Path
) -> None:
    incoming, outside = home.path / "incoming", tmp_path / "outside.jsonl"
    incoming.mkdir()
    (incoming / "news.jsonl").write_bytes(write_lines(ARTICLE))
    outside.write_bytes(write_lines({**ARTICLE, "id": "secret"}))
    (incoming / "link.jsonl").symlink_to(outside)
    form = await admin.open("/admin/import")
    assert "news.jsonl" in form.text
    assert "link.jsonl" not in form.text
    for trick in (
        "0/../letopis.toml",
        "0/link.jsonl",
        "7/news.jsonl",
        "news.jsonl",
        f"0/{outside}",
    ):
        refused = await send_import(admin, form, {}, source=trick)
        assert refused.status == 422, trick
    await send_import(admin, form, {}, source="0/news.jsonl")
    await wait_for_jobs(home)
    assert find(home, "bridge") == ["en-1"]


@pytest.mark.parametrize(
    "name",
    [
        "../../evil.jsonl",
        "/etc/evil.jsonl",
        "..\\evil.jsonl",
        ".",
        "вести.jsonl",
        "a" * 300,
        "ა" * 110,
    ],
)
async def test_sent_files_stay_in_a_folder_of_their_own(
    admin: Browser, home: ArchiveHome, name: str
) -> None:
    before = {path for path in home.path.parent.rglob("*") if home.uploads not in path.parents}
    form = await admin.open("/admin/import")
    files = {name: write_lines(ARTICLE)}
    job = await send_import(admin, form, files, ending="undo")
    assert job.status == 200
    (folder,) = home.uploads.iterdir()
    (sent,) = folder.iterdir()
    assert sent.read_bytes() == write_lines(ARTICLE)
    await wait_for_jobs(home)
    after = {path for path in home.path.parent.rglob("*") if home.uploads not in path.parents}
    assert not {path for path in after - before if "evil" in path.name}


async def test_two_files_of_one_name_are_both_kept(admin: Browser, home: ArchiveHome) -> None:
    form = await admin.open("/admin/import")
    data = FormData(default_to_multipart=True)
    data.add_field("csrf", form.forms["/admin/import"]["csrf"])
    for number in (1, 2):
        lines = write_lines({**ARTICLE, "id": f"en-{number}", "title": f"Bridge {number}"})
        data.add_field("files", lines, filename="news.jsonl")
    await admin.client.post("/admin/import", data=data, headers=OWN)
    await wait_for_jobs(home)
    assert find(home, "bridge") == ["en-1", "en-2"]
    # All that they hold is in the archive.
    assert not list(home.uploads.iterdir())


async def test_files_stay_whose_records_are_not_all_in_the_archive(
    admin: Browser, home: ArchiveHome
) -> None:
    form = await admin.open("/admin/import")
    await send_import(admin, form, {"news.jsonl": write_lines(ARTICLE, {"id": "odd"})})
    await send_import(admin, form, {"news.jsonl": write_lines(ARTICLE), "plan.exe": b"MZ"})
    await wait_for_jobs(home)
    assert len(list(home.uploads.iterdir())) == 2


async def test_what_the_disk_has_no_room_for_is_refused_and_nothing_stays(
    admin: Browser, home: ArchiveHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = await admin.open("/admin/import")
    usage = type("Usage", (), {"free": 1_000, "total": 10**12})
    monkeypatch.setattr("shutil.disk_usage", lambda _: usage)
    refused = await send_import(admin, form, {"news.jsonl": write_lines(ARTICLE)})
    assert refused.status == 413
    assert not list(home.uploads.iterdir())
    assert JobQueue.of(home).read(1) == []


async def test_rejects_are_tried_again_with_a_mapping(admin: Browser, home: ArchiveHome) -> None:
    records = [
        {"id": f"en-{number}", "title": f"Bridge {number}", "printed_on": "2014-03-01"}
        for number in range(3)
    ]
    form = await admin.open("/admin/import")
    await send_import(admin, form, {"news.jsonl": write_lines(*records)})
    await wait_for_jobs(home)
    rejects = await admin.open("/admin/rejects")
    assert "3 in 1 file" in rejects.text
    (group,) = [link for link in list_links(rejects) if link.startswith("/admin/rejects/")]
    shown = await admin.open(group)
    assert "news.jsonl:3" in shown.text
    (again,) = [link for link in list_links(shown) if link.startswith("/admin/import?rejects=")]
    await send_import(admin, await admin.open(again), {}, maps="published=printed_on")
    await wait_for_jobs(home)
    assert find(home, "bridge") == ["en-0", "en-1", "en-2"]
    assert "Every record could be read" in (await admin.open("/admin/rejects")).text


async def test_an_article_is_taken_down_and_put_back(admin: Browser, home: ArchiveHome) -> None:
    form = await admin.open("/admin/import")
    await send_import(admin, form, {"news.jsonl": write_lines(ARTICLE)})
    await wait_for_jobs(home)
    found = await admin.open("/admin/articles?q=en-1")
    assert "Bridge opened" in found.text
    unchosen = await admin.post(found, "/admin/articles/delete", id="", other="")
    assert find(home, "bridge") == ["en-1"], unchosen.text
    await admin.post(found, "/admin/articles/delete", id="en-1", other="as the court says")
    await wait_for_jobs(home)
    assert find(home, "bridge") == []
    taken = await admin.open("/admin/articles")
    assert "as the court says" in taken.text
    (deed,) = AuditLog.of(home).read(1)
    assert (deed.action, deed.who, deed.outcome) == ("delete", "anna", "")
    assert "as the court says" in deed.details
    await admin.post(taken, "/admin/articles/restore")
    await wait_for_jobs(home)
    assert find(home, "bridge") == ["en-1"]


async def test_an_earlier_index_is_served_again(admin: Browser, home: ArchiveHome) -> None:
    form = await admin.open("/admin/import")
    for number in (1, 2):
        record = {**ARTICLE, "id": f"en-{number}", "title": f"Bridge {number}"}
        await send_import(admin, form, {f"{number}.jsonl": write_lines(record)})
        await wait_for_jobs(home)
    assert find(home, "bridge") == ["en-1", "en-2"]
    indexes = await admin.open("/admin/indexes")
    assert "changes it lacks: 1" in indexes.text
    # The first one has no article, the second one.
    earlier = list_generations(home)[1]
    await admin.post(indexes, "/admin/jobs", type="rollback", generation=earlier)
    await wait_for_jobs(home)
    assert find(home, "bridge") == ["en-1"]


async def test_an_index_that_golden_queries_refused_is_accepted(
    admin: Browser, home: ArchiveHome
) -> None:
    form = await admin.open("/admin/import")
    await send_import(admin, form, {"news.jsonl": write_lines(ARTICLE)})
    await wait_for_jobs(home)
    home.golden_file.write_text('[[query]]\nq = "bridge"\nexpect = ["nowhere"]\n', "utf-8")
    indexes = await admin.open("/admin/indexes")
    job = await admin.post(indexes, "/admin/jobs", type="index", generation="", engine="whoosh")
    await wait_for_jobs(home)
    assert "Failed golden queries" in (await admin.open(job.path)).text
    indexes = await admin.open("/admin/indexes")
    assert "kept aside" in indexes.text
    aside = next(iter(home.index.glob("*.failed"))).name.removesuffix(".failed")
    await admin.post(indexes, "/admin/jobs", type="accept", generation=aside)
    await wait_for_jobs(home)
    index = open_archive(home.path).status().index
    assert index is not None
    assert index.generation == aside


@pytest.mark.parametrize("kind", ["import", "delete", "nonsense", ""])
async def test_only_plain_jobs_are_asked_for_by_name(admin: Browser, kind: str) -> None:
    indexes = await admin.open("/admin/indexes")
    refused = await admin.post(indexes, "/admin/jobs", type=kind, paths="/etc/passwd")
    assert refused.status == 400


async def test_a_job_is_followed_until_it_ends(admin: Browser, home: ArchiveHome) -> None:
    form = await admin.open("/admin/import")
    job = await send_import(admin, form, {"news.jsonl": write_lines(ARTICLE)})
    answer = await admin.client.get(f"{job.path}/events")
    events = (await answer.text()).split("\n\n")
    assert events[0].startswith("event: progress\ndata: <p")
    assert "event: end\ndata: done" in events
    # An update follows the import.
    await wait_for_jobs(home)


async def test_a_job_that_waits_is_cancelled(admin: Browser, home: ArchiveHome) -> None:
    number = JobQueue.of(home).add("verify", b'{"type":"verify"}', "anna")
    job = await admin.open("/admin/jobs")
    token = job.forms["/admin/logout"]["csrf"]
    cancelled = await admin.client.post(
        f"/admin/jobs/{number}/cancel", data={"csrf": token}, headers=OWN
    )
    assert cancelled.status == 200
    await wait_for_jobs(home)
    ended = JobQueue.of(home).get(number)
    assert ended is not None
    assert ended.state in {"cancelled", "done"}


async def test_a_job_that_nobody_asked_for_is_not_found(admin: Browser) -> None:
    for path in ("/admin/jobs/99", "/admin/import?again=99", "/admin/rejects/nothing"):
        assert (await admin.open(path)).status == 404


async def test_russian_pages_speak_russian(admin: Browser, home: ArchiveHome) -> None:
    form = await admin.open("/admin/import")
    job = await send_import(admin, form, {"news.jsonl": write_lines(ARTICLE)})
    await wait_for_jobs(home)
    for path, text in (
        ("/admin/", "Состояние"),
        (job.path, "Новых статей"),
        ("/admin/indexes", "включён"),
        ("/admin/articles", "Снятых статей нет"),
        ("/admin/audit", "в браузере"),
        ("/admin/jobs", "готово"),
        ("/admin/rejects", "Все записи прочитаны"),
    ):
        assert text in (await admin.open(f"{path}?ui=ru")).text
