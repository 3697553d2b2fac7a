"""Alerts of a mirror are told what it takes."""

from __future__ import annotations

from pathlib import Path

from tests.faults.jobs import JobServer
from tests.web.alerts.receivers import answering, receiving
from tests.web.mirroring.conftest import SourceSite, make_article


def test_hooks_are_told_what_a_mirror_takes(
    jobs: JobServer, site: SourceSite, address: str, tmp_path: Path
) -> None:
    home = tmp_path / "copy"
    assert jobs.call(home, "mirror", address).returncode == 0
    with receiving(answering("204 No Content")) as receiver:
        alert = f"[bridges]\nquery = 'bridge'\nhook = '{receiver.address}'\n"
        (home / "alerts.toml").write_text(alert, "utf-8")
        site.put(make_article("a-new"))
        taken = jobs.call(home, "mirror", address)
        assert taken.returncode == 0, taken.stderr
        assert [call.ids for call in receiver.calls] == [["a-new"]]
