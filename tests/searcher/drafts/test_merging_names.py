"""Lines of labels.toml that are written into a text of people's."""

from __future__ import annotations

import tomllib

import pytest

from searcher.drafts.merging import Entry, join_values, read_entry, write_entry

TEXT = """\
# Ours.
[authors]
# The editor.
anna-orlova = { ru = "Анна Орлова", en = "Anna Orlova" }  # since 2010
ana-orlova = { en = "Ana Orlova" }

[tags]
harvest = { ru = "урожай" }
"""


def test_two_authors_become_one_and_remarks_stay() -> None:
    kept = read_entry(TEXT, "author", "anna-orlova")
    other = read_entry(TEXT, "author", "ana-orlova")
    assert kept
    assert other
    written = write_entry(TEXT, "author", join_values(kept, [other]), ["ana-orlova"])
    assert written is not None
    assert tomllib.loads(written)["authors"] == {
        "anna-orlova": {
            "ru": "Анна Орлова",
            "en": "Anna Orlova",
            "aliases": ["Ana Orlova", "ana-orlova"],
        }
    }
    assert "# The editor." in written
    assert written.endswith('[tags]\nharvest = { ru = "урожай" }\n')


def test_a_new_entry_stands_in_its_table() -> None:
    written = write_entry(TEXT, "author", Entry("b.c", {"ru": 'Б "В"'}))
    assert written is not None
    assert tomllib.loads(written)["authors"]["b.c"] == {"ru": 'Б "В"'}
    assert tomllib.loads(written)["tags"] == {"harvest": {"ru": "урожай"}}
    source = write_entry(TEXT, "source", Entry("post", {"en": "Post"}))
    assert source is not None
    assert tomllib.loads(source)["sources"] == {"post": {"en": "Post"}}
    assert source.startswith(TEXT.rstrip())


@pytest.mark.parametrize(
    "text",
    [
        '[authors.anna-orlova]\nru = "Анна"\n',
        "[authors\n",
        'authors = { anna-orlova = { ru = "Анна" } }\n',
    ],
)
def test_what_is_spread_over_lines_is_left_to_people(text: str) -> None:
    assert write_entry(text, "author", Entry("anna-orlova", {"ru": "Анна О."})) is None


def test_an_empty_file_gets_a_table() -> None:
    written = write_entry("", "tag", Entry("harvest", {"ru": "урожай"}))
    assert written == '[tags]\nharvest = { ru = "урожай" }\n'
