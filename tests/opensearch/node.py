"""One node in a JVM of its own."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.opensearch.client import Client
from tests.opensearch.errors import NoAnswerError, RefusedError, StartError
from tests.opensearch.programs import find_java, find_setpriv

HEAP = "512m"
START_SECONDS = 120
STOP_SECONDS = 20
# The server refuses to run as root, who therefore starts it as nobody.
NOBODY = 65534
# Below those that the system gives to connections: a node that was killed finds its own free again.
PORTS = range(20_000, 32_000)
# Those that the server's start script puts together for a Java of these versions, with two more:
# collecting in one thread and compiling once, half the time of a processor for a node that lives
# as long as some tests. The script itself runs four more JVMs for that, and is not used.
JVM_OPTIONS = (
    f"-Xms{HEAP}",
    f"-Xmx{HEAP}",
    "-XX:MaxDirectMemorySize=256m",
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",
    "-XX:-UsePerfData",
    "-XX:+ExitOnOutOfMemoryError",
    "-XX:-OmitStackTraceInFastThrow",
    "-Xshare:auto",
    "-Xss1m",
    "-Dfile.encoding=UTF-8",
    "-Djava.awt.headless=true",
    "-Djava.locale.providers=SPI,COMPAT",
    "-Djava.security.manager=allow",
    (
        "-Djava.util.concurrent.ForkJoinPool.common.threadFactory"
        "=org.opensearch.secure_sm.SecuredForkJoinWorkerThreadFactory"
    ),
    "-Djna.nosys=true",
    "-Dio.netty.noUnsafe=true",
    "-Dio.netty.noKeySetOptimization=true",
    "-Dio.netty.recycler.maxCapacityPerThread=0",
    "-Dio.netty.allocator.numDirectArenas=0",
    "-Dlog4j.shutdownHookEnabled=false",
    "-Dlog4j2.disable.jmx=true",
    "-Dopensearch.networkaddress.cache.ttl=60",
    "-Dopensearch.networkaddress.cache.negative.ttl=10",
    "-Dopensearch.distribution.type=zip",
    "-Dopensearch.bundled_jdk=false",
)

Setting = str | int | bool | list[str]


def free_ports(count: int) -> list[int]:
    """Ports of this machine that nobody listens at."""
    return [port for port in random.sample(PORTS, 100 + count) if _is_free(port)][:count]


def _is_free(port: int) -> bool:
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


class Node:
    """A node with a folder of its own, where its settings, data and logs are.

    It runs as a child of the thread that starts it, and is killed when that thread ends, however
    it ends: tests start nodes in their main thread.
    """

    def __init__(
        self, server: Path, folder: Path, name: str, port: int, settings: Mapping[str, Setting]
    ) -> None:
        self.name = name
        self.host = f"http://127.0.0.1:{port}"
        self._server = server
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        self._console = folder / "logs" / "console.log"
        shutil.copytree(server / "config", folder / "config")
        for needed in ("data", "logs", "tmp"):
            (folder / needed).mkdir()
        own: dict[str, Setting] = {
            "node.name": name,
            "path.data": str(folder / "data"),
            "path.logs": str(folder / "logs"),
            "network.host": "127.0.0.1",
            "http.port": port,
        }
        # JSON is YAML.
        (folder / "config" / "opensearch.yml").write_text(
            json.dumps({**own, **settings}, indent=1), "utf-8"
        )
        if os.geteuid() == 0:
            for path in (folder, *folder.rglob("*")):
                os.chown(path, NOBODY, NOBODY)

    @property
    def pid(self) -> int:
        """The process id of its JVM; raises StartError where it does not run."""
        return self._running().pid

    @property
    def runs(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Start its JVM; `wait_until_ready` tells when it answers. Raises UnavailableError."""
        command = [str(find_setpriv()), "--pdeathsig", "KILL"]
        if os.geteuid() == 0:
            command += ["--reuid", str(NOBODY), "--regid", str(NOBODY), "--clear-groups"]
        command += [
            str(find_java()),
            *JVM_OPTIONS,
            f"-XX:ErrorFile={self._folder}/logs/hs_err_pid%p.log",
            f"-Djava.io.tmpdir={self._folder / 'tmp'}",
            f"-Dopensearch.path.home={self._server}",
            f"-Dopensearch.path.conf={self._folder}/config",
            *("-cp", f"{self._server}/lib/*", "org.opensearch.bootstrap.OpenSearch"),
        ]
        with self._console.open("wb") as console:
            self._process = subprocess.Popen(
                command,
                cwd=self._folder,
                # Nothing of ours may reach it: JAVA_TOOL_OPTIONS, for one.
                env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"},
                stdin=subprocess.DEVNULL,
                stdout=console,
                stderr=subprocess.STDOUT,
                # Ctrl-C is for those who stop it then.
                start_new_session=True,
            )

    def wait_until_ready(self, seconds: float = START_SECONDS) -> None:
        """Wait until it answers, which is when it has joined its cluster. Raises StartError with
        the end of its log where it ended instead, or the time is over."""
        process, client = self._running(), Client((self.host,))
        end = time.monotonic() + seconds
        while True:
            try:
                client.ask("GET", "/")
            except (NoAnswerError, RefusedError):
                if process.poll() is not None:
                    raise StartError(
                        f"node {self.name} ended with {process.returncode} at its start:\n"
                        f"{self._log_tail()}"
                    ) from None
                if time.monotonic() > end:
                    raise StartError(
                        f"node {self.name} does not answer after {seconds} s:\n{self._log_tail()}"
                    ) from None
                time.sleep(0.1)
            else:
                return

    def kill(self) -> None:
        """End it as `kill -9` does; it is gone when this returns."""
        self._running().kill()
        self.wait_until_gone()

    @contextmanager
    def silenced(self) -> Iterator[None]:
        """Let it neither answer nor end within this context, as a machine that hangs."""
        self._running().send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self._running().send_signal(signal.SIGCONT)

    def stop(self) -> None:
        """Let it end in order; it is gone when this returns."""
        self.ask_to_stop()
        self.wait_until_gone()

    def ask_to_stop(self) -> None:
        self._running().send_signal(signal.SIGTERM)

    def wait_until_gone(self) -> None:
        """Wait for its end, and kill it where that takes too long."""
        if self._process is None:
            return
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            raise StartError(f"node {self.name} was not started")
        return self._process

    def _log_tail(self) -> str:
        lines = self._console.read_text("utf-8", errors="replace").splitlines()
        return "\n".join(lines[-40:])
