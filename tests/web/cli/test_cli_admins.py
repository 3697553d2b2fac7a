"""Who may enter the web admin, said at the shell."""

from __future__ import annotations

import json
import os
import re
import subprocess
import time
from pathlib import Path

import pyotp
import pytest

from indexer.home.paths import ArchiveHome
from indexer.operations.accounts import AccountBook, Session
from indexer.operations.audit import AuditLog
from tests.web.cli.conftest import Letopis
from tests.web.cli.test_cli import LETOPIS, ROOT
from web.admin.passwords import verify_password

PASSWORD = "the river under the old bridge"  # noqa: S105


@pytest.fixture
def home(letopis: Letopis, tmp_path: Path) -> ArchiveHome:
    assert letopis(tmp_path / "archive", "init").returncode == 0
    return ArchiveHome(tmp_path / "archive")


@pytest.fixture
def accounts(home: ArchiveHome) -> AccountBook:
    return AccountBook(home.accounts)


def type_into(home: ArchiveHome, typed: bytes, *arguments: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [*LETOPIS, "--home", str(home.path), "admin", *arguments],
        input=typed,
        capture_output=True,
        cwd=ROOT,
        check=False,
    )
    return subprocess.CompletedProcess(
        done.args, done.returncode, done.stdout.decode(), done.stderr.decode()
    )


def add(home: ArchiveHome, name: str, password: str = PASSWORD) -> subprocess.CompletedProcess[str]:
    return type_into(home, f"{password}\n".encode(), "add", name, "--password-stdin")


def begin_session(accounts: AccountBook, name: str) -> None:
    now = time.time()
    accounts.begin_session(
        Session(
            digest=os.urandom(8).hex(), account=name, csrf="", address="192.0.2.1", agent="Firefox",
            created=now, seen=now, expires=now + 1000,
        )
    )  # fmt: skip


def test_an_account_from_its_beginning_to_its_end(
    letopis: Letopis, home: ArchiveHome, accounts: AccountBook
) -> None:
    assert "no account" in letopis(home.path, "admin", "list").stdout
    assert not home.accounts.exists()
    assert add(home, "Анна").returncode == 0
    assert home.accounts.stat().st_mode & 0o077 == 0
    account = accounts.find_account("анна")
    assert account is not None
    assert verify_password(account.password, PASSWORD)
    assert "анна" in letopis(home.path, "admin", "list").stdout

    begin_session(accounts, "анна")
    assert "192.0.2.1  Firefox" in letopis(home.path, "admin", "sessions", "анна").stdout
    (told,) = json.loads(letopis(home.path, "admin", "list", "--json").stdout)
    assert (told["name"], told["totp"], told["sessions"]) == ("анна", False, 1)
    assert "password" not in told
    ended = letopis(home.path, "admin", "sessions", "анна", "--end-all").stdout
    assert "Ended 1 session." in ended

    begin_session(accounts, "анна")
    done = type_into(home, b"seven ferries in the fog\n", "password", "анна", "--password-stdin")
    assert done.returncode == 0
    assert accounts.list_sessions("анна", time.time()) == []
    assert letopis(home.path, "admin", "remove", "АННА").returncode == 0
    assert accounts.is_empty
    assert [deed.action for deed in AuditLog.of(home).read(10)][::-1] == [
        "admin add", "admin sessions", "admin sessions", "admin password", "admin remove",
    ]  # fmt: skip
    assert PASSWORD.encode() not in home.operations.read_bytes()


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (b"short\n", "fewer than 12"),
        (b"\n", "fewer than 12"),
        (b"", "fewer than 12"),
        (b"annaannaanna\n", "name of the account"),
        (b"passwordpassword\n", "first that are tried"),
        (b"x" * 10_000_000, "more than 200"),
        (b"ab" * 20, "too few"),
        (b"\xff\xfe the river under the bridge\n", "not UTF-8"),
    ],
)
def test_a_weak_password_is_refused(home: ArchiveHome, typed: bytes, told: str) -> None:
    done = type_into(home, typed, "add", "anna", "--password-stdin")
    assert done.returncode == 2
    assert told in done.stderr
    assert not home.accounts.exists()


@pytest.mark.parametrize("name", ["", " ", "a b", "../x", "-", "a" * 33, "a\nb", "a'b", "_"])
def test_a_name_that_is_none_is_refused(home: ArchiveHome, name: str) -> None:
    assert type_into(home, PASSWORD.encode(), "add", "--password-stdin", "--", name).returncode == 2


def test_who_is_not_there_is_told(letopis: Letopis, home: ArchiveHome) -> None:
    add(home, "anna")
    assert "already" in add(home, "ANNA").stderr
    for command in ("password", "totp", "sessions", "remove"):
        done = letopis(home.path, "admin", command, "nobody")
        assert done.returncode == 2
        assert "nobody" in done.stderr


def test_codes_are_set_up_and_taken_away(
    letopis: Letopis, home: ArchiveHome, accounts: AccountBook
) -> None:
    add(home, "anna")

    def set_up(wrong: int) -> int:
        process = subprocess.Popen(
            [*LETOPIS, "--home", str(home.path), "admin", "totp", "anna"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
        assert process.stdin
        assert process.stdout
        for line in process.stdout:
            if found := re.search(r"otpauth://\S+", line):
                totp = pyotp.parse_uri(found[0])
                break
        assert isinstance(totp, pyotp.TOTP)
        code = (int(totp.now()) + wrong) % 1_000_000
        process.communicate(f"{code:06}\n")
        return process.returncode

    assert set_up(wrong=1) == 2
    account = accounts.find_account("anna")
    assert account is not None
    assert account.totp is None
    assert set_up(wrong=0) == 0
    account = accounts.find_account("anna")
    assert account is not None
    assert account.totp
    assert "one-time code" in letopis(home.path, "admin", "list").stdout
    assert letopis(home.path, "admin", "totp", "anna", "--off").returncode == 0
    account = accounts.find_account("anna")
    assert account is not None
    assert account.totp is None


def test_backups_hold_no_accounts(letopis: Letopis, home: ArchiveHome, tmp_path: Path) -> None:
    add(home, "anna")
    assert letopis(home.path, "backup", tmp_path / "backups").returncode == 0
    restored = ArchiveHome(tmp_path / "restored")
    letopis(restored.path, "backup", "restore", tmp_path / "backups")
    assert restored.database.exists()
    assert not restored.accounts.exists()
