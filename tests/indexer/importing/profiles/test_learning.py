"""A profile tried on pages, and one learned from them."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.errors import OptionError
from indexer.importing.profiles.learning import learn_profile, write_profile
from indexer.importing.profiles.loading import parse_profile
from indexer.importing.profiles.trying import read_files, try_profile
from tests.indexer.importing.pages.markup import PARAGRAPHS

TITLES = ("The ferry is back", "Oak for the hull", "A storm over the lake", "Three hundred rowers")


def page(number: int) -> str:
    """A page of a site that says nothing of itself but its address."""
    title = TITLES[number]
    lines = [*PARAGRAPHS, f"The number of this story is {number}, and it is told only here."]
    text = "".join(f"<p>{line} {number}</p>" for line in lines)
    return (
        f'<html><head><link rel="canonical" href="https://wire.example/news/{100 + number}">'
        f"<title>{title} | Wire</title></head><body><div class='top'>Wire</div>"
        f'<div class="story"><div class="name">{title}</div><h1>{title}</h1>'
        f'<span class="stamp">{number + 1} May 2014, 10:30</span><div class="text-block">{text}'
        '<div class="see-more"><b>More of the lake</b> <a href="/">The front page</a></div>'
        "<p>Row with us every day.</p></div></div></body></html>"
    )


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    paths = [tmp_path / f"{number}.html" for number in range(len(TITLES))]
    for number, path in enumerate(paths):
        path.write_text(page(number), "utf-8")
    return paths


def learn(paths: list[Path]) -> str:
    return "\n".join(write_profile(learn_profile(read_files(paths))))


def test_what_is_learned_reads_the_pages_it_was_learned_from(files: list[Path]) -> None:
    profile = parse_profile(learn(files))
    assert profile.hosts == ("wire.example",)
    assert profile.id == "{lang}-{number}"
    assert profile.select.date == ("span.stamp",)
    assert profile.select.body == ("div.text-block",)
    assert profile.select.drop == ("div.see-more",)
    for number, trial in enumerate(try_profile(profile, files).pages):
        assert trial.reason == ""
        assert trial.values["id"] == f"en-{100 + number}"
        assert trial.values["title"] == TITLES[number]
        assert trial.values["published"] == f"{number + 1} May 2014, 10:30"
        paragraphs = trial.values["body"].split("\n\n")
        assert paragraphs == [
            *(f"{line} {number}" for line in PARAGRAPHS),
            f"The number of this story is {number}, and it is told only here. {number}",
        ]


def test_it_reads_further_pages_of_the_site_too(files: list[Path]) -> None:
    profile = parse_profile(learn(files[:3]))
    (trial,) = try_profile(profile, files[3:]).pages
    assert trial.values["title"] == TITLES[3]
    assert "Row with us" not in trial.values["body"]


def test_less_than_two_articles_teach_nothing(files: list[Path], tmp_path: Path) -> None:
    other = tmp_path / "other.html"
    other.write_text("<html><body>Nothing.</body></html>", "utf-8")
    with pytest.raises(OptionError, match="found 1"):
        learn([files[0], other])


def test_a_trial_tells_what_each_rule_took_and_which_took_nothing(files: list[Path]) -> None:
    profile = parse_profile(
        'name = "Wire"\nhosts = "wire.example"\n[select]\n'
        'title = [".missing", ".name"]\nbody = ".text-block"\ntags = ".tag"\n'
        "[patterns]\ndrop = ['^Row with us', '^Never']\n"
    )
    trial = try_profile(profile, files)
    first = trial.pages[0]
    assert first.taken is not None
    assert first.taken["select.title[1]"] == (TITLES[0],)
    assert first.taken["patterns.drop[0]"] == ("Row with us every day.",)
    assert trial.idle == ("select.title[0]", "select.tags[0]", "patterns.drop[1]")


def test_a_page_of_another_site_is_told_of(files: list[Path]) -> None:
    trial = try_profile(parse_profile('name = "Other"\nhosts = "other.example"\n'), files[:1])
    assert trial.pages[0].taken is None
    assert trial.pages[0].values["title"] == TITLES[0]


@pytest.mark.parametrize("sign", ["'", '"', "\\", "+ (a) [b] *", "Ёж — «да»"])
def test_any_repeated_line_can_be_written_as_a_pattern(files: list[Path], sign: str) -> None:
    for path in files:
        text = path.read_text("utf-8").replace("Row with us", f"Row {sign} with us")
        path.write_text(text, "utf-8")
    profile = parse_profile(learn(files))
    for trial in try_profile(profile, files).pages:
        assert "with us" not in trial.values["body"]
