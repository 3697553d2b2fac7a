"""Calls of hooks: each is made until it is taken, whatever stands at the other end."""

from __future__ import annotations

import socket
import ssl
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
import pytest

from indexer.operations.alert_calls import (
    GIVEN_UP,
    LONGEST_PAUSE,
    MOST_WAITING,
    HookState,
)
from indexer.operations.alert_matches import writing_ledger
from indexer.operations.queue import JobQueue
from indexer.progress import Progress
from searcher.archive import NewsArchive
from searcher.doctor.job import DoctorJob
from searcher.orders import UpdateOrder, encode_order
from tests.faults.jobs import wait_for
from tests.searcher.alerts.news import put, story, update
from tests.web.alerts.conftest import SetHook
from tests.web.alerts.receivers import (
    SECRET,
    Behaviour,
    Receiver,
    answering,
    babble,
    drip,
    grow,
    hang,
    receiving,
    say_yes_and_go_on,
)
from web.alerts import message
from web.alerts.delivering import Courier, DeliveryReport, Eagerness
from web.i18n import load_languages
from web.jobs.outcomes import JobOutcome
from web.jobs.runner import JobRunner


def deliver(
    archive: NewsArchive,
    eagerness: Eagerness = "due",
    *,
    later: timedelta = timedelta(),
    seconds: float = 30.0,
) -> DeliveryReport:
    courier = Courier(archive, lambda: datetime.now(UTC) + later)
    return courier.deliver(eagerness, seconds)


def state(archive: NewsArchive, alert: str = "floods") -> HookState:
    with writing_ledger(archive.home.operations) as ledger:
        return ledger.calls.hooks().get(alert, HookState())


def test_a_hook_is_told_what_matched(
    archive: NewsArchive, receiver: Receiver, set_hook: SetHook
) -> None:
    set_hook(receiver.address)
    update(archive, story("flood", "Floods cut the road", body="A flood came.", tags=("rivers",)))
    before = datetime.now(UTC)
    assert deliver(archive) == DeliveryReport(taken=1)
    (call,) = receiver.calls
    assert call.path == "/hook"
    assert call.headers["content-type"] == "application/json"
    assert call.is_signed()
    sent = datetime.fromtimestamp(int(call.headers["webhook-timestamp"]), UTC)
    assert before - timedelta(seconds=1) <= sent <= datetime.now(UTC)
    told = call.message
    assert told["type"] == "alert.matched"
    assert told["data"]["alert"] == {
        "id": "floods",
        "name": {"ru": "Наводнения"},
        "query": "flood",
        "html": "https://news.example.org/archive/search?q=flood&sort=newest",
        "feed": "https://news.example.org/archive/alerts/floods.atom",
    }
    (article,) = told["data"]["articles"]
    assert article["html"] == "https://news.example.org/archive/articles/flood"
    assert article["self"] == "https://news.example.org/archive/api/v1/articles/flood"
    assert article["snippets"] == [{"text": "A flood came.", "spans": [[2, 7]]}]
    assert article["labels"]["tags"] == ["rivers"]
    assert told["data"]["index"]["seq"] == archive.service.generation().manifest.last_seq
    # It was taken, and is not sent again.
    assert deliver(archive, "all") == DeliveryReport()
    assert len(receiver.calls) == 1


