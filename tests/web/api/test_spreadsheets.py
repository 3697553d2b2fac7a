"""Tables as programs open them: every cell is what the JSON of the same answer says."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from math import isclose
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from aiohttp.test_utils import TestClient
from hypothesis import example, given
from hypothesis import strategies as st
from pytest_aiohttp.plugin import AiohttpClient

from indexer.article import Article
from tests.conftest import MakeService, has_r
from web.api.rendering import PUBLIC_FIELDS
from web.api.tables import write_rows
from web.app import make_app

Cell = str | float | None
Row = Sequence[Cell]
# Reads a file whose cells stand between such delimiters.
Read = Callable[[Path, str], list[Row]]

HOW_TO = Path(__file__).parents[3] / "docs" / "howto" / "open-in-a-spreadsheet.md"
WORKBOOK = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
# By which the how-to takes away the apostrophe before what a spreadsheet would run.
(GUARD,) = re.findall('GUARD = r"(.*)"', HOW_TO.read_text("utf-8"))
# Cells that a spreadsheet would run, or that look as if they had been guarded against that.
FORMULA = re.compile("'*[-=+@\t\r\n＝＋－＠]")

TITLES = (
    "=1+1",
    "+7 (812) 000-00-00",
    "-5 градусов, ёлка",
    "@sum(A1)",
    "'=1+1",
    "''+1",
    "'Мост'",
    "«Ёж» и \"ёлка\"; 'мост', 100 %",
    "000123",
    "12345678901234567890",
    "1e5",
    "1/2",
    "2014-01-05",
    "05.03.2014",
    "3 мая",
    "10:20",
    "TRUE",
    "ИСТИНА",
    "NA",
    "#N/A",
    "50%",
    "$5",
    "12,5",
    "12.5",
    "_x0041_",
    "мост\tчерез",
    "две  строки",
    "эмодзи 🐻 и знак 𝄞",
    "и\u0306 отдельно",
    "тонкий\u202fпробел\u00a0и\u00ad перенос",
)


def make_articles() -> Iterator[Article]:
    for number, title in enumerate(TITLES):
        yield Article(
            id=f"{number:07}",
            lang="ru",
            title=title,
            published=datetime(2010 + number % 4, 3, 5, 7, 9, 11, tzinfo=UTC),
            lead="Мост; тот самый\tмост, «новый»" if number % 2 else "",
            body=f'Мост {title}, конец.\n\n-Да,- сказал он; мост.\n=2+2\n  "Конец"',
            captions=("Подпись; первая", "=вторая, [третья]") if number % 3 == 0 else (),
            countries=("NA", "AM") if number % 2 else (),
            tags=("rivers", "-school"),
            authors=("007",) if number % 5 else (),
            source="=two-seas" if number % 2 else None,
            url=f"https://chronicle.example/мост?a=1,{number};b='2'" if number % 3 else None,
            mirrors=("https://a.example/1", "https://b.example/;2"),
            notices=("Первый абзац.\n\nВторой; абзац.",) if number % 4 == 0 else (),
        )


@pytest.fixture
async def client(
    make_service: MakeService, sample_articles: list[Article], aiohttp_client: AiohttpClient
) -> TestClient:
    service = make_service([*sample_articles, *make_articles()])
    return await aiohttp_client(make_app(service))


def read_by_python(path: Path, delimiter: str) -> list[Row]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file, delimiter=delimiter))


def read_by_pandas(path: Path, delimiter: str) -> list[Row]:
    frame = pd.read_csv(path, sep=delimiter, dtype=str, keep_default_na=False)
    return [list(frame.columns), *(list(row) for row in frame.itertuples(index=False))]


def read_by_r(path: Path, delimiter: str) -> list[Row]:
    script = f"""
        frame <- read.csv("{path}", fileEncoding = "UTF-8-BOM", sep = {json.dumps(delimiter)},
                          colClasses = "character", na.strings = "", check.names = FALSE)
        cells <- unname(rbind(names(frame), as.matrix(frame)))
        cat(jsonlite::toJSON(cells, na = "null"))
    """
    told = subprocess.run(
        ["Rscript", "-e", "options(warn = 2)", "-e", script],
        env=os.environ | {"LC_ALL": "C.UTF-8"},
        check=True,
        capture_output=True,
    )
    rows: list[Row] = json.loads(told.stdout)
    return rows


def read_by_libreoffice(profile: Path, path: Path, delimiter: str) -> list[Row]:
    """The cells of the workbook that LibreOffice makes of a table, opened as the how-to says."""
    (settings,) = re.findall(r"--infilter='CSV:44,(.*?)'", HOW_TO.read_text("utf-8"))
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation={profile.as_uri()}",
            "--headless",
            f"--infilter=CSV:{ord(delimiter)},{settings}",
            *("--convert-to", "xlsx", "--outdir", path.parent, path),
        ],
        check=True,
        capture_output=True,
    )
    rows = list(read_workbook(path.with_suffix(".xlsx")))
    return [[row.get(letter) for letter in rows[0]] for row in rows]


def read_workbook(path: Path) -> Iterator[dict[str, Cell]]:
    """The cells of the rows by the letters of their columns. What became a date is a number."""
    with zipfile.ZipFile(path) as packed:
        sheet = ET.fromstring(packed.read("xl/worksheets/sheet1.xml"))  # noqa: S314 - our own file
        shared = ET.fromstring(packed.read("xl/sharedStrings.xml"))  # noqa: S314 - our own file
    texts = [unescape("".join(one.itertext())) for one in shared]
    for row in sheet.iter(f"{WORKBOOK}row"):
        cells: dict[str, Cell] = {}
        for cell in row:
            assert cell.find(f"{WORKBOOK}f") is None, "a formula"
            value = cell.findtext(f"{WORKBOOK}v")
            if value is not None:
                is_text = cell.get("t") == "s"
                cells[cell.attrib["r"][:1]] = texts[int(value)] if is_text else float(value)
        yield cells


def unescape(text: str) -> str:
    """A text of a workbook without its escapes for characters, such as `_x000D_`."""
    return re.sub("_x([0-9A-F]{4})_", lambda found: chr(int(found[1], 16)), text)


@pytest.fixture(scope="session")
def profile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What LibreOffice keeps of its user: made anew, it takes seconds."""
    return tmp_path_factory.mktemp("profile")


