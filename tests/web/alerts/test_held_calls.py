"""Calls that wait for an index: one that was gone back to loses none of what they tell."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from indexer.progress import Progress
from searcher.archive import NewsArchive
from searcher.doctor.job import DoctorJob
from tests.searcher.alerts.news import story, update, waiting
from tests.web.alerts.conftest import SetHook
from tests.web.alerts.receivers import Receiver
from web.alerts.delivering import Courier, DeliveryReport


def test_a_call_waits_while_an_earlier_index_is_served(
    archive: NewsArchive, receiver: Receiver, set_hook: SetHook
) -> None:
    set_hook(receiver.address)
    update(archive, story("flood", "A flood"))
    archive.roll_back()
    report = Courier(archive).deliver("all")
    # The hook is not at fault.
    assert report == DeliveryReport(waiting=1)
    assert [call.attempts for call in waiting(archive)] == [0]
    update(archive)
    assert Courier(archive).deliver() == DeliveryReport(taken=1)
    assert [call.ids for call in receiver.calls] == [["flood"]]


def test_a_call_is_not_told_in_part_by_an_earlier_index(
    archive: NewsArchive, receiver: Receiver, set_hook: SetHook
) -> None:
    set_hook(receiver.address, more="corrections = true")
    update(archive, story("first", "A flood"))
    assert Courier(archive).deliver().taken == 1
    update(archive, story("first", "A great flood"), story("second", "A flood"))
    archive.roll_back()
    assert Courier(archive).deliver("all") == DeliveryReport(waiting=1)
    update(archive)
    assert Courier(archive).deliver().taken == 1
    assert receiver.calls[-1].ids == ["first", "second"]


def test_a_correction_is_not_told_by_the_text_before_it(
    archive: NewsArchive, receiver: Receiver, set_hook: SetHook
) -> None:
    set_hook(receiver.address, more="corrections = true")
    update(archive, story("old", "A great flood"))
    archive.roll_back()
    assert Courier(archive).deliver("all") == DeliveryReport(waiting=1)
    update(archive)
    assert Courier(archive).deliver().taken == 1
    (call,) = receiver.calls
    assert [article["title"] for article in call.message["data"]["articles"]] == ["A great flood"]


def test_what_was_taken_down_is_not_waited_for(
    archive: NewsArchive, receiver: Receiver, set_hook: SetHook
) -> None:
    set_hook(receiver.address)
    update(archive, story("flood", "A flood"))
    archive.roll_back()
    archive.delete("flood", "order")
    assert Courier(archive).deliver("all") == DeliveryReport()
    assert receiver.calls == []


def test_a_call_of_what_a_served_index_has_is_made_beside_one_that_waits(
    archive: NewsArchive, receiver: Receiver, set_hook: SetHook
) -> None:
    set_hook(receiver.address)
    update(archive, story("first", "A flood"))
    update(archive, story("second", "A flood"))
    archive.roll_back()
    assert Courier(archive).deliver() == DeliveryReport(taken=1, waiting=1)
    assert [call.ids for call in receiver.calls] == [["first"]]


def test_calls_of_an_alert_that_was_taken_out_are_no_trouble(
    archive: NewsArchive, receiver: Receiver, set_hook: SetHook
) -> None:
    set_hook(receiver.address)
    update(archive, story("flood", "A flood"))
    written = archive.home.alerts_file.read_text("utf-8")
    archive.home.alerts_file.write_text("[other]\nquery = 'harvest'\n", "utf-8")
    update(archive)
    assert Courier(archive).deliver("all") == DeliveryReport()
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    found = DoctorJob(path=archive.home.path, now=tomorrow).run(Progress())
    assert not [one for one in found if one.about == "alerts"]
    archive.home.alerts_file.write_text(written, "utf-8")
    assert Courier(archive).deliver() == DeliveryReport(taken=1)
