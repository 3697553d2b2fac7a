"""One-time codes of an authenticator (TOTP, RFC 6238)."""

from __future__ import annotations

import hmac
import re

import pyotp
import segno
from markupsafe import Markup

# Seconds for which a code stands, and how many steps a clock may be wrong by.
STEP = 30
_WINDOW = 1
_CODE = re.compile(r"[0-9]{6}")


def make_secret() -> str:
    """The secret of somebody's codes, of 160 bits."""
    return pyotp.random_base32()


def find_step(secret: str, typed: str, now: float) -> int | None:
    """The step of time whose code was typed, with blanks or without; None where it is a wrong one,
    or one of too long ago. What a code is good for twice is for the caller to prevent."""
    code = "".join(typed.split())
    if not _CODE.fullmatch(code):
        return None
    totp = pyotp.TOTP(secret)
    step = int(now) // STEP
    for candidate in range(step - _WINDOW, step + _WINDOW + 1):
        if hmac.compare_digest(totp.generate_otp(candidate), code):
            return candidate
    return None


def write_uri(secret: str, name: str, archive: str) -> str:
    """What an authenticator reads of a QR code: whose account, of which archive."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=archive)


def group_secret(secret: str) -> str:
    """A secret as it is typed by hand: in groups of four."""
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))


def draw_qr(uri: str) -> Markup:
    """A QR code as SVG without styles; dark on light in either theme, since some cameras read
    nothing else."""
    drawing = segno.make_qr(uri).svg_inline(
        light="#fff", svgclass=None, lineclass=None, omitsize=True
    )
    # Made of numbers alone.
    return Markup(drawing)  # noqa: S704


def print_qr(uri: str) -> str:
    """A QR code for a terminal."""
    code = segno.make_qr(uri)
    rows = [list(row) for row in code.matrix_iter(border=4)]
    if len(rows) % 2:
        rows.append([0] * len(rows[0]))
    # Two rows a line, light as ink: most terminals are dark.
    signs = {(0, 0): "█", (0, 1): "▀", (1, 0): "▄", (1, 1): " "}
    return "\n".join(
        "".join(signs[bool(upper), bool(lower)] for upper, lower in zip(*pair, strict=True))
        for pair in zip(rows[::2], rows[1::2], strict=True)
    )
