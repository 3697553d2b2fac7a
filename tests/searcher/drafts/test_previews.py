"""What is told of a draft before it is saved: mistakes, effects, and what has to follow."""

from __future__ import annotations

import pytest

from indexer.home.paths import ArchiveHome
from searcher.drafts.files import find_home_file, is_profile_name
from searcher.drafts.previewing import Draft, DraftReader, Preview
from searcher.service import SearchService


def preview(service: SearchService, name: str, text: str, queries: str = "") -> Preview:
    file = find_home_file(service.home, name)
    assert file is not None
    return DraftReader(service).preview(Draft(file, text, queries))


def read_home(home: ArchiveHome) -> dict[str, bytes]:
    return {
        path.name: path.read_bytes()
        for path in home.path.iterdir()
        if path.suffix != ".db" and path.is_file()
    }


def test_a_ring_tells_what_queries_find_now_and_then(service: SearchService) -> None:
    before = read_home(service.home)
    told = preview(service, "rings.txt", "мост / плотина\n")
    assert told.steps == ("index",)
    (bridge, dam) = told.queries
    assert (bridge.query, dam.query) == ("мост", "плотина")
    assert bridge.before[0].ring == ()
    assert bridge.after[0].ring == ("плотина",)
    assert bridge.found_before is not None
    assert bridge.found_after is not None
    assert bridge.found_after == dam.found_after
    assert bridge.found_after >= bridge.found_before
    assert bridge.is_changed
    assert read_home(service.home) == before


def test_a_ring_finds_after_a_build_what_its_preview_told(service: SearchService) -> None:
    told = preview(service, "rings.txt", "мост / плотина\n", "мост OR плотина")
    either = told.queries[0].found_before
    by_ring = preview(service, "rings.txt", "мост / плотина\n", "плотина").queries[0]
    assert by_ring.found_after == either


def test_an_exception_tells_lemmas_and_leaves_numbers_to_a_build(service: SearchService) -> None:
    told = preview(service, "exceptions.txt", "# ours\nмостом мосту = паводок\n")
    assert told.steps == ("index", "reload")
    by_query = {effect.query: effect for effect in told.queries}
    assert set(by_query) == {"мостом", "мосту", "паводок"}
    assert by_query["мостом"].before[0].lemmas == ("мост",)
    assert by_query["мостом"].after[0].lemmas == ("паводок",)
    assert by_query["мостом"].after[0].dictionary == "exceptions.txt:2"
    assert by_query["мостом"].found_after is None


def test_a_comment_needs_nothing_to_be_done(service: SearchService) -> None:
    for name in ("exceptions.txt", "rings.txt", "countries.toml", "tags.toml"):
        assert preview(service, name, "# nothing but a remark\n").steps == ()


def test_an_alias_of_another_author_tells_whose_articles_move(service: SearchService) -> None:
    text = service.home.labels_file.read_text("utf-8")
    kept = 'aslan-tugov = { ru = "Аслан Тугов", en = "Aslan Tugov" }'
    other = 'marina-velieva = { ru = "Марина Велиева", en = "Marina Velieva" }'
    assert kept in text
    joined = kept.replace(" }", ', aliases = ["marina-velieva", "Марина Велиева"] }')
    told = preview(service, "labels.toml", text.replace(other + "\n", "").replace(kept, joined))
    assert told.names is not None
    (effect,) = told.names.values
    assert effect.id == "aslan-tugov"
    assert [value.id for value in effect.joined] == ["marina-velieva"]
    assert effect.joined[0].articles > 0
    assert told.steps == ("import", "index")


def test_another_name_needs_a_build_alone(service: SearchService) -> None:
    text = service.home.labels_file.read_text("utf-8").replace('"Aslan Tugov"', '"Aslan Tugow"')
    told = preview(service, "labels.toml", text)
    assert told.names is not None
    assert [(v.before["en"], v.after["en"]) for v in told.names.values] == [
        ("Aslan Tugov", "Aslan Tugow")
    ]
    assert told.steps == ("index",)


def test_a_rule_of_tags_tells_what_its_query_finds(service: SearchService) -> None:
    told = preview(service, "tags.toml", "bridges = 'мост'\n")
    (rule,) = told.rules
    assert rule.indexed is None
    assert rule.found > 0
    assert told.steps == ("index",)


