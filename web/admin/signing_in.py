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
# Seconds of the longest wait for failures of others: who tries a name on and on keeps its owner
# waiting for no longer, and many addresses together guess no faster.
LONGEST_FOR_OTHERS = 10.0


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
    # Not what others tried: they would begin anew each time that somebody signs in.
    attempts.forget(counters[0])
    if is_outdated(account.password):
        accounts.improve_hash(name, account.password, hash_password(credentials.password))
    return account


def _choose_counters(
    accounts: AccountBook, name: str, address: str, now: float
) -> tuple[Counter, ...]:
    """What an attempt is counted for: the account at the address, first; the address; and the
    account at all addresses, softly. For that one nobody waits at an address from which somebody is
    signed in to the account: strangers keep nobody out."""
    here = make_digest(f"{name}\n{address}")
    own = (
        Counter(f"account {here}", _FREE_OF_ACCOUNT),
        Counter(f"address {address}", _FREE_OF_ADDRESS),
    )
    if any(entry.address == address for entry in accounts.list_sessions(name, now)):
        return own
    of_all = Counter(f"account {make_digest(name)}", _FREE_OF_ACCOUNT, LONGEST_FOR_OTHERS)
    return (*own, of_all)
