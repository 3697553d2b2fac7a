"""Whether somebody is who they say: what is counted, looked at and told, away from the event loop.

Nobody learns whether a name, a password or a code was wrong: what is told and how long it takes is
the same.
"""

from __future__ import annotations

from dataclasses import dataclass

from indexer.operations.accounts import Account, AccountBook, make_digest
from indexer.operations.attempts import AttemptBook, Counter
from web.admin.one_time_codes import find_step
from web.admin.passwords import (
    hash_password,
    is_outdated,
    normalize_name,
    verify_nobody,
    verify_password,
)

# Failures that bring no wait: of an account, and of an address, which several may have.
_FREE_OF_ACCOUNT, _FREE_OF_ADDRESS = 4, 10


@dataclass(frozen=True, slots=True)
class Credentials:
    """What somebody says to be known by, as it was typed, and the address they say it from. `code`
    is None where who is signed in already says the password again."""

    name: str
    password: str
    code: str | None
    address: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """Something was wrong; or nothing was looked at, where there are seconds to `wait`. `name` is
    that of the account that was meant, empty where there is none."""

    name: str
    wait: float = 0.0


def sign_in(
    accounts: AccountBook, attempts: AttemptBook, credentials: Credentials, now: float
) -> Account | Refusal:
    """The account of somebody, if all is right, and their one-time code is used up; or why not."""
    name = normalize_name(credentials.name)
    account = accounts.find_account(name)
    meant = account.name if account else ""
    counters = _choose_counters(accounts, name, credentials.address, now)
    if wait := attempts.count(counters, now):
        return Refusal(meant, wait)
    if account is None:
        verify_nobody(credentials.password)
        return Refusal(meant)
    if not verify_password(account.password, credentials.password):
        return Refusal(meant)
    if account.totp is not None and credentials.code is not None:
        step = find_step(account.totp, credentials.code, now)
        if step is None or not accounts.use_step(name, step):
            return Refusal(meant)
    attempts.forgive(counters)
    attempts.forget(counters[0])
    if is_outdated(account.password):
        accounts.improve_hash(name, account.password, hash_password(credentials.password))
    return account


def _choose_counters(
    accounts: AccountBook, name: str, address: str, now: float
) -> tuple[Counter, Counter]:
    """What an attempt is counted for: the account and the address. An address from which somebody
    is signed in to the account has a count of its own there: strangers keep nobody out."""
    is_known = any(entry.address == address for entry in accounts.list_sessions(name, now))
    whose = f"{name}\n{address}" if is_known else name
    return (
        Counter(f"account {make_digest(whose)}", _FREE_OF_ACCOUNT),
        Counter(f"address {address}", _FREE_OF_ADDRESS),
    )
