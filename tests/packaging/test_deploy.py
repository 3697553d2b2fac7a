"""The files of deploy/: units, the container, its locked packages."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import click
import pytest
import yaml

from tests.conftest import SAMPLE_CORPUS
from web.cli.main import letopis

ROOT = SAMPLE_CORPUS.parent
DEPLOY = ROOT / "deploy"
UNITS = DEPLOY / "systemd"
SERVICES = sorted(path.name for path in UNITS.glob("*.service"))
# Of 10, which is no protection at all: what docs/howto/deploy.md promises.
MOST_EXPOSURE = 1.0

needs_systemd = pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="there is no systemd-analyze"
)


@pytest.fixture
def units(tmp_path: Path) -> Path:
    """The units, with a command that is there wherever Letopis is installed."""
    command = tmp_path / "letopis"
    command.write_text("#!/bin/sh\n", "utf-8")
    command.chmod(0o755)
    for path in UNITS.iterdir():
        text = path.read_text("utf-8").replace("ExecStart=letopis", f"ExecStart={command}")
        (tmp_path / path.name).write_text(text, "utf-8")
    return tmp_path


@needs_systemd
def test_systemd_takes_the_units(units: Path) -> None:
    names = [*SERVICES, "letopis-backup.timer", "letopis-dump.timer", "letopis.socket"]
    paths = [units / name for name in names]
    done = subprocess.run(
        ["systemd-analyze", "verify", *paths], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@needs_systemd
@pytest.mark.parametrize("name", SERVICES)
def test_services_are_as_little_exposed_as_the_docs_say(units: Path, name: str) -> None:
    done = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--no-pager", units / name],
        capture_output=True,
        text=True,
        check=False,
    )
    found = re.search(r"Overall exposure level for \S+: ([\d.]+)", done.stdout)
    assert found, done.stderr
    # Who follows an archive asks another machine.
    assert float(found[1]) <= MOST_EXPOSURE + 0.1 * (name == "letopis-mirror.service")


@pytest.mark.parametrize("name", SERVICES)
def test_services_start_commands_that_there_are(name: str) -> None:
    text = (UNITS / name).read_text("utf-8")
    (line,) = re.findall(r"^ExecStart=(.+)$", text, re.MULTILINE)
    # The variables that the line names have defaults in the unit.
    for assignment in re.findall(r"^Environment=(.+)$", text, re.MULTILINE):
        for variable in shlex.split(assignment):
            variable_name, _, value = variable.partition("=")
            line = line.replace(f"${variable_name}", value)
    assert "$" not in line
    program, command_name, *arguments = shlex.split(line)
    command = letopis.get_command(click.Context(letopis), command_name)
    assert program == "letopis"
    assert command
    assert command.make_context(command_name, arguments)


def test_the_container_takes_in_what_is_there_and_no_root() -> None:
    text = (DEPLOY / "Containerfile").read_text("utf-8")
    for sources in re.findall(r"^COPY (?!--from)(.+) \S+$", text, re.MULTILINE):
        for source in sources.split():
            assert (ROOT / source).exists(), source
    assert re.findall(r"^USER (.+)$", text, re.MULTILINE) == ["10001"]
    assert "/healthz" in text


def test_containers_cannot_write_to_their_image_nor_become_more() -> None:
    services = yaml.safe_load((DEPLOY / "compose.yml").read_text("utf-8"))["services"]
    for name in ("letopis", "watch"):
        assert services[name]["read_only"] is True
        assert services[name]["cap_drop"] == ["ALL"]
        assert services[name]["security_opt"] == ["no-new-privileges:true"]
    assert {name for name, service in services.items() if service.get("profiles")} == {
        f"node-{number}" for number in (1, 2, 3)
    }
    for service in services.values():
        assert all(port.startswith("127.0.0.1:") for port in service.get("ports", ()))


def test_what_is_installed_elsewhere_is_what_was_tested() -> None:
    """`make lock` writes both."""
    tested, deployed = (
        (folder / "requirements.lock").read_text("utf-8") for folder in (ROOT, DEPLOY)
    )
    pins = set(re.findall(r"^\S+==\S+", deployed, re.MULTILINE))
    assert {pin.partition("==")[0] for pin in pins} >= {"aiohttp", "tantivy", "opensearch-py"}
    assert pins <= set(re.findall(r"^\S+==\S+", tested, re.MULTILINE))