@pytest.fixture(
    params=[
        "Python",
        "pandas",
        *(["R"] if has_r() else []),
        *(["LibreOffice"] if shutil.which("soffice") else []),
    ],
)
def read(request: pytest.FixtureRequest, profile: Path) -> Read:
    readers: dict[str, Read] = {
        "Python": read_by_python,
        "pandas": read_by_pandas,
        "R": read_by_r,
        "LibreOffice": partial(read_by_libreoffice, profile),
    }
    return readers[request.param]


def guard(value: Any) -> Any:
    """How the documentation says that a cell is written."""
    if isinstance(value, str) and FORMULA.match(value):
        return f"'{value}"
    return value


def is_same(read: Cell, meant: Any) -> bool:
    if meant is None or meant == "":
        return read in {None, ""}
    if isinstance(meant, str):
        return read == meant
    return read is not None and isclose(float(read), meant, rel_tol=1e-14)


def compare(rows: Iterable[Row], meant: Iterable[Sequence[Any]]) -> None:
    for found, row in zip(rows, meant, strict=True):
        expected = [guard(value) for value in row]
        lost = [
            (one, other)
            for one, other in zip(found, expected, strict=True)
            if not is_same(one, other)
        ]
        assert not lost


def list_articles(articles: Iterable[dict[str, Any]], fields: Sequence[str]) -> Iterator[list[Any]]:
    yield list(fields)
    for article in articles:
        yield [write_list(name, article[name]) for name in fields]


def write_list(name: str, value: Any) -> Any:
    if not isinstance(value, list):
        return value
    if value and name in {"captions", "notices", "inferred_countries"}:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return "; ".join(value)


async def save(client: TestClient, path: Path, **params: str) -> Path:
    address = params.pop("address")
    answer = await client.get(address, params=params)
    assert answer.status == 200, await answer.text()
    path.write_bytes(await answer.read())
    return path


DELIMITERS = {"csv": ",", "tsv": "\t"}


@pytest.mark.parametrize("bom", ["", "1"])
@pytest.mark.parametrize("format_", DELIMITERS)
async def test_an_export_loses_nothing(
    client: TestClient, read: Read, tmp_path: Path, format_: str, bom: str
) -> None:
    whole = await client.get("/api/v1/export")
    articles = [json.loads(line) for line in (await whole.text()).splitlines()]
    assert len(articles) > len(TITLES) + 100
    path = tmp_path / f"export.{format_}"
    asked = {"format": format_, "fields": ",".join(PUBLIC_FIELDS), "bom": bom}
    await save(client, path, address="/api/v1/export", **asked)
    compare(read(path, DELIMITERS[format_]), list_articles(articles, PUBLIC_FIELDS))


