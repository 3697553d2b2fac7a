"""A mirror holds what the archive holds that it follows, and keeps its promises to those whose
articles were taken down."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from indexer.analysis import Analyzer
from indexer.archive.creating import create_home
from indexer.archive.log import TakeDown
from indexer.archive.store import Archive
from indexer.backup.job import BackupJob
from indexer.backup.restoring import RestoreJob
from indexer.errors import MirrorError
from indexer.home.paths import ArchiveHome
from indexer.progress import Progress
from searcher.archive import open_archive
from tests.conftest import index_home, update_home
from tests.letopis.conftest import serve
from tests.web.mirroring.conftest import WHEN, Mirror, SourceSite, make_article
from tests.web.mirroring.servers import fetch
from web.app import make_app


def read_article(address: str, id_: str) -> dict[str, object]:
    status, body = fetch(address, f"/api/v1/articles/{id_}")
    assert status == 200
    told = json.loads(body)
    return {name: told[name] for name in told if name not in {"html", "self"}}


def test_a_mirror_serves_the_same(site: SourceSite, address: str, mirror: Mirror) -> None:
    report = mirror.follow(address)
    assert report.counts == {"new": 5}
    assert report.is_same
    assert report.root == json.loads(fetch(address, "/api/v1/archive")[1])["root"]
    with serve(make_app(mirror.open().service)) as here:
        for number in range(5):
            assert read_article(here, f"a-{number}") == read_article(address, f"a-{number}")
        assert read_article(here, "a-1")["labels"]["authors"] == ["Aslan Tugov"]
    assert mirror.compare(address).is_same


def test_what_changed_is_taken_and_nothing_else(
    site: SourceSite, address: str, mirror: Mirror
) -> None:
    mirror.follow(address)
    assert not mirror.follow(address).changes
    site.put(make_article("a-1", "Bridge closed"), make_article("a-9"))
    site.delete("a-2")
    report = mirror.follow(address)
    assert report.counts == {"changed": 1, "new": 1, "taken_down": 1}
    assert report.is_same
    assert mirror.texts()["a-1"] == "Bridge closed"
    assert mirror.found("bridge") == {"a-0", "a-1", "a-3", "a-4", "a-9"}
    site.restore("a-2")
    assert mirror.follow(address).counts == {"restored": 1, "unchanged": 1}
    assert "a-2" in mirror.found()
    assert mirror.compare(address).is_same


def test_what_was_taken_down_there_cannot_be_imported_here(
    site: SourceSite, address: str, mirror: Mirror, tmp_path: Path
) -> None:
    site.put(make_article("a-7"))
    site.delete("a-2", "a-7")
    assert mirror.follow(address).counts == {"new": 4, "taken_down": 2}
    file = tmp_path / "again.jsonl"
    records = (
        {"id": id_, "title": "Bridge opened", "date": "2014-03-01"} for id_ in ("a-2", "a-7")
    )
    file.write_text("\n".join(map(json.dumps, records)), "utf-8")
    report = mirror.open().import_job([file]).run(Progress())
    assert len(report.withheld) == 2
    assert mirror.texts().keys() == {"a-0", "a-1", "a-3", "a-4"}
    assert mirror.compare(address).is_same


def test_what_was_taken_down_here_stays_so(site: SourceSite, address: str, mirror: Mirror) -> None:
    mirror.follow(address)
    mirror.open().delete("a-1", "a court of this country")
    site.put(make_article("a-1", "Bridge closed"))
    report = mirror.follow(address)
    assert report.counts == {"held": 1}
    assert "a-1" not in mirror.found()
    found = mirror.compare(address)
    assert found.down_here == ["a-1"]
    assert found.is_same
    assert found.root_here != found.root_there
    # What it says by now comes when that is lifted.
    mirror.open().restore("a-1")
    assert mirror.follow(address).counts == {"changed": 1}
    assert mirror.texts()["a-1"] == "Bridge closed"
    assert mirror.compare(address).root_here == found.root_there


def test_what_is_taken_down_in_both_is_kept_down_by_either(
    site: SourceSite, address: str, mirror: Mirror
) -> None:
    mirror.follow(address)
    mirror.open().delete("a-1", "a court of this country")
    site.delete("a-1")
    assert mirror.follow(address).counts == {"held": 1}
    assert mirror.compare(address).is_same
    site.restore("a-1")
    mirror.follow(address)
    assert "a-1" not in mirror.texts()


def test_an_admin_may_show_what_was_taken_down_there(
    site: SourceSite, address: str, mirror: Mirror
) -> None:
    mirror.follow(address)
    site.delete("a-1")
    mirror.follow(address)
    mirror.open().restore("a-1")
    for start in ("on", "anew"):
        mirror.follow(address, start)
        assert "a-1" in mirror.texts()
    found = mirror.compare(address)
    assert found.shown_here == ["a-1"]
    assert not found.is_same


def test_what_was_purged_here_comes_back_when_it_may(
    site: SourceSite, address: str, mirror: Mirror
) -> None:
    mirror.follow(address)
    mirror.open().delete("a-1", "a mistake")
    mirror.open().purge_job("a-1").run(Progress())
    mirror.open().restore("a-1")
    assert mirror.follow(address).counts == {"new": 1}
    assert mirror.compare(address).is_same


def test_only_what_is_published_comes(site: SourceSite, mirror: Mirror) -> None:
    with serve(make_app(site.make_service(public_fields=("section",)))) as address:
        assert mirror.follow(address).is_same
    with mirror.open().open_store() as store:
        texts = [article for _, article in store.articles()]
        assert [text.extra for text in texts] == [{"section": "City"}] * 5
    assert mirror.open().settings.public_fields == ("section",)
    # Where more is published, all comes once more.
    with serve(make_app(site.make_service(public_fields=("desk", "section")))) as address:
        report = mirror.follow(address)
        assert report.counts == {"changed": 5}
        assert report.is_same


def test_names_follow(site: SourceSite, address: str, mirror: Mirror) -> None:
    mirror.follow(address)
    site.home.labels_file.write_text('[authors.aslan-tugov]\nen = "A. Tugov"\nru = "А. Тугов"\n')
    site.put(make_article("a-9"))
    assert mirror.follow(address).names == 2
    assert mirror.open().service.generation().labels.label("author", "aslan-tugov", "ru") == (
        "А. Тугов"
    )


def test_damage_here_is_found(site: SourceSite, address: str, mirror: Mirror) -> None:
    mirror.follow(address)
    store = mirror.open().open_store()
    with store, store.transaction():
        store._db.execute("UPDATE version SET article = replace(article, 'opened', 'closed')")
        store._db.execute("DELETE FROM mirrored WHERE id = 'a-4'")
    found = mirror.compare(address)
    assert found.damaged == ["a-0", "a-1", "a-2", "a-3"]
    assert (found.missing, found.others) == (["a-4"], ["a-4"])
    assert not found.is_same
    assert mirror.follow(address, "anew").is_same
    assert mirror.compare(address).is_same


def test_an_archive_with_articles_is_no_mirror(
    site: SourceSite, address: str, mirror: Mirror
) -> None:
    shutil.copytree(site.home.path, mirror.path)
    with pytest.raises(MirrorError, match="articles of its own"):
        mirror.follow(address)


def test_another_archive_is_not_followed_by_itself(
    site: SourceSite, address: str, mirror: Mirror, tmp_path: Path, analyzer: Analyzer
) -> None:
    mirror.follow(address)
    other = SourceSite(create_home(tmp_path / "other"), analyzer)
    index_home(other.home, analyzer)
    other.put(make_article("a-1", "Bridge painted"), make_article("b-1"))
    before = mirror.texts()
    with serve(make_app(other.make_service())) as elsewhere:
        with pytest.raises(MirrorError, match="another archive"):
            mirror.follow(elsewhere)
        assert mirror.texts() == before
        report = mirror.follow(elsewhere, "anew")
        assert report.counts == {"changed": 1, "new": 1, "gone": 4}
        assert report.is_same
        assert mirror.texts() == {"a-1": "Bridge painted", "b-1": "Bridge opened"}
    # What is gone is kept, and comes back with the archive.
    assert mirror.follow(address, "anew").counts["restored"] == 4
    assert mirror.texts() == before


def test_an_archive_that_was_put_back_is_told_apart(
    site: SourceSite, address: str, mirror: Mirror, tmp_path: Path, analyzer: Analyzer
) -> None:
    BackupJob(site.home, tmp_path / "backups").run(Progress())
    site.put(make_article("a-1", "Bridge closed"), make_article("a-5"))
    mirror.follow(address)
    back = ArchiveHome(tmp_path / "restored")
    RestoreJob(back, tmp_path / "backups").run(Progress())
    index_home(back, analyzer)
    restored = SourceSite(back, analyzer)
    for number in (0, 3):
        # At first it has fewer numbers than were taken, later the same ones for other articles.
        if number:
            restored.put(*(make_article(f"c-{n}") for n in range(number)))
        with (
            serve(make_app(restored.make_service())) as at,
            pytest.raises(MirrorError, match="put back"),
        ):
            mirror.follow(at)
    assert mirror.texts()["a-5"]
    with serve(make_app(restored.make_service())) as at:
        report = mirror.follow(at, "anew")
        assert report.counts == {"unchanged": 4, "changed": 1, "new": 3, "gone": 1}
        assert mirror.compare(at).is_same


def test_an_index_that_was_rolled_back_is_no_other_history(
    site: SourceSite, address: str, mirror: Mirror
) -> None:
    site.put(make_article("a-5"))
    mirror.follow(address)
    seq = mirror.seq()
    open_archive(site.home.path).roll_back()
    report = mirror.follow(address)
    assert not report.changes
    assert mirror.seq() == seq
    assert mirror.texts()["a-5"]
    site.put(make_article("a-6"))
    assert mirror.follow(address).counts == {"new": 1}
    assert mirror.compare(address).is_same


def test_a_mirror_that_was_put_back_takes_all_again(
    site: SourceSite, address: str, mirror: Mirror, tmp_path: Path
) -> None:
    mirror.follow(address)
    with mirror.open().open_store() as store:
        before = store.last_seq()
    site.put(make_article("a-1", "Bridge closed"), make_article("a-5"))
    site.delete("a-2")
    mirror.follow(address)
    BackupJob(mirror.open().home, tmp_path / "backups").run(Progress())
    earlier = Mirror(tmp_path / "earlier")
    RestoreJob(ArchiveHome(earlier.path), tmp_path / "backups", before).run(Progress())
    assert "a-5" not in earlier.texts()
    earlier.follow(address)
    assert earlier.texts() == mirror.texts()
    assert earlier.compare(address).is_same


def test_what_a_later_backup_knows_of_take_downs_tells_whose_they_were(
    site: SourceSite, address: str, mirror: Mirror, tmp_path: Path
) -> None:
    mirror.follow(address)
    backups = tmp_path / "backups"
    early = BackupJob(mirror.open().home, backups).run(Progress()).path
    site.delete("a-2", "a-3")
    mirror.follow(address)
    mirror.open().delete("a-1", "a court of this country")
    BackupJob(mirror.open().home, backups).run(Progress())
    earlier = Mirror(tmp_path / "earlier")
    RestoreJob(ArchiveHome(earlier.path), early).run(Progress())
    assert earlier.texts().keys() == {"a-0", "a-4"}
    site.restore("a-2")
    earlier.follow(address)
    assert earlier.texts().keys() == {"a-0", "a-2", "a-4"}
    site.restore("a-3")
    site.put(make_article("a-1", "Bridge closed"))
    earlier.follow(address)
    assert earlier.texts().keys() == {"a-0", "a-2", "a-3", "a-4"}
    found = earlier.compare(address)
    assert found.is_same
    assert found.down_here == ["a-1"]


def test_what_a_later_backup_knows_to_be_gone_comes_back_with_its_archive(
    site: SourceSite, address: str, mirror: Mirror, tmp_path: Path, analyzer: Analyzer
) -> None:
    mirror.follow(address)
    before = mirror.texts()
    backups = tmp_path / "backups"
    early = BackupJob(mirror.open().home, backups).run(Progress()).path
    other = SourceSite(create_home(tmp_path / "other"), analyzer)
    index_home(other.home, analyzer)
    with serve(make_app(other.make_service())) as elsewhere:
        mirror.follow(elsewhere, "anew")
    BackupJob(mirror.open().home, backups).run(Progress())
    earlier = Mirror(tmp_path / "earlier")
    RestoreJob(ArchiveHome(earlier.path), early).run(Progress())
    assert earlier.texts() == {}
    earlier.follow(address, "anew")
    assert earlier.texts() == before


def test_a_mirror_of_a_mirror(
    site: SourceSite, address: str, mirror: Mirror, tmp_path: Path
) -> None:
    site.delete("a-2")
    mirror.follow(address)
    second = Mirror(tmp_path / "second")
    service = mirror.open().service
    with serve(make_app(service)) as here:
        assert second.follow(here).is_same
        mirror.open().delete("a-1", "a court")
        update_home(mirror.open().home, mirror.open().analyzer)
        service.look_again()
        assert second.follow(here).counts == {"taken_down": 1}
    assert second.texts().keys() == {"a-0", "a-3", "a-4"}


def test_a_take_down_of_an_unknown_article_is_kept(
    site: SourceSite, address: str, mirror: Mirror, analyzer: Analyzer
) -> None:
    with Archive.open(site.home.database) as archive, archive.transaction():
        archive.log.bury(TakeDown("z-1", WHEN, "a court"))
    site.update()
    assert mirror.follow(address).counts["taken_down"] == 1
    site.put(make_article("a-8"))
    assert mirror.compare(address).behind == 1
