"""An import reads countries.toml of the archive each time."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from indexer.analysis import Analyzer
from indexer.archive.store import Archive
from indexer.errors import SettingsError
from indexer.home.paths import ArchiveHome
from indexer.home.settings import Settings
from indexer.importing.job import ImportJob
from indexer.progress import Progress

FLAGS = [
    ("🇬🇪", ("GE",)),
    ("🇷🇺🇬🇪", ("RU", "GE")),
    (["🇬🇪 Georgia", "🇷🇺"], ("GE", "RU")),
    ("🏳", ()),
]

RULES = '[places]\n"Заречье" = "{}"\n'


def run(home: ArchiveHome, analyzer: Analyzer, folder: Path, id_: str) -> tuple[str, ...]:
    """The countries of an article about Заречье."""
    path = folder / f"{id_}.jsonl"
    fields = {"id": id_, "title": f"Мост {id_} в Заречье", "date": "2014-03-01"}
    path.write_text(json.dumps(fields) + "\n", "utf-8")
    ImportJob(home=home, settings=Settings(), analyzer=analyzer, paths=[path]).run(Progress())
    with Archive.open(home.database) as archive:
        version = archive.get(id_)
    assert version is not None
    assert version.article is not None
    return version.article.countries


def test_each_import_goes_by_the_file_as_it_is(
    home: ArchiveHome, analyzer: Analyzer, tmp_path: Path
) -> None:
    assert run(home, analyzer, tmp_path, "a1") == ()
    home.countries_file.write_text(RULES.format("dagestan"), "utf-8")
    assert run(home, analyzer, tmp_path, "a2") == ("dagestan",)
    home.countries_file.write_text(RULES.format("rostov"), "utf-8")
    assert run(home, analyzer, tmp_path, "a3") == ("rostov",)
    home.countries_file.unlink()
    assert run(home, analyzer, tmp_path, "a4") == ()


def test_a_region_may_be_one_that_only_the_labels_know(
    home: ArchiveHome, analyzer: Analyzer, tmp_path: Path
) -> None:
    home.labels_file.write_text('[countries]\nzarechye = { ru = "Заречье" }\n', "utf-8")
    home.countries_file.write_text(RULES.format("zarechye"), "utf-8")
    assert run(home, analyzer, tmp_path, "a1") == ("zarechye",)


def test_nothing_is_imported_by_a_broken_file(
    home: ArchiveHome, analyzer: Analyzer, tmp_path: Path
) -> None:
    home.countries_file.write_text(RULES.format("nowhere"), "utf-8")
    with pytest.raises(SettingsError, match="line 2: 'Заречье'"):
        run(home, analyzer, tmp_path, "a1")
    with Archive.open(home.database) as archive:
        assert archive.count() == 0


@pytest.mark.parametrize(("countries", "codes"), FLAGS)
def test_flags_stand_for_countries(
    home: ArchiveHome, analyzer: Analyzer, tmp_path: Path, countries: object, codes: tuple[str, ...]
) -> None:
    path = tmp_path / "flags.jsonl"
    fields = {"id": "a1", "title": "Roads", "date": "2014-03-01", "countries": countries}
    path.write_text(json.dumps(fields) + "\n", "utf-8")
    ImportJob(home=home, settings=Settings(), analyzer=analyzer, paths=[path]).run(Progress())
    with Archive.open(home.database) as archive:
        (article,) = [article for _, article in archive.articles()]
    assert article.countries == codes
