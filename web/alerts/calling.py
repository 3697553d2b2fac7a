"""One call of a hook: whatever stands at its address holds up nobody for long, is read no further
than a few lines, and leads nowhere else."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import version

import aiohttp

# Seconds from looking for the host to the end of what is read of its answer.
PATIENCE = 10.0

# Bytes that are read of an answer, and seconds that they are waited for.
_MOST_READ = 1_000
_READING = 2.0


@dataclass(frozen=True, slots=True)
class HookAnswer:
    """What became of a call: the status that was answered, None where nothing was; how answers
    begin, as text; and why the call was not taken, empty where it was."""

    status: int | None
    text: str
    seconds: float
    reason: str


def open_session() -> aiohttp.ClientSession:
    """What hooks are called by. Certificates are verified; neither cookies nor proxies and
    passwords of the environment are taken up."""
    return aiohttp.ClientSession(
        timeout=aiohttp.ClientTimeout(total=PATIENCE),
        cookie_jar=aiohttp.DummyCookieJar(),
        headers={
            "User-Agent": f"Letopis/{version('letopis')}",
            "Accept": "*/*",
            "Accept-Encoding": "identity",
        },
        # What is packed could be a bomb.
        auto_decompress=False,
    )


async def call_hook(
    session: aiohttp.ClientSession, address: str, body: bytes, headers: dict[str, str]
) -> HookAnswer:
    """Send a message to a hook."""
    began = time.monotonic()
    status, text = None, ""
    try:
        async with session.post(
            address,
            data=body,
            headers={"Content-Type": "application/json", **headers},
            allow_redirects=False,
        ) as response:
            status = response.status
            reason = _judge(status)
            text = await _read_beginning(response)
    except TimeoutError:
        if status is None:
            reason = f"no answer in {PATIENCE:.0f} seconds"
    except aiohttp.ClientConnectorCertificateError:
        reason = "its certificate cannot be verified"
    except aiohttp.ClientSSLError:
        reason = "no secure connection can be made"
    except aiohttp.ClientConnectorError as error:
        reason = f"cannot be reached: {error.os_error.strerror or type(error.os_error).__name__}"
    except (aiohttp.ClientError, OSError, ValueError) as error:
        # Messages of errors may quote addresses, which may be secrets.
        if status is None:
            reason = f"gave no answer that can be read: {type(error).__name__}"
    return HookAnswer(status, text, time.monotonic() - began, reason)


async def _read_beginning(response: aiohttp.ClientResponse) -> str:
    """How an answer begins, whether it ends or not: the status says all that is needed."""
    with suppress(TimeoutError):
        async with asyncio.timeout(_READING):
            return (await response.content.read(_MOST_READ)).decode("utf-8", "replace")
    return ""


def _judge(status: int) -> str:
    if 200 <= status < 300:
        return ""
    if 300 <= status < 400:
        return f"answered {status}: redirects are not followed"
    return f"answered {status}"
