"""Who may administer the archive by the web: accounts and their sessions.

Who reads the file cannot sign in with what stands there: passwords are hashed before they come
here, of tokens there is a digest. Only the secrets of one-time codes have to be kept as they are.

Instants are seconds since 1970 in UTC.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from indexer.archive.connection import ArchiveConnection
from indexer.operations.database import opened

_TABLES = (
    (
        "CREATE TABLE IF NOT EXISTS accounts ("
        "name TEXT PRIMARY KEY, password TEXT NOT NULL, totp TEXT, totp_step INTEGER NOT NULL"
        " DEFAULT 0, created REAL NOT NULL, changed REAL NOT NULL) STRICT"
    ),
    (
        "CREATE TABLE IF NOT EXISTS sessions ("
        "digest TEXT PRIMARY KEY, account TEXT NOT NULL, csrf TEXT NOT NULL, address TEXT NOT NULL,"
        " agent TEXT NOT NULL, created REAL NOT NULL, seen REAL NOT NULL, expires REAL NOT NULL,"
        " message TEXT NOT NULL DEFAULT '', offer TEXT) STRICT"
    ),
)

# Seconds after which a session ends that nobody uses, and any session.
IDLE_SECONDS = 8 * 3600
SESSION_SECONDS = 7 * 24 * 3600
# Seconds between two times that a session in use is noted.
_NOTED = 60
# Sessions of one account; the one used longest ago ends for one more.
MOST_SESSIONS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """An account. `totp` is the secret of its one-time codes, None where it needs none, and
    `totp_step` the number of the last step of time whose code was used."""

    name: str
    password: str
    totp: str | None
    totp_step: int
    created: float
    changed: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """Somebody signed in: by the `digest` of the token, with the token that forms carry (`csrf`),
    from an `address`, with a browser that calls itself `agent`. `message` is to be told with the
    next page; `offer` is the secret of one-time codes that were offered and not yet confirmed."""

    digest: str
    account: str
    csrf: str
    address: str
    agent: str
    created: float
    seen: float
    expires: float
    message: str = ""
    offer: str | None = None


class AccountBook:
    """The accounts of an archive, in a database of their own. Any thread may use it; each call
    opens the file for a moment. What calls raise beside what they tell is what
    `indexer.operations.database.opened` raises."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @property
    def is_empty(self) -> bool:
        """Whether there is no account."""
        if not self._path.exists():
            return True
        with self._opened() as db:
            return db.execute("SELECT 1 FROM accounts LIMIT 1").fetchone() is None

    def list_accounts(self) -> list[Account]:
        """All accounts by name."""
        if not self._path.exists():
            return []
        with self._opened() as db:
            rows = db.execute("SELECT * FROM accounts ORDER BY name").fetchall()
        return [_make_account(row) for row in rows]

    def find_account(self, name: str) -> Account | None:
        """An account by its name."""
        if not self._path.exists():
            return None
        with self._opened() as db:
            return _find_account(db, name)

    def add_account(self, name: str, password: str, now: float) -> bool:
        """Add an account with the hash of its password; False where there is one of this name."""
        with self._opened() as db:
            added = db.execute(
                "INSERT OR IGNORE INTO accounts (name, password, created, changed)"
                " VALUES (?, ?, ?, ?)",
                (name, password, now, now),
            )
            return added.rowcount == 1

    def remove_account(self, name: str) -> bool:
        """Remove an account and end its sessions; False where there is none of this name."""
        with self._opened() as db, db.transaction():
            _end_sessions(db, name)
            return db.execute("DELETE FROM accounts WHERE name = ?", (name,)).rowcount == 1

    def change_password(self, name: str, password: str, now: float) -> bool:
        """Give an account the hash of another password, which ends all its sessions; False where
        there is none of this name."""
        with self._opened() as db, db.transaction():
            _end_sessions(db, name)
            changed = db.execute(
                "UPDATE accounts SET password = ?, changed = ? WHERE name = ?",
                (password, now, name),
            )
            return changed.rowcount == 1

    def improve_hash(self, name: str, before: str, password: str) -> None:
        """Give an account another hash of the password that it has, unless that was changed
        meanwhile."""
        with self._opened() as db:
            db.execute(
                "UPDATE accounts SET password = ? WHERE name = ? AND password = ?",
                (password, name, before),
            )

    def change_totp(self, name: str, secret: str | None, step: int, now: float) -> bool:
        """Let an account need one-time codes of a secret, those after a step of time, or none;
        False where there is none of this name."""
        with self._opened() as db:
            changed = db.execute(
                "UPDATE accounts SET totp = ?, totp_step = ?, changed = ? WHERE name = ?",
                (secret, step, now, name),
            )
            return changed.rowcount == 1

    def use_step(self, name: str, step: int) -> bool:
        """Use up the one-time code of a step of time; False where it, or a later one, was used:
        of two who send one code at once, one is told so."""
        with self._opened() as db:
            used = db.execute(
                "UPDATE accounts SET totp_step = ? WHERE name = ? AND totp_step < ?",
                (step, name, step),
            )
            return used.rowcount == 1

    def begin_session(self, session: Session, before: str = "") -> None:
        """Begin a session in place of the one with the digest `before`. Sessions that are over are
        forgotten meanwhile."""
        with self._opened() as db, db.transaction():
            db.execute("DELETE FROM sessions WHERE digest = ?", (before,))
            db.execute(
                "DELETE FROM sessions WHERE expires <= ? OR seen <= ?",
                (session.created, session.created - IDLE_SECONDS),
            )
            db.execute(
                "DELETE FROM sessions WHERE account = ? AND digest NOT IN (SELECT digest FROM"
                " sessions WHERE account = ? ORDER BY seen DESC LIMIT ?)",
                (session.account, session.account, MOST_SESSIONS - 1),
            )
            db.execute(
                "INSERT INTO sessions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    session.digest,
                    session.account,
                    session.csrf,
                    session.address,
                    session.agent,
                    session.created,
                    session.seen,
                    session.expires,
                    session.message,
                    session.offer,
                ),
            )

    def find_session(self, digest: str, now: float) -> Session | None:
        """A session that is not over, by the digest of its token; it is noted that it is used."""
        if not self._path.exists():
            return None
        with self._opened() as db:
            session = _find_session(db, digest, now)
            if session is None:
                return None
            if now - session.seen >= _NOTED and db.is_writable:
                db.execute("UPDATE sessions SET seen = ? WHERE digest = ?", (now, digest))
            return session

    def has_session(self, digest: str, now: float) -> bool:
        """Whether there is a session that is not over, which is not used by asking."""
        if not self._path.exists():
            return False
        with self._opened() as db:
            return _find_session(db, digest, now) is not None

    def list_sessions(self, name: str, now: float) -> list[Session]:
        """The sessions of an account that are not over, the one used last first."""
        with self._opened() as db:
            rows = db.execute(
                "SELECT * FROM sessions WHERE account = ? AND expires > ? AND seen > ?"
                " ORDER BY seen DESC, created DESC",
                (name, now, now - IDLE_SECONDS),
            ).fetchall()
        return [_make_session(row) for row in rows]

    def end_session(self, name: str, digest: str) -> bool:
        """End a session of an account; False where it has none with this digest."""
        with self._opened() as db:
            ended = db.execute(
                "DELETE FROM sessions WHERE account = ? AND digest = ?", (name, digest)
            )
            return ended.rowcount == 1

    def end_sessions(self, name: str, kept: str = "") -> int:
        """End the sessions of an account, but the one with the digest `kept`: how many."""
        with self._opened() as db:
            return _end_sessions(db, name, kept)

    def leave_message(self, digest: str, message: str) -> None:
        """Leave what the next page of a session tells; empty once it was told."""
        with self._opened() as db:
            db.execute("UPDATE sessions SET message = ? WHERE digest = ?", (message, digest))

    def offer_totp(self, digest: str, secret: str | None) -> None:
        """Keep the secret of one-time codes until a session confirms it, or forget it."""
        with self._opened() as db:
            db.execute("UPDATE sessions SET offer = ? WHERE digest = ?", (secret, digest))

    @contextmanager
    def _opened(self) -> Iterator[ArchiveConnection]:
        with opened(self._path, _TABLES) as db:
            yield db


