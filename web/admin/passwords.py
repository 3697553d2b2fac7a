"""Passwords and names of accounts: which are good enough, and how a password is hashed."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Literal

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

LEAST_CHARACTERS = 12
MOST_CHARACTERS = 200
# Fewer different ones are a rhythm rather than a password.
_LEAST_DIFFERENT = 5

# Letters and digits of any script, in small letters.
_NAME = re.compile(r"[^\W_][\w.-]{0,31}")

# Long enough, and the first that are tried.
_COMMON = frozenset(
    (
        "123456789012 1234567890123 1234567890abc 123456789abc abcdefghijkl abcdefghijklmnop "
        "1q2w3e4r5t6y 1qaz2wsx3edc 1qaz2wsx3edc4rfv qazwsxedcrfv zaq12wsxcde3 qwertyuiop12 "
        "qwertyuiop123 qwertyuiop1234 qwertyuiopasdf qwertyuiopasdfghjkl qwertyqwerty "
        "asdfghjkl123 asdfghjklzxc zxcvbnmasdfghjkl passwordpassword password1234 password12345 "
        "password123456 password2026 administrator administrator1 adminadminadmin "
        "changemechangeme changeme1234 letmeinletmein welcome12345 welcomewelcome iloveyou1234 "
        "iloveyouiloveyou correcthorsebatterystaple trustno1trustno1 letopisletopis letopis12345 "
        "йцукенгшщзхъ йцукенйцукен йцукенгшщзфыва парольпароль пароль123456 администратор "
        "фывапролджэя любовьлюбовь летописьлетопись 1234567890йцукен"
    ).split()
)

# The hash of what nobody knows, made as all are.
_NOBODYS = (
    "$argon2id$v=19$m=65536,t=3,p=1$Wx+kQuj8ejxfrSllpyku2g"
    "$URnRPz8iKjywvSUgr48JwbTKYRKPJxxWxrGgWGBFqJU"
)

# Why a password is not taken.
Weakness = Literal["short", "long", "name", "common", "monotonous"]


def normalize_name(typed: str) -> str:
    """A name of an account as it is kept, however it was typed."""
    return unicodedata.normalize("NFKC", typed).strip().casefold()


def is_name(name: str) -> bool:
    """Whether an account may have a name that is normalized."""
    return _NAME.fullmatch(name) is not None


def normalize_password(typed: str) -> str:
    """A password as it is hashed: keyboards write one letter in several ways (NFC)."""
    return unicodedata.normalize("NFC", typed)


def find_weakness(password: str, name: str) -> Weakness | None:
    """Why a password is too weak for an account, if it is."""
    password = normalize_password(password)
    folded = password.casefold()
    if len(password) < LEAST_CHARACTERS:
        return "short"
    if len(password) > MOST_CHARACTERS:
        return "long"
    if folded.replace(name.casefold(), "").strip(" \t0123456789.!-_") == "":
        return "name"
    if folded in _COMMON or folded.rstrip("!.?0123456789") in _COMMON:
        return "common"
    if len(set(folded)) < _LEAST_DIFFERENT:
        return "monotonous"
    return None


def hash_password(password: str) -> str:
    """The argon2id hash of a password, with what it was made by. It takes 64 MB and a fifth of a
    second."""
    return _make_hasher().hash(normalize_password(password))


def verify_password(hashed: str, password: str) -> bool:
    """Whether a hash is that of a password. It takes as long as hashing does."""
    try:
        return _make_hasher().verify(hashed, normalize_password(password))
    except (VerificationError, InvalidHashError):
        return False


def verify_nobody(password: str) -> bool:
    """False, after as long as it takes to look at the password of somebody: nobody learns which
    names there are."""
    verify_password(_NOBODYS, password)
    return False


def is_outdated(hashed: str) -> bool:
    """Whether a hash was made by other measures than those of this release."""
    return _make_hasher().check_needs_rehash(hashed)


@cache
def _make_hasher() -> PasswordHasher:
    # RFC 9106, the second recommended option, but on one core: readers have the others.
    return PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=1)
