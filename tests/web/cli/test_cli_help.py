"""What `--help` lists, `--home` before and after the command, and the commands that hints name."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from web.cli.grouping import summary_of
from web.cli.main import GROUPS, letopis

CONTEXT = click.Context(letopis)
COMMANDS = list(
    filter(None, (letopis.get_command(CONTEXT, n) for n in letopis.list_commands(CONTEXT)))
)


def run(*arguments: str | Path, env: dict[str, str] | None = None) -> tuple[int, str]:
    done = CliRunner().invoke(letopis, [str(argument) for argument in arguments], env=env)
    return done.exit_code, done.output


def write_news(folder: Path) -> Path:
    news = folder / "news.jsonl"
    news.write_text('{"id": "a", "title": "Bridge", "date": "2014-03-01"}\n', "utf-8")
    return news


def test_every_command_is_in_one_group() -> None:
    grouped = [entry.name for _, entries in GROUPS for entry in entries]
    assert sorted(grouped) == [command.name for command in COMMANDS]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_summaries_fit_a_line_of_eighty_columns(command: click.Command) -> None:
    lines = run("--help")[1].splitlines()
    assert any(line.split() == [command.name, *summary_of(command).split()] for line in lines)


def test_every_example_can_be_run_as_it_stands() -> None:
    printed = run("--help")[1]
    for _, entries in GROUPS:
        for name, _, example, _ in entries:
            assert f"$ {example}" in printed
            program, *arguments = shlex.split(example)
            assert (program, arguments[0]) == ("letopis", name)
            command = letopis.get_command(CONTEXT, name)
            assert command
            assert command.make_context(command.name, arguments[1:], resilient_parsing=False)


def test_home_may_stand_before_the_command_or_after_it(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    news = write_news(tmp_path)
    assert run("--home", first, "import", news)[0] == 0
    assert run("import", news, "--home", second)[0] == 0
    for home in (first, second):
        assert json.loads(run("status", "--home", home, "--json")[1])["home"] == str(home)
    # The one after wins, in what is said of an error too.
    code, printed = run("--home", first, "search", "--home", tmp_path / "no home", "x")
    assert code == 4
    assert f"letopis --home '{tmp_path}/no home' init" in printed


def test_hints_name_the_home_only_where_it_is_needed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    news = write_news(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("LETOPIS_HOME", raising=False)
    assert "Next: letopis index\n" in run("import", news)[1]
    home = tmp_path / "news"
    assert f"Next: letopis --home {home} index\n" in run("--home", home, "import", news)[1]
    set_once = run("import", news, env={"LETOPIS_HOME": str(home)})[1]
    assert "Next: letopis index\n" in set_once


def test_an_import_names_the_next_command(tmp_path: Path) -> None:
    news = write_news(tmp_path)
    assert f"--home {tmp_path} index" in run("--home", tmp_path, "import", news)[1]
    assert run("--home", tmp_path, "index")[0] == 0
    assert "Next:" not in run("--home", tmp_path, "import", news)[1]
    news.write_text('{"id": "b", "title": "Lake", "date": "2014-03-01"}\n', "utf-8")
    assert f"--home {tmp_path} update" in run("--home", tmp_path, "import", news)[1]
