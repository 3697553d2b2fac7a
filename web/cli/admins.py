"""The commands that tell who may enter the web admin."""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import click

from indexer.errors import OptionError
from indexer.operations.accounts import AccountBook
from searcher.archive import open_archive
from web.admin.one_time_codes import find_step, make_secret, print_qr, write_uri
from web.admin.passwords import (
    LEAST_CHARACTERS,
    MOST_CHARACTERS,
    Weakness,
    find_weakness,
    hash_password,
    is_name,
    normalize_name,
)
from web.cli.hints import name_command
from web.cli.output import count_of, json_option, print_json

_STDIN = click.option(
    "--password-stdin", is_flag=True, help="Read the password from standard input, one line."
)
_NAME = click.argument("name")

# Why a password is refused.
_WEAK: dict[Weakness, str] = {
    "short": f"it has fewer than {LEAST_CHARACTERS} characters",
    "long": f"it has more than {MOST_CHARACTERS} characters",
    "name": "it is the name of the account",
    "common": "it is one of the first that are tried",
    "monotonous": "it repeats too few characters",
}


@click.group("admin")
def admin_command() -> None:
    """Say who may enter the web admin.

    The pages at /admin/ are there as long as there is an account.
    """


@admin_command.command("add", epilog="Example: letopis admin add anna")
@_NAME
@_STDIN
@click.pass_obj
def add_command(home: Path, name: str, *, password_stdin: bool) -> None:
    """Add an account; the password is asked for."""
    accounts, name = _open_accounts(home), normalize_name(name)
    if not is_name(name):
        raise OptionError(
            "NAME", "expected up to 32 letters, digits, hyphens, dots and underscores"
        )
    if accounts.find_account(name) is not None:
        raise _make_taken(name)
    hashed = hash_password(_ask_password(name, is_piped=password_stdin))
    if not accounts.add_account(name, hashed, time.time()):
        raise _make_taken(name)
    click.echo(f"Added {name}. The web admin is at /admin/ of the site.")
    click.echo(f"Next: {name_command(home, f'letopis admin totp {name}')}")


@admin_command.command("list", epilog="Example: letopis admin list --json")
@json_option
@click.pass_obj
def list_command(home: Path, *, as_json: bool) -> None:
    """List the accounts."""
    accounts = _open_accounts(home)
    now = time.time()
    found = [
        (account, len(accounts.list_sessions(account.name, now)))
        for account in accounts.list_accounts()
    ]
    if as_json:
        print_json(
            [
                {
                    "name": account.name,
                    "totp": account.totp is not None,
                    "sessions": sessions,
                    "created": datetime.fromtimestamp(account.created, UTC),
                    "changed": datetime.fromtimestamp(account.changed, UTC),
                }
                for account, sessions in found
            ]
        )
        return
    for account, sessions in found:
        codes = "password and one-time code" if account.totp else "password"
        click.echo(f"{account.name:20} {codes}, {count_of(sessions, 'session')}")
    if not found:
        click.echo("There is no account, and so no web admin.")


@admin_command.command("password", epilog="Example: letopis admin password anna")
@_NAME
@_STDIN
@click.pass_obj
def password_command(home: Path, name: str, *, password_stdin: bool) -> None:
    """Change a password, which ends the sessions of the account."""
    accounts = _open_accounts(home)
    name = _find_name(accounts, name)
    hashed = hash_password(_ask_password(name, is_piped=password_stdin))
    if not accounts.change_password(name, hashed, time.time()):
        raise _make_missing(name)
    click.echo(f"Changed the password of {name}, and ended all sessions.")


@admin_command.command("totp", epilog="Example: letopis admin totp anna")
@_NAME
@click.option("--off", is_flag=True, help="Ask for no more codes: where a phone was lost.")
@click.pass_obj
def totp_command(home: Path, name: str, *, off: bool) -> None:
    """Have an account ask for one-time codes (TOTP) too, or no longer.

    Its sessions end when it begins to ask for them.
    """
    archive = open_archive(home)
    accounts = AccountBook(archive.home.accounts)
    name = _find_name(accounts, name)
    if off:
        accounts.change_totp(name, None, 0, time.time())
        click.echo(f"{name} signs in by the password alone.")
        return
    secret = make_secret()
    uri = write_uri(secret, name, archive.settings.archive_name("en"))
    click.echo(f"{print_qr(uri)}\n{uri}")
    typed = click.prompt("Scan it with an authenticator app, and type the code it shows")
    step = find_step(secret, typed, time.time())
    if step is None:
        raise OptionError("code", "it is not the one of now; nothing was changed")
    accounts.change_totp(name, secret, step, time.time())
    # Who signed in by the password alone may be whom the codes are against.
    accounts.end_sessions(name)
    click.echo(f"{name} signs in by the password and a code from now on; all sessions ended.")


@admin_command.command("sessions", epilog="Example: letopis admin sessions anna --end-all")
@_NAME
@click.option("--end-all", is_flag=True, help="End them all.")
@click.pass_obj
def sessions_command(home: Path, name: str, *, end_all: bool) -> None:
    """List the sessions of an account, or end them."""
    accounts = _open_accounts(home)
    name = _find_name(accounts, name)
    if end_all:
        ended = accounts.end_sessions(name)
        click.echo(f"Ended {count_of(ended, 'session')}.")
        return
    for session in accounts.list_sessions(name, time.time()):
        used = datetime.fromtimestamp(session.seen, UTC)
        click.echo(f"{used:%Y-%m-%d %H:%M} UTC  {session.address}  {session.agent}")


@admin_command.command("remove", epilog="Example: letopis admin remove anna")
@_NAME
@click.pass_obj
def remove_command(home: Path, name: str) -> None:
    """Remove an account and end its sessions."""
    accounts = _open_accounts(home)
    name = _find_name(accounts, name)
    accounts.remove_account(name)
    click.echo(f"Removed {name}.")


def _open_accounts(home: Path) -> AccountBook:
    return AccountBook(open_archive(home).home.accounts)


def _find_name(accounts: AccountBook, typed: str) -> str:
    name = normalize_name(typed)
    if accounts.find_account(name) is None:
        raise _make_missing(name)
    return name


def _make_taken(name: str) -> OptionError:
    return OptionError("NAME", f"there is an account {name} already")


def _make_missing(name: str) -> OptionError:
    return OptionError("NAME", f"there is no account {name}")


def _ask_password(name: str, *, is_piped: bool) -> str:
    """A password that is good enough. Raises OptionError."""
    if is_piped:
        # As it was typed: terminals and scripts may have any encoding, browsers have one.
        typed = sys.stdin.buffer.readline(10 * MOST_CHARACTERS).rstrip(b"\r\n")
        password = typed.decode("utf-8", "surrogateescape")
    else:
        password = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    if any("\ud800" <= sign <= "\udfff" for sign in password):
        raise OptionError("password", "it is not UTF-8")
    weakness = find_weakness(password, name)
    if weakness is not None:
        raise OptionError("password", _WEAK[weakness])
    return password
