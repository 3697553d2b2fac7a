"""The packages that others install: built, put where nothing else is, and used there.

The wheel is made of the sdist, as package indexes and distributions do. The environment that it
goes into has what it declares to need, and nothing else: those distributions are linked from the
environment of the tests, so that nothing is fetched.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tarfile
import venv
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from importlib.metadata import Distribution, distribution
from pathlib import Path
from urllib.parse import quote
from zipfile import ZipFile

import pytest
from packaging.requirements import Requirement

from tests.conftest import SAMPLE_CORPUS

ROOT = SAMPLE_CORPUS.parent
PACKAGES = ("indexer", "searcher", "web", "letopis")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel that was built of the sdist."""
    folder = tmp_path_factory.mktemp("build")
    build(ROOT, "sdist", folder)
    (sdist,) = folder.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        archive.extractall(folder, filter="data")
    build(folder / sdist.name.removesuffix(".tar.gz"), "wheel", folder)
    (wheel,) = folder.glob("*.whl")
    return wheel


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with Letopis and what it needs."""
    folder = tmp_path_factory.mktemp("installed") / "venv"
    venv.create(folder, symlinks=True)
    python = folder / "bin" / "python"
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", python)
    options = ("--quiet", "--no-index", "--no-deps", "--no-compile")
    subprocess.run([*pip, "install", *options, wheel], check=True)
    (packages,) = folder.glob("lib/python*/site-packages")
    link_dependencies(packages)
    return folder


def build(source: Path, target: str, folder: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "hatchling",
        "build",
        "--target",
        target,
        "--directory",
        folder,
    ]
    subprocess.run(command, check=True, cwd=source, env=environment(), capture_output=True)


def link_dependencies(packages: Path) -> None:
    """Link what an installed Letopis declares to need, and what that needs, and so on."""
    (own,) = packages.glob("letopis-*.dist-info")
    waiting, known = list(needs(Distribution.at(own), "")), set[tuple[str, str]]()
    while waiting:
        requirement = waiting.pop()
        found = distribution(requirement.name)
        assert requirement.specifier.contains(found.version, prereleases=True), requirement
        for extra in ("", *requirement.extras):
            if (requirement.name, extra) not in known:
                known.add((requirement.name, extra))
                waiting += needs(found, extra)
        for name in {file.parts[0] for file in found.files or ()} - {"..", "__pycache__"}:
            link = packages / name
            if not link.exists():
                link.symlink_to(Path(str(found.locate_file(name))))


def needs(found: Distribution, extra: str) -> Iterator[Requirement]:
    for line in found.requires or ():
        requirement = Requirement(line)
        if requirement.marker is None or requirement.marker.evaluate({"extra": extra}):
            yield requirement


def environment() -> dict[str, str]:
    """That of somebody who has no checkout."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return {**kept, "PYTHONUNBUFFERED": "1"}


def run(installed: Path, folder: Path, program: str, *arguments: str | Path) -> str:
    """What an installed program prints, called in a folder that has nothing to do with it."""
    done = subprocess.run(
        [installed / "bin" / program, *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
        env=environment(),
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@contextmanager
def serving(installed: Path, folder: Path, *arguments: str) -> Iterator[HTTPConnection]:
    """A connection to an installed Letopis that serves."""
    process = subprocess.Popen(
        [installed / "bin" / "letopis", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=folder,
        env=environment(),
    )
    assert process.stdout
    try:
        printed = ""
        for line in process.stdout:
            printed += line
            if found := re.search(r"http://(\S+)", line):
                break
        else:
            pytest.fail(f"never served: {printed}")
        with closing(HTTPConnection(found[1], timeout=20)) as connection:
            yield connection
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def get(connection: HTTPConnection, path: str) -> bytes:
    connection.request("GET", path)
    answer = connection.getresponse()
    body = answer.read()
    assert answer.status == 200, (path, body[:500])
    return body


def test_the_wheel_has_every_file_of_the_packages(wheel: Path) -> None:
    with ZipFile(wheel) as archive:
        packed = {name for name in archive.namelist() if name.split("/")[0] in PACKAGES}
    assert packed == {
        path.relative_to(ROOT).as_posix()
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_an_installed_letopis_imports_indexes_and_serves(installed: Path, tmp_path: Path) -> None:
    where = run(
        installed,
        tmp_path,
        "python",
        "-c",
        "import web, indexer; print(web.__file__, indexer.__file__)",
    )
    assert all(Path(file).is_relative_to(installed) for file in where.split())
    news = installed / "share" / "letopis" / "sample_corpus" / "2010-2015.jsonl"
    shutil.copy(news, tmp_path)
    assert re.fullmatch(
        r"letopis, version \d+\.\d+\.\d+\S*\n", run(installed, tmp_path, "letopis", "--version")
    )
    run(installed, tmp_path, "letopis", "init")
    assert "new" in run(installed, tmp_path, "letopis", "import", news.name)
    assert "passed its checks" in run(installed, tmp_path, "letopis", "index")
    with serving(installed, tmp_path, "serve", "--port", str(free_port())) as connection:
        for ui, title, count in (("en", "Search", "Found"), ("ru", "Поиск", "Найден")):
            home = get(connection, f"/?ui={ui}").decode()
            found = get(connection, f"/search?q={quote('мост')}&ui={ui}").decode()
            assert f'lang="{ui}"' in home
            assert title in home
            assert count in found
            assert "<mark" in found
        files = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', home + found))
        assert {Path(file).suffix for file in files} >= {".css", ".js", ".svg"}
        for file in files:
            assert get(connection, file)
        assert get(connection, "/api/v1/docs")


def test_the_sample_archive_comes_along(installed: Path, tmp_path: Path) -> None:
    with serving(installed, tmp_path, "demo", "--port", str(free_port())) as connection:
        assert "172" in get(connection, "/readyz").decode()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as sock:
        return int(sock.getsockname()[1])