async def test_a_page_of_a_list_loses_nothing(
    client: TestClient, read: Read, tmp_path: Path
) -> None:
    asked = {"q": "мост", "fields": "title,id,captions", "limit": "50"}
    page = await (await client.get("/api/v1/articles", params=asked)).json()
    assert len(page["hits"]) > len(TITLES)
    path = await save(client, tmp_path / "list.csv", address="/api/v1/articles.csv", **asked)
    compare(read(path, ","), list_articles(page["hits"], ("title", "id", "captions")))


async def test_values_counts_and_lines_lose_nothing(
    client: TestClient, read: Read, tmp_path: Path
) -> None:
    async def check(name: str, address: str, format_: str, **params: str) -> None:
        answer = await (await client.get(address, params=params)).json()
        columns, *rows = list_table(name, answer)
        assert len(rows) > 1
        shape = {"shape": "wide"} if name == "wide" else {}
        path = tmp_path / f"{name}.{format_}"
        await save(client, path, address=address, format=format_, bom="1", **params, **shape)
        compare(read(path, DELIMITERS[format_]), [columns, *rows])

    for facet in ("tag", "country", "author"):
        await check("facets", "/api/v1/facets", "csv", facet=facet)
    await check("long", "/api/v1/timeline", "csv", q='-"река"', interval="month")
    await check("wide", "/api/v1/timeline", "tsv", q='-"река"', interval="year")
    await check("kwic", "/api/v1/kwic", "tsv", q="мост", limit="200")
    await check("terms", "/api/v1/terms", "csv", q="мост", against="*")


def list_table(name: str, answer: dict[str, Any]) -> Iterator[list[Any]]:
    """The table that JSON makes."""
    match name:
        case "facets":
            yield ["id", "label_ru", "label_en", "count"]
            for value in answer["values"]:
                labels = value["labels"]
                yield [value["id"], labels.get("ru"), labels.get("en"), value["count"]]
        case "wide":
            (series,) = answer["series"]
            yield ["interval", "from", "to", "archive", series["q"]]
            for bucket, count in zip(answer["buckets"], series["counts"], strict=True):
                yield [bucket["name"], bucket["from"], bucket["to"], bucket["archive"], count]
        case "long":
            yield ["interval", "from", "to", "query", "value", "count", "archive", "share"]
            for series in answer["series"]:
                told = zip(answer["buckets"], series["counts"], series["shares"], strict=True)
                for bucket, count, share in told:
                    days = [bucket["name"], bucket["from"], bucket["to"]]
                    yield [*days, series["q"], None, count, bucket["archive"], share]
        case "kwic":
            columns = "id lang day title part number start end left match right".split()
            yield columns
            for line in answer["lines"]:
                yield [line[column] for column in columns]
        case "terms":
            columns = ["term", "documents", "tokens", "per_million"]
            counts, scores = columns[1:], ["log_likelihood", "log_ratio"]
            yield [*columns, *(f"against_{count}" for count in counts), *scores]
            for term in answer["terms"]:
                others = [term["against"][key] for key in (*counts, *scores)]
                yield [*(term[column] for column in columns), *others]


TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))


@given(st.lists(st.lists(TEXTS | st.integers() | st.none(), min_size=1), min_size=1))
@example([["'=1+1", "''=", "'", -1, None]])
def test_a_table_is_read_as_it_was_written(rows: list[list[str | int | None]]) -> None:
    written = write_rows(rows, ",")
    read = list(csv.reader(io.StringIO(written, newline="")))
    unguarded = [[re.sub(GUARD, "", cell) for cell in row] for row in read]
    assert unguarded == [["" if cell is None else str(cell) for cell in row] for row in rows]


@given(TEXTS, st.sampled_from(";\t|"))
def test_no_other_delimiter_splits_a_text(text: str, delimiter: str) -> None:
    written = io.StringIO(write_rows([[text]], ","), newline="")
    (row,) = csv.reader(written, delimiter=delimiter)
    assert len(row) == 1


def test_numbers_and_nothing_stand_without_quotation_marks() -> None:
    assert write_rows([("0012", 12, -0.5, None, "")], ",") == '"0012",12,-0.5,,""\r\n'
    assert write_rows([(None,)], ",") == '""\r\n'
