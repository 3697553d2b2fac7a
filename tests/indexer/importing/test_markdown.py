"""Markdown with front matter: the fields, and the body as plain text."""

from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.importing.readers import RawRecord, Rejection
from indexer.importing.readers.markdown import MarkdownReader
from tests.indexer.importing.files import read_file


def read(folder: Path, text: str) -> RawRecord | Rejection:
    path = folder / "article.md"
    path.write_bytes(text.encode())
    (record,) = read_file(MarkdownReader(), path)
    return record


def values(folder: Path, text: str) -> dict[str, Any]:
    record = read(folder, text)
    assert isinstance(record, RawRecord), record
    assert (record.number, record.raw) == (1, text.removeprefix("\ufeff").replace("\r\n", "\n"))
    return dict(record.values)


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
def test_front_matter_and_body(tmp_path: Path, line_end: str, bom: str) -> None:
    text = dedent("""\
        ---
        title: Bread in Gori
        published: 2021-01-23T17:30:00+03:00
        modified: 2021-01-24
        authors: [Anna Boli, Gia Lomidze]
        url: "https://example.org/1"
        ---

        First.

        Second.
        """)
    assert values(tmp_path, bom + text.replace("\n", line_end)) == {
        "title": "Bread in Gori",
        "published": "2021-01-23T17:30:00+03:00",
        "modified": "2021-01-24",
        "authors": ["Anna Boli", "Gia Lomidze"],
        "url": "https://example.org/1",
        "body": "First.\n\nSecond.",
    }


@pytest.mark.parametrize(
    ("markdown", "body"),
    [
        ("One\ntwo  \nthree\\\nfour.", "One two three four."),
        ("# Big\n## Small\nText", "Big\n\nSmall\n\nText"),
        ("Big\n===\nText", "Big\n\nText"),
        ("- one\n- two\n\n  more\n1. three", "one\n\ntwo\n\nmore\n\nthree"),
        ("> said\n> he\n>\n> > she", "said he\n\nshe"),
        ("*One* **two** _three_ `four`", "One two three four"),
        ("[five](http://x) <http://six.org>", "five http://six.org"),
        ("[link][1] text\n\n[1]: http://x", "link text"),
        ("AT&amp;T &laquo;x&raquo; \\*y\\*", "AT&T «x» *y*"),
        ("One <b>two</b><br>three <!-- no -->four", "One two three four"),
        ("<div>\nA &amp; <i>b</i>\n<p>c</p>\n</div>\n\nFour", "A & b\n\nc\n\nFour"),
        ("<script>\nvar x;\n</script>\n\nFour", "Four"),
        ("<!-- a\n\nb -->\n\nFour", "Four"),
        ("```py\nx = 1\n  y\n```\nText", "x = 1\n  y\n\nText"),
        ("    indented\n\nText", "indented\n\nText"),
        ("One\n\n---\n\nTwo", "One\n\nTwo"),
    ],
)  # fmt: skip
def test_markdown_becomes_plain_text(tmp_path: Path, markdown: str, body: str) -> None:
    assert values(tmp_path, f"---\ntitle: T\n---\n{markdown}\n") == {"title": "T", "body": body}


def test_images_become_captions(tmp_path: Path) -> None:
    markdown = "![Bakers of *Gori*](a.png)\n\nText ![](b.png) and ![an oven](c.png) here."
    assert values(tmp_path, f"---\ntitle: T\n---\n{markdown}\n") == {
        "title": "T",
        "captions": ["Bakers of Gori", "an oven"],
        "body": "Text and here.",
    }
    for given_caption in ("A mill", "[A mill]"):
        front = f"---\ntitle: T\ncaptions: {given_caption}\n---\n"
        assert values(tmp_path, f"{front}![An oven](c.png)")["captions"] == ["A mill", "An oven"]


@pytest.mark.parametrize(
    ("text", "title", "body"),
    [
        ("# Bread\n\nText", "Bread", "Text"),
        ("Intro\n\n# Bread *here*\n\nText", "Bread here", "Intro\n\nText"),
        ("---\ntitle: Bread\n---\n# bread\n\nText", "Bread", "Text"),
        ("---\ntitle: Bread\n---\n# Milk\n\n## Bread", "Bread", "Milk\n\nBread"),
        ("---\nlead: x\n---\n# Bread\n\nText", "Bread", "Text"),
        ("## Bread\n\nText", None, "Bread\n\nText"),
        ("Text", None, "Text"),
    ],
)
def test_title_and_first_heading(tmp_path: Path, text: str, title: str | None, body: str) -> None:
    found = values(tmp_path, text)
    assert (found.get("title"), found["body"]) == (title, body)