def test_a_secret_may_stand_in_the_environment(
    archive: NewsArchive,
    receiver: Receiver,
    set_hook: SetHook,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    set_hook(receiver.address, more='secret_variable = "FLOODS_SECRET"')
    update(archive, story("flood", "A flood"))
    report = deliver(archive)
    # Unsigned it is not sent.
    assert (receiver.calls, report.waiting) == ([], 1)
    assert "FLOODS_SECRET" in report.failures["floods"]
    monkeypatch.setenv("FLOODS_SECRET", SECRET)
    assert deliver(archive, "all").taken == 1
    assert receiver.calls[0].is_signed()


def test_without_a_secret_nothing_is_signed(
    archive: NewsArchive, receiver: Receiver, set_hook: SetHook
) -> None:
    set_hook(receiver.address, more="")
    update(archive, story("flood", "A flood"))
    assert deliver(archive).taken == 1
    assert "webhook-signature" not in receiver.calls[0].headers


REFUSING = {
    "500": (answering("500 Internal Server Error", b"broken"), "answered 500"),
    "404": (answering("404 Not Found"), "answered 404"),
    "redirect": (answering("302 Found\r\nLocation: /hook"), "redirects are not followed"),
    "babble": (babble, "no answer that can be read"),
    "grow": (grow, "no answer that can be read"),
    "end": (lambda _: None, "no answer that can be read"),
}


@pytest.mark.parametrize("name", REFUSING)
def test_what_a_hook_does_not_take_is_sent_again(
    archive: NewsArchive, set_hook: SetHook, name: str
) -> None:
    behave, reason = REFUSING[name]
    with receiving(behave) as receiver:
        set_hook(receiver.address)
        update(archive, story("flood", "A flood"))
        report = deliver(archive)
        assert reason in report.failures["floods"]
        assert (report.taken, report.waiting) == (0, 1)
        # Redirects lead nowhere.
        assert len(receiver.calls) == 1
        # It is left alone for a while.
        assert deliver(archive).failures == {}
        receiver.behave = answering("200 OK")
        assert deliver(archive, later=timedelta(minutes=2)).taken == 1
        first, second = receiver.calls
    # Under the name it had: who has it already may drop it.
    assert first.name == second.name
    assert second.is_signed()
    assert state(archive).failures == 0


@pytest.mark.parametrize("behave", [hang, drip])
def test_a_hook_that_does_not_answer_is_cut_off(
    archive: NewsArchive,
    set_hook: SetHook,
    behave: Behaviour,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("web.alerts.calling.PATIENCE", 0.5)
    with receiving(behave) as receiver, receiving(answering("200 OK")) as other:
        set_hook(receiver.address)
        set_hook(other.address, "other")
        update(archive, story("flood", "A flood"))
        began = time.monotonic()
        report = deliver(archive)
        assert time.monotonic() - began < 10
        assert "no answer" in report.failures["floods"]
        # Nobody else waits for it.
        assert (report.taken, len(other.calls)) == (1, 1)


def test_whoever_updates_waits_no_longer_than_it_wishes(
    archive: NewsArchive, set_hook: SetHook
) -> None:
    with receiving(hang) as receiver:
        set_hook(receiver.address)
        update(archive, story("flood", "A flood"))
        began = time.monotonic()
        assert deliver(archive, seconds=0.5) == DeliveryReport(waiting=1)
        assert time.monotonic() - began < 5
        receiver.behave = answering("200 OK")
        # What was under way counts as not made.
        assert deliver(archive).taken == 1
        assert receiver.calls[0].name == receiver.calls[-1].name


def test_an_answer_without_end_is_taken_by_its_status(
    archive: NewsArchive, set_hook: SetHook
) -> None:
    with receiving(say_yes_and_go_on) as receiver:
        set_hook(receiver.address)
        update(archive, story("flood", "A flood"))
        began = time.monotonic()
        assert deliver(archive) == DeliveryReport(taken=1)
        assert time.monotonic() - began < 5


def test_a_certificate_that_nobody_signed_is_refused(
    archive: NewsArchive, set_hook: SetHook, tmp_path: Path
) -> None:
    pem = tmp_path / "own.pem"
    made = subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"),
            *("-nodes", "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"),
            *("-keyout", str(pem), "-out", str(tmp_path / "certificate.pem")),
        ],
        capture_output=True,
        check=False,
    )
    assert made.returncode == 0, made.stderr
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "certificate.pem", pem)
    with receiving(answering("200 OK"), context) as receiver:
        set_hook(receiver.address)
        update(archive, story("flood", "A flood"))
        assert "certificate" in deliver(archive).failures["floods"]
        assert receiver.calls == []


