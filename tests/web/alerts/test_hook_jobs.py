"""Jobs that call hooks: an admin ends them, whatever a hook does."""

from __future__ import annotations

import threading
import time
from zoneinfo import ZoneInfo

import pytest

from indexer.errors import JobCancelledError
from indexer.operations.queue import JobQueue
from indexer.progress import Progress
from searcher.archive import NewsArchive
from searcher.orders import AnnounceOrder, encode_order
from tests.faults.jobs import wait_for
from tests.searcher.alerts.news import story, update, waiting
from tests.web.alerts.conftest import SetHook
from tests.web.alerts.receivers import answering, hang, receiving
from web.i18n import load_languages
from web.jobs.hooks import call_hooks
from web.jobs.runner import JobRunner


def test_calls_end_soon_after_their_job_is_cancelled(
    archive: NewsArchive, set_hook: SetHook
) -> None:
    with receiving(hang) as receiver:
        set_hook(receiver.address)
        update(archive, story("flood", "A flood"))
        progress = Progress()
        cancelled: list[float] = []

        def cancel() -> None:
            wait_for(lambda: bool(receiver.calls))
            cancelled.append(time.monotonic())
            progress.cancel()

        thread = threading.Thread(target=cancel)
        thread.start()
        with pytest.raises(JobCancelledError):
            call_hooks(archive, AnnounceOrder(), progress)
        ended = time.monotonic()
        thread.join()
    assert ended - cancelled[0] < 5
    # What was under way counts as not made.
    assert [call.attempts for call in waiting(archive)] == [0]


def test_a_job_that_hangs_on_a_hook_is_cancelled(archive: NewsArchive, set_hook: SetHook) -> None:
    with receiving(hang) as receiver:
        set_hook(receiver.address)
        update(archive, story("flood", "A flood"))
        queue, order = JobQueue.of(archive.home), AnnounceOrder()
        number = queue.add(order.kind, encode_order(order), "anna", order.rank)

        def cancel() -> None:
            wait_for(lambda: bool(receiver.calls))
            receiver.behave = answering("200 OK")
            queue.cancel(number)

        thread = threading.Thread(target=cancel)
        thread.start()
        assert JobRunner(archive.home, load_languages(ZoneInfo("UTC"))).run()
        thread.join()
        job = queue.get(number)
        assert job is not None
        assert job.state == "cancelled"
        # The next occasion makes the call.
        assert [call.ids for call in receiver.calls] == [["flood"], ["flood"]]
    assert waiting(archive) == []
