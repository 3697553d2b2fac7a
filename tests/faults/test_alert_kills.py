"""Processes killed while alerts are asked and hooks called: every match is noted once, and every
call is made, if need be twice under one name."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from indexer.home.paths import ArchiveHome
from indexer.operations.alert_matches import writing_ledger
from tests.faults.jobs import JobServer, names
from tests.web.alerts.receivers import Receiver, answering, receiving


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving(answering("200 OK")) as started:
        yield started


@pytest.fixture
def alerted(served: ArchiveHome, receiver: Receiver) -> ArchiveHome:
    """The archive with an alert that is to be told of the two articles that wait."""
    text = f"[bridges]\nquery = 'bridge'\nhook = '{receiver.address}'\n"
    served.alerts_file.write_text(text, "utf-8")
    return served


def matched(home: ArchiveHome) -> list[str]:
    with writing_ledger(home.operations) as ledger:
        return sorted(match.article for match in ledger.matches("bridges"))


@pytest.mark.parametrize(
    ("where", "moment"),
    [
        ("indexer.building.update.settle", "before"),
        ("indexer.generations.folders.switch_generation", "after"),
        ("searcher.alerts.matching.AlertAnnouncer.announce", "before"),
        ("indexer.operations.alert_matches.AlertLedger.note", "before"),
        ("indexer.operations.alert_matches.AlertLedger.note", "after"),
        ("indexer.operations.alert_calls.AlertCalls.add", "after"),
        ("searcher.alerts.matching.AlertAnnouncer.announce", "after"),
        ("web.alerts.delivering.Courier.deliver", "before"),
    ],
)
def test_what_a_killed_update_did_not_tell_the_next_tells(
    jobs: JobServer, alerted: ArchiveHome, receiver: Receiver, where: str, moment: str
) -> None:
    jobs.kill(alerted, "update", where=where, moment=moment)
    assert receiver.calls == []
    code, printed = jobs.run(alerted, "update")
    assert code == 0, printed
    assert matched(alerted) == names(5, 6)
    assert [sorted(call.ids) for call in receiver.calls] == [names(5, 6)]
    # And no other.
    jobs.run(alerted, "update")
    jobs.run(alerted, "index")
    jobs.run(alerted, "alerts", "deliver")
    assert len(receiver.calls) == 1


def test_deliveries_make_up_for_it_too(
    jobs: JobServer, alerted: ArchiveHome, receiver: Receiver
) -> None:
    where = "searcher.alerts.matching.AlertAnnouncer.announce"
    jobs.kill(alerted, "update", where=where, moment="before")
    assert jobs.run(alerted, "alerts", "deliver")[0] == 0
    assert [sorted(call.ids) for call in receiver.calls] == [names(5, 6)]


@pytest.mark.parametrize(
    ("where", "moment"),
    [
        ("web.alerts.calling._judge", "before"),
        ("indexer.operations.alert_calls.AlertCalls.take", "before"),
        ("indexer.operations.alert_calls.AlertCalls._remove", "after"),
    ],
)
def test_a_call_that_was_not_noted_is_made_again_under_its_name(
    jobs: JobServer, alerted: ArchiveHome, receiver: Receiver, where: str, moment: str
) -> None:
    jobs.kill(alerted, "update", where=where, moment=moment)
    assert len(receiver.calls) == 1
    jobs.run(alerted, "alerts", "deliver")
    first, second = receiver.calls
    assert first.name == second.name
    assert first.ids == second.ids
    jobs.run(alerted, "alerts", "deliver")
    assert len(receiver.calls) == 2