def test_a_headline_is_a_title(tmp_path: Path) -> None:
    text = "---\nHeadline: Bread\n---\n# Bread\n\nText"
    assert values(tmp_path, text) == {"Headline": "Bread", "body": "Text"}


@pytest.mark.parametrize("name", ["body", "Body"])
def test_the_markdown_body_goes_before_that_of_the_front_matter(tmp_path: Path, name: str) -> None:
    front = f"---\ntitle: T\n{name}: from YAML\n---\n"
    assert values(tmp_path, f"{front}Markdown\n") == {"title": "T", "body": "Markdown"}
    assert values(tmp_path, front) == {"title": "T", name: "from YAML"}


@pytest.mark.parametrize(
    ("front", "line", "field", "reason"),
    [
        ("tags: [a}", 2, "", "broken YAML: expected ',' or ']', but got '}'"),
        ("title: T\nlead: \x01", 3, "", "broken YAML: special characters are not allowed"),
        ("title: T\ntitle: S", 3, "title", "the name stands twice in the front matter"),
        ("- a\n- b", 2, "", "the front matter is no list of `name: value`"),
        ("[a]: b", 2, "", "the name of a field must be a word"),
        ("a: &x [1]\nb: *x", 3, "", "broken YAML: aliases and tags are not read"),
        ("a: !!python/name:os.system x", 2, "", "broken YAML: aliases and tags are not read"),
        ("a: " + "[" * 5000, 2, "", "the YAML is nested too deeply"),
    ],
)  # fmt: skip
def test_broken_front_matter(
    tmp_path: Path, front: str, line: int, field: str, reason: str
) -> None:
    rejection = read(tmp_path, f"---\n{front}\n---\nText\n")
    assert isinstance(rejection, Rejection)
    assert (rejection.line, rejection.field, rejection.reason) == (line, field, reason)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("---\ntitle: T\n", "the front matter is not closed by a line of ---"),
        (">" * 5000 + "x", "the Markdown is nested too deeply"),
        ("", "the file is empty"),
        ("PK\0", "the file is binary, not text"),
    ],
)
def test_rejected_files(tmp_path: Path, text: str, reason: str) -> None:
    rejection = read(tmp_path, text)
    assert isinstance(rejection, Rejection)
    assert (rejection.line, rejection.field, rejection.reason) == (1, "", reason)