def make_digest(token: str) -> str:
    """What the database knows of a token, or of a name that was tried."""
    return sha256(token.encode("utf-8", "replace")).hexdigest()


def _find_account(db: ArchiveConnection, name: str) -> Account | None:
    row = db.execute("SELECT * FROM accounts WHERE name = ?", (name,)).fetchone()
    return _make_account(row) if row else None


def _find_session(db: ArchiveConnection, digest: str, now: float) -> Session | None:
    row = db.execute(
        "SELECT sessions.* FROM sessions JOIN accounts ON accounts.name = account"
        " WHERE digest = ? AND expires > ? AND seen > ?",
        (digest, now, now - IDLE_SECONDS),
    ).fetchone()
    return _make_session(row) if row else None


def _end_sessions(db: ArchiveConnection, name: str, kept: str = "") -> int:
    ended = db.execute("DELETE FROM sessions WHERE account = ? AND digest != ?", (name, kept))
    return int(ended.rowcount)


def _make_account(row: tuple[str, str, str | None, int, float, float]) -> Account:
    name, password, totp, step, created, changed = row
    return Account(
        name=name, password=password, totp=totp, totp_step=step, created=created, changed=changed
    )


def _make_session(
    row: tuple[str, str, str, str, str, float, float, float, str, str | None],
) -> Session:
    digest, account, csrf, address, agent, created, seen, expires, message, offer = row
    return Session(
        digest=digest,
        account=account,
        csrf=csrf,
        address=address,
        agent=agent,
        created=created,
        seen=seen,
        expires=expires,
        message=message,
        offer=offer,
    )