def test_where_nobody_listens_the_call_waits(
    archive: NewsArchive, receiver: Receiver, set_hook: SetHook
) -> None:
    with receiving(answering("200 OK")) as gone:
        set_hook(gone.address)
    update(archive, story("flood", "A flood"))
    report = deliver(archive)
    assert "cannot be reached" in report.failures["floods"]
    assert report.waiting == 1


def test_pauses_grow_and_end(archive: NewsArchive, set_hook: SetHook) -> None:
    with receiving(answering("503 Busy")) as receiver:
        set_hook(receiver.address)
        update(archive, story("flood", "A flood"))
        pauses = []
        later = timedelta()
        for _ in range(12):
            now = datetime.now(UTC) + later
            assert deliver(archive, later=later).failures
            resumes = state(archive).resumes
            assert resumes is not None
            pauses.append(round((resumes - now) / timedelta(minutes=1)))
            later += resumes - now + timedelta(seconds=2)
        assert pauses[:5] == [1, 2, 4, 8, 16]
        assert max(pauses) == LONGEST_PAUSE / timedelta(minutes=1)
        # A clock that was ahead holds up nothing for longer than that.
        assert deliver(archive, later=-timedelta(days=400)).failures


def test_a_call_is_given_up_after_days_and_that_is_told(
    archive: NewsArchive, set_hook: SetHook
) -> None:
    with receiving(answering("500 No")) as receiver:
        set_hook(receiver.address)
        update(archive, story("flood", "A flood"))
        assert deliver(archive).waiting == 1
        late = GIVEN_UP + timedelta(hours=1)
        assert (
            examine(archive, timedelta(hours=2)) == "hooks that fail (floods); calls that wait: 1"
        )
        assert deliver(archive, later=late).waiting == 0
        assert state(archive).given_up == 1
        told = "hooks that fail (floods); calls that were given up: 1"
        assert examine(archive, late) == told
        assert examine(archive, late + timedelta(days=8)) == ""
        # The next is tried as ever.
        receiver.behave = answering("200 OK")
        update(archive, story("later", "A flood"))
        assert deliver(archive, "all").taken == 1


def examine(archive: NewsArchive, later: timedelta) -> str:
    found = DoctorJob(path=archive.home.path, now=datetime.now(UTC) + later).run(Progress())
    return "".join(one.what for one in found if one.about == "alerts")


def test_a_call_that_is_refused_keeps_no_other_waiting(
    archive: NewsArchive, set_hook: SetHook
) -> None:
    with receiving(answering("400 Bad Request")) as receiver:
        set_hook(receiver.address)
        update(archive, story("bad", "A flood"))
        deliver(archive)
        update(archive, story("good", "A flood"))

        receiver.behave = answering("200 OK")
        assert deliver(archive, "all").taken == 2
        assert [call.ids for call in receiver.calls] == [["bad"], ["good"], ["bad"]]


