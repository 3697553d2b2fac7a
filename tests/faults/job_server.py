"""A process that has loaded everything and forks a child for each job it is ordered to run.

Faults need processes of their own, dozens of them; loading the dictionaries anew for each
would take most of the time of these tests. Orders come as lines of JSON on standard input. The
answer is two lines: the child's process id, which is that of its process group too, and its exit
code.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

import click
import msgspec

# What happens at a named call, before it or after it: the job dies, its worker processes die,
# Ctrl-C reaches all of them, or the workers first; or it tells that it is there, and stays.
Fault = Literal["kill", "kill workers", "interrupt", "interrupt workers", "stay"]
Moment = Literal["before", "after"]


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """A command to run, where its output and its errors go, and the fault to strike it, if any.

    `where` names a function or method, `module.name` or `module.Class.name`; the fault strikes
    when it has run `count` times. `constants` are set before, by their full names.
    """

    arguments: tuple[str, ...]
    output: str
    errors: str
    where: str = ""
    moment: Moment = "before"
    count: int = 0
    fault: Fault = "kill"
    constants: dict[str, int | float] = {}


def serve_orders() -> None:
    """Run ordered jobs one after another, until standard input ends."""
    warm_up()
    # A child that ends would look for garbage in all of this.
    gc.freeze()
    print("ready", flush=True)
    for line in sys.stdin:
        order = msgspec.json.decode(line, type=Order)
        pid = os.fork()
        if not pid:
            os.setpgid(0, 0)
            run(order)
        # Both processes see to it: whichever comes first.
        with suppress(PermissionError, ProcessLookupError):
            os.setpgid(pid, pid)
        print(pid, flush=True)
        _, status = os.waitpid(pid, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


def warm_up() -> None:
    """Load what every job needs, and read the names that come along."""
    from indexer.progress import Progress
    from searcher.archive import create_archive
    from searcher.request import SearchRequest
    from tests.engines import LOCAL_ENGINES

    for engine in LOCAL_ENGINES:
        import_module(f"indexer.engines.{engine}")
        import_module(f"searcher.engines.{engine}")
    from web.cli.main import letopis

    context = click.Context(letopis)
    for command in letopis.list_commands(context):
        letopis.get_command(context, command)
    with TemporaryDirectory() as folder:
        archive = create_archive(Path(folder))
        news = Path(folder) / "news.jsonl"
        news.write_text('{"title": "Bridge", "text": "Мосты", "date": "2014-03-01"}', "utf-8")
        archive.import_job([news]).run(Progress())
        archive.build_job("whoosh").run(Progress())
        assert archive.service.search(SearchRequest(q="bridges"), "en").total


def run(order: Order) -> None:
    """Run a command in this process, as `letopis` does."""
    for stream, path in ((1, order.output), (2, order.errors)):
        # Where both go to one file, they follow one another.
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND), stream)
    for full_name, value in order.constants.items():
        owner, name = find_owner(full_name)
        setattr(owner, name, value)
    if order.where:
        lay_trap(order)
    sys.argv = ["letopis", *order.arguments]
    from web.cli import main

    main()


def lay_trap(order: Order) -> None:
    """Make the fault strike at its call, by whichever name our modules hold it."""
    owner, name = find_owner(order.where)
    call = getattr(owner, name)
    left = order.count

    def trapped(*args: Any, **kwargs: Any) -> Any:
        nonlocal left
        left -= 1
        if left == -1 and order.moment == "before":
            strike()
        result = call(*args, **kwargs)
        if left == -1 and order.moment == "after":
            strike()
        return result

    strike = STRIKES[order.fault]
    setattr(owner, name, trapped)
    for module in list(sys.modules.values()):
        if module.__name__.partition(".")[0] in {"indexer", "searcher", "web"}:
            for other, value in list(vars(module).items()):
                if value is call:
                    setattr(module, other, trapped)


def find_owner(full_name: str) -> tuple[Any, str]:
    """The module or class that holds a name, and the name."""
    parts = full_name.split(".")
    for cut in range(len(parts) - 1, 0, -1):
        try:
            owner = import_module(".".join(parts[:cut]))
        except ModuleNotFoundError:
            continue
        for part in parts[cut:-1]:
            owner = getattr(owner, part)
        return owner, parts[-1]
    raise AssertionError(full_name)


def workers_of(pid: int) -> list[int]:
    """The worker processes of a job: its children but the tracker of their shared resources."""
    listed = Path(f"/proc/{pid}/task").glob("*/children")
    children = [child for path in listed for child in path.read_text().split()]
    return [
        int(child)
        for child in children
        if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes()
    ]


def _kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _kill_workers() -> None:
    _signal_workers(signal.SIGKILL)


def _interrupt_workers() -> None:
    _signal_workers(signal.SIGINT)


def _signal_workers(what: signal.Signals) -> None:
    workers = workers_of(os.getpid())
    assert workers
    for pid in workers:
        os.kill(pid, what)


def _interrupt() -> None:
    os.killpg(0, signal.SIGINT)


def _stay() -> None:
    print("It is there.", flush=True)
    time.sleep(600)


STRIKES: dict[Fault, Callable[[], None]] = {
    "kill": _kill,
    "kill workers": _kill_workers,
    "interrupt": _interrupt,
    "interrupt workers": _interrupt_workers,
    "stay": _stay,
}

if __name__ == "__main__":
    serve_orders()
