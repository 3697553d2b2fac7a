"""The server's files: fetched from Maven Central once, checked, and unpacked into a cache.

It is the minimal distribution, which has no analysis but the standard one: the module that has is
fetched beside it.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

from tests.opensearch.errors import UnavailableError
from tests.opensearch.locking import locked
from tests.opensearch.programs import find_java, find_setpriv

ROOT = Path(__file__).parents[2]
RELEASE = "2.19.6"


@dataclass(frozen=True)
class Artifact:
    """A file of Maven Central, and the SHA-256 that it must have."""

    group: str
    name: str
    kind: str
    digest: str

    @property
    def coordinates(self) -> str:
        return f"{self.group}:{self.name}:{RELEASE}:{self.kind}"

    @property
    def file_name(self) -> str:
        return f"{self.name}-{RELEASE}.{self.kind}"


SERVER = Artifact(
    "org.opensearch.distribution.integ-test-zip",
    "opensearch",
    "zip",
    "71d6d8b1c637f3faecda0752b184b1cc526fc6eaad59ec1408c6327bb00b9293",
)
ANALYSIS = Artifact(
    "org.opensearch.plugin",
    "analysis-common",
    "jar",
    "187378844d92a043b935038f9ae168f7812f686b1c1c7128f8b97731baff8a1a",
)
# The jar comes without one, and a module is what has one.
ANALYSIS_DESCRIPTOR = f"""\
description=analysis
version={RELEASE}
name=analysis-common
classname=org.opensearch.analysis.common.CommonAnalysisPlugin
java.version=11
opensearch.version={RELEASE}
extended.plugins=
has.native.controller=false
"""


def cache_folder() -> Path:
    """Where the server is kept from run to run."""
    return Path(os.environ.get("LETOPIS_OPENSEARCH_CACHE") or ROOT / ".opensearch").resolve()


def install_server() -> Path:
    """The folder of the unpacked server, fetched if it is not there yet.

    Processes that ask at once wait for the first of them. Raises UnavailableError where it cannot
    be fetched, or nothing is here to run it.
    """
    find_java()
    find_setpriv()
    cache = cache_folder()
    server = cache / f"opensearch-{RELEASE}"
    if server.is_dir():
        return server
    cache.mkdir(parents=True, exist_ok=True)
    with locked(cache / "lock"):
        if not server.is_dir():
            with TemporaryDirectory(dir=cache) as beside:
                folder = Path(beside)
                _unpack(_fetch(SERVER, folder), _fetch(ANALYSIS, folder), folder).rename(server)
    return server


def _fetch(artifact: Artifact, folder: Path) -> Path:
    if shutil.which("mvn") is None:
        raise UnavailableError(
            "OpenSearch is fetched by Maven, and no `mvn` is here (Debian: apt-get install maven)"
        )
    run = subprocess.run(
        [
            *("mvn", "--quiet", "--batch-mode", "dependency:copy"),
            f"-Dartifact={artifact.coordinates}",
            f"-DoutputDirectory={folder}",
        ],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    file = folder / artifact.file_name
    if run.returncode != 0 or not file.exists():
        raise UnavailableError(
            f"Maven could not fetch {artifact.coordinates}:\n{run.stdout[-2000:]}"
        )
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    if digest != artifact.digest:
        raise UnavailableError(
            f"{artifact.coordinates} is not what it was: its SHA-256 is {digest}"
        )
    return file


def _unpack(server: Path, analysis: Path, folder: Path) -> Path:
    with ZipFile(server) as archive:
        archive.extractall(folder)
    unpacked = folder / f"opensearch-{RELEASE}"
    module = unpacked / "modules" / "analysis-common"
    module.mkdir()
    shutil.copy(analysis, module)
    (module / "plugin-descriptor.properties").write_text(ANALYSIS_DESCRIPTOR, "utf-8")
    # Unpacking loses who may run a file, and the server may run as somebody else.
    for path in (unpacked, *unpacked.rglob("*")):
        path.chmod(0o755 if path.is_dir() or path.parent.name == "bin" else 0o644)
    return unpacked