def test_golden_queries_of_a_draft_are_asked(service: SearchService) -> None:
    text = '[[query]]\nq = "суда"\nexpect = ["ru-1027", "nowhere"]\n'
    (result,) = preview(service, "golden.toml", text).golden
    assert not result.is_met
    found, missing = result.hits
    assert found.place == 1
    assert found.title
    assert not missing.is_found
    assert preview(service, "golden.toml", text.replace(', "nowhere"', "")).golden[0].is_met


def test_settings_tell_what_a_change_needs(service: SearchService) -> None:
    told = preview(service, "letopis.toml", 'zone = "Asia/Tbilisi"\ncors = false\n')
    assert {change.name: (change.before, change.after) for change in told.settings} == {
        "zone": ('"Europe/Moscow"', '"Asia/Tbilisi"'),
        "cors": ("true", "false"),
    }
    assert told.steps == ("import", "index", "reload")
    assert preview(service, "letopis.toml", "cors = false\n").steps == ("reload",)


def test_the_password_of_a_cluster_is_told_nowhere(
    service: SearchService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LETOPIS_OPENSEARCH_PASSWORD", "sesame-of-the-cluster")
    told = preview(service, "letopis.toml", '[opensearch]\nhosts = ["http://other:9200"]\n')
    assert [change.name for change in told.settings] == ["opensearch.hosts"]
    assert "sesame" not in repr(told)
    file = service.home.path / "word"
    file.write_text("sesame-of-the-cluster\n")
    monkeypatch.delenv("LETOPIS_OPENSEARCH_PASSWORD")
    told = preview(service, "letopis.toml", '[opensearch]\npassword_file = "word"\n')
    file.unlink()
    assert not told.mistakes
    assert "sesame" not in repr(told)


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("rings.txt", "мост / плотина\nодин\n", 2),
        ("exceptions.txt", "\nмост\n", 2),
        ("labels.toml", "[authors]\na = 5\n", 2),
        ("letopis.toml", 'cors = true\nzone = "Nowhere/At"\n', 2),
        ("golden.toml", '[[query]]\nq = "суда"\nexpect = []\n', 1),
        ("tags.toml", "a = 'мост'\nb = '('\n", 2),
        ("countries.toml", 'never = ["Карс"]\n[places]\n"Там" = "nowhere"\n', 3),
        ("boilerplate.toml", "[[line]\n", 1),
        ("profiles/news.toml", "hosts = 5\n", 1),
        ("about.md", "one\ntwo\x00\n", 2),
    ],
)
def test_a_mistake_is_told_with_its_line(
    service: SearchService, name: str, text: str, line: int
) -> None:
    told = preview(service, name, text)
    assert told.mistakes[0].line == line
    assert told.steps == ()


@pytest.mark.parametrize(
    "text",
    [
        "a = " + "[" * 100_000,
        "a = " + "9" * 100_000,
        "a." * 500_000 + "b = 1",
        "a\ud800 = 1",
        "a" * (2 * 2**20 + 1),
    ],
    ids=["nested", "digits", "dotted", "half-character", "large"],
)
def test_what_no_reader_expects_is_a_mistake_too(service: SearchService, text: str) -> None:
    assert preview(service, "letopis.toml", text).mistakes


@pytest.mark.parametrize(
    "name",
    [
        "archive.db", "cursor.key", "profiles", "profiles/", "profiles/../labels.toml",
        "profiles/a/b.toml", "profiles/.a.toml", "profiles/a.toml.new", "../letopis.toml",
        "/etc/passwd", "accounts.db", "profiles/a\x00.toml", "profiles/a\n.toml",
        "profiles/A.toml", "labels.toml\n",
    ],
)  # fmt: skip
def test_no_other_file_can_be_named(service: SearchService, name: str) -> None:
    assert find_home_file(service.home, name) is None


def test_profiles_are_called_as_sites_are() -> None:
    assert is_profile_name("news.example.org.toml")
    assert not is_profile_name("a..toml")
    assert not is_profile_name("a" * 80 + ".toml")