def test_of_very_many_that_wait_the_oldest_are_given_up(
    archive: NewsArchive, receiver: Receiver, set_hook: SetHook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indexer.operations.alert_calls.MOST_WAITING", 2)
    assert MOST_WAITING > 100
    set_hook(receiver.address)
    for n in range(4):
        update(archive, story(f"a-{n}", "A flood"))
    assert (state(archive).waiting, state(archive).given_up) == (2, 2)
    deliver(archive)
    assert [call.ids for call in receiver.calls] == [["a-2"], ["a-3"]]


def test_what_was_taken_down_before_a_call_is_not_told(
    archive: NewsArchive, receiver: Receiver, set_hook: SetHook
) -> None:
    set_hook(receiver.address)
    update(archive, story("flood", "A flood"), story("other", "Other floods"))
    archive.delete("flood", "order")
    # Even before the index knows.
    deliver(archive)
    assert [call.ids for call in receiver.calls] == [["other"]]
    update(archive, story("last", "A flood"))
    archive.delete("last", "order")
    assert deliver(archive) == DeliveryReport()
    assert len(receiver.calls) == 1


def test_a_message_has_bounds(
    archive: NewsArchive,
    receiver: Receiver,
    set_hook: SetHook,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    set_hook(receiver.address)
    long = "Flood " * 30
    update(archive, *(story(f"a-{n}", f"{long}{n}") for n in range(20)))
    monkeypatch.setattr(message, "MOST_BYTES", 10_000)
    assert deliver(archive).taken == 1
    (call,) = receiver.calls
    assert len(call.body) < 12_000
    assert 0 < len(call.ids) < 20
    assert call.message["data"]["further"] == 20 - len(call.ids)


def test_a_hook_that_is_none_any_more_is_called_no_more(
    archive: NewsArchive, receiver: Receiver, set_hook: SetHook
) -> None:
    set_hook(receiver.address)
    update(archive, story("flood", "A flood"))
    archive.home.alerts_file.write_text("[floods]\nquery = 'flood'\n", "utf-8")
    assert deliver(archive) == DeliveryReport()
    assert receiver.calls == []


def test_a_trial_tells_what_would_be_sent_and_notes_nothing(
    archive: NewsArchive, receiver: Receiver, set_hook: SetHook
) -> None:
    set_hook(receiver.address)
    (alert,) = archive.alerts()
    courier = Courier(archive)
    written = courier.try_hook(alert, "write")
    assert (written.answer, receiver.calls) == (None, [])
    sent = courier.try_hook(alert, "send")
    assert sent.answer is not None
    assert sent.answer.reason == ""
    (call,) = receiver.calls
    assert call.is_signed()
    assert call.message["type"] == "alert.test"
    assert call.ids == ["old"]
    assert replace(state(archive), taken=None) == HookState()


def test_the_receiver_of_the_guide_takes_calls_that_are_signed(
    archive: NewsArchive, set_hook: SetHook, tmp_path: Path
) -> None:
    guide = (Path(__file__).parents[3] / "docs/howto/be-alerted.md").read_text("utf-8")
    code = guide.partition("```python\n")[2].partition("```")[0]
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    assert "8090" in code
    script = tmp_path / "receiver.py"
    script.write_text(code.replace("8090", str(port)), "utf-8")
    with subprocess.Popen(
        [sys.executable, "-u", str(script)],
        env={"FLOODS_SECRET": SECRET, "PYTHONIOENCODING": "utf-8"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        try:
            wait_for(lambda: is_listening(port))
            set_hook(f"http://127.0.0.1:{port}/")
            wrong = SECRET.replace("whsec_d", "whsec_e")
            set_hook(f"http://127.0.0.1:{port}/", "forged", f'secret = "{wrong}"')
            update(archive, story("flood", "Паводок, flood"))
            report = deliver(archive)
            assert (report.taken, report.failures) == (1, {"forged": "answered 401"})
        finally:
            process.kill()
        assert process.stdout is not None
        page = "https://news.example.org/archive/articles/flood"
        assert process.stdout.read().splitlines() == [f"Паводок, flood {page}"]


def is_listening(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


def test_a_job_that_a_page_asked_for_calls_hooks_and_tells_mistakes(
    archive: NewsArchive, receiver: Receiver, set_hook: SetHook
) -> None:
    set_hook(receiver.address)
    put(archive, story("flood", "A flood"))
    assert ask_update(archive).lines == ()
    assert [call.ids for call in receiver.calls] == [["flood"]]
    archive.home.alerts_file.write_text("[floods]\nquery = 3\n", "utf-8")
    put(archive, story("other", "A flood"))
    (line,) = ask_update(archive).lines
    assert "floods: query: expected a text" in line


def ask_update(archive: NewsArchive) -> JobOutcome:
    """What came of an update that was asked for by a page."""
    queue, order = JobQueue.of(archive.home), UpdateOrder()
    number = queue.add(order.kind, encode_order(order), "anna", order.rank)
    assert JobRunner(archive.home, load_languages(ZoneInfo("UTC"))).run()
    job = queue.get(number)
    assert job is not None
    assert job.state == "done"
    return msgspec.json.decode(job.outcome or b"{}", type=JobOutcome)