YAML = "---\n{}\n---\nText\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (YAML.format("title: 1984\ntags: [2014, on, выборы, ~]\nlang: no"),
         {"title": "1984", "tags": ["2014", "on", "выборы", None], "lang": "no"}),
        (YAML.format("title: T\ndate: 2014-05-03 10:30:00 +0400"),
         {"date": "2014-05-03 10:30:00 +0400"}),
        (YAML.format("title: T\nrating: 5\nborn: 2021-02-31"), {"rating": 5, "born": "2021-02-31"}),
        (YAML.format("title: T\nparams:\n  author: Anna\n  color: red"),
         {"author": "Anna", "params": {"color": "red"}}),
        ('+++\ntitle = "Томл"\ntags = ["дороги"]\n[taxonomies]\ncategories = ["x"]\n+++\nText',
         {"title": "Томл", "tags": ["дороги"], "categories": ["x"], "body": "Text"}),
        ('{"title": "J", "date": "2014-05-03"}\n\nText', {"title": "J", "body": "Text"}),
        ("{ a brace } and a text", {"body": "{ a brace } and a text"}),
        ("Title: Пеликан\nDate: 2014-05-03 10:30\nTags: дороги,\n  мосты\nSlug:\n\nText",
         {"Title": "Пеликан", "Date": "2014-05-03 10:30", "Tags": "дороги,\nмосты"}),
        ("He said: no title here\n\nText", {"body": "He said: no title here\n\nText"}),
    ],
)  # fmt: skip
def test_the_fields_before_a_text_in_the_ways_of_site_generators(
    tmp_path: Path, text: str, expected: dict[str, Any]
) -> None:
    found = values(tmp_path, text)
    assert {name: found.get(name) for name in expected} == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("_posts/2014-05-03-most.md", {"date": "2014-05-03"}),
        ("20140503_most.md", {"date": "2014-05-03"}),
        ("news/2014/05/03/most.md", {"date": "2014-05-03"}),
        ("most.ru.md", {"lang": "ru", "story": "most"}),
        ("2014-05-03-most.en.md", {"date": "2014-05-03", "lang": "en", "story": "2014-05-03-most"}),
        ("2014-05-03-most/index.ru.md",
         {"date": "2014-05-03", "lang": "ru", "story": "2014-05-03-most"}),
        ("_drafts/most.md", {"draft": True}),
        ("2014-most.md", {}),
    ],
)  # fmt: skip
def test_what_the_name_of_a_file_says(
    tmp_path: Path, name: str, expected: dict[str, object]
) -> None:
    path = tmp_path / "site" / name
    path.parent.mkdir(parents=True)
    for flag in ("", "published: true\n"):
        path.write_text(f"---\ntitle: T\n{flag}---\nText", "utf-8")
        (record,) = read_file(MarkdownReader(), path, name)
        assert isinstance(record, RawRecord)
        found = {key: value for key, value in record.values.items() if key in
                 {"date", "lang", "story", "draft"}}  # fmt: skip
        assert found == expected
    path.write_text("---\ntitle: T\ndate: 2013-01-01\nlang: en\n---\nText", "utf-8")
    (record,) = read_file(MarkdownReader(), path)
    assert isinstance(record, RawRecord)
    assert (record.values["date"], record.values["lang"]) == ("2013-01-01", "en")


@pytest.mark.parametrize(
    ("markdown", "body", "captions"),
    [
        ('A [link]({{< ref "/about" >}}).', "A link.", None),
        ('{{< figure src="a.jpg" caption="The bridge" >}}\n\nText', "Text", ["The bridge"]),
        ("{% include video.html %}Text {{ page.title }}", "Text", None),
        ('A [link](http://x){:target="_blank"}.\n{: .lead}', "A link.", None),
        ("Text[^1] and more[^b].\n\n[^1]: Виадук.\n[^b]: Мост.",
         "Text and more.\n\nВиадук.\n\nМост.", None),
        ("| a | b |\n|---|---|\n| 1 | 2 |\n\nText", "a | b\n\n1 | 2\n\nText", None),
        ("<figure><figcaption>A mill</figcaption></figure>\n\nText", "Text", ["A mill"]),
        ("~~Old~~ new", "Old new", None),
    ],
)  # fmt: skip
def test_the_notation_of_site_generators_is_no_text(
    tmp_path: Path, markdown: str, body: str, captions: list[str] | None
) -> None:
    found = values(tmp_path, f"---\ntitle: T\n---\n{markdown}\n")
    assert (found["body"], found.get("captions")) == (body, captions)


def test_empty_front_matter(tmp_path: Path) -> None:
    assert values(tmp_path, "---\n---\nText") == {"body": "Text"}


MARKUP = st.text(st.one_of(st.sampled_from("#*_`[]()<>!&;-:\n \t\"'\\{}|@,?"), st.characters()))


@given(front=st.one_of(st.none(), MARKUP), body=MARKUP)
def test_any_text_is_read_or_rejected(
    tmp_path_factory: pytest.TempPathFactory, front: str | None, body: str
) -> None:
    text = body if front is None else f"---\n{front}\n---\n{body}"
    path = tmp_path_factory.mktemp("markdown") / "article.md"
    path.write_text(text, "utf-8", errors="replace")
    (result,) = read_file(MarkdownReader(), path)
    assert isinstance(result, RawRecord | Rejection)


@pytest.mark.parametrize("other", [1, 2])
def test_an_unknown_name_that_stands_twice_is_told(tmp_path: Path, other: int) -> None:
    record = read(tmp_path, f"---\ntitle: T\nx: 1\nx: {other}\n---\nText\n")
    assert isinstance(record, RawRecord)
    assert record.values["x"] == other
    assert record.remarks == (("x", "the name stands twice; the last one counts"),)
