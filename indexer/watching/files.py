"""Seeing files change. The library that asks the system (watchfiles) is imported here alone."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from functools import partial
from pathlib import Path

from watchfiles import Change, watch
from watchfiles._rust_notify import WatchfilesRustInternalError

from indexer.errors import WatchError

# Milliseconds. Changes are told when none came for a step, at the latest after so long together;
# and that nothing changed is told after a turn.
_STEP = 100
_TOGETHER = 500
_TURN = 500

# Where the system cannot be asked (WATCHFILES_FORCE_POLLING), folders are looked through so often.
_LOOK = 700

# How the library says that a name is no UTF-8, and goes on saying so. Opening such a file is
# enough, so from then on it must look by itself: that sees only what is written.
_UNDECODABLE = "Unable to decode path"
_Changes = set[tuple[Change, str]]


class _UndecodableNameError(Exception):
    """Something changed whose name is no UTF-8. It never leaves this module."""


def watch_changes(paths: Sequence[Path]) -> Generator[set[Path], None, None]:
    """What changes in folders and of files, for ever: files written, files and folders that came.

    A set comes at least every second, mostly an empty one; from the first on, nothing is missed.
    Names begin with the path as it was given. As with an import, hidden files, hidden folders and
    linked folders are passed over. A path that goes away is waited for, and is in the set when it
    is back. Raises WatchError.
    """
    roots = {path.absolute(): path for path in paths}
    came: set[Path] = set()
    lost: list[Path] = []
    listen = _listen
    before: Iterator[_Changes] = iter(())
    while True:
        known = {root: _identify(root) for root in roots}
        came |= {roots[root] for root in lost if root.exists()}
        listener = listen([root for root in roots if known[root]])
        try:
            changes = next(listener)
            # Two listen for a moment, so that nothing falls between them.
            came.update(_name_changes(next(before, set()), roots))
            before = iter(())
            while not (lost := _find_lost(changes, known)):
                yield came | set(_name_changes(changes, roots))
                came = set()
                changes = next(listener)
            came.update(_name_changes(changes, roots))
            before = listener
        except FileNotFoundError:
            # A folder went away just now. It is waited for.
            pass
        except _UndecodableNameError:
            # What else changed is lost with it: everything is looked at again.
            came = set(paths)
            listen = partial(_listen, look_every=_LOOK)
            before = iter(())


def _listen(roots: Sequence[Path], look_every: int | None = None) -> Iterator[_Changes]:
    """Changes as the library tells them: as the system does, or as it sees when it looks every so
    many milliseconds. Raises FileNotFoundError and WatchError."""
    folders = [root for root in roots if _watched(root) == root]
    # A file is mostly replaced, and is then another one to the system; its folder stays.
    parents = {_watched(root) for root in roots} - set(folders)
    kinds = [(folders, True), (list(parents), False)]
    with ExitStack() as stack:
        try:
            sources = [
                stack.enter_context(
                    closing(
                        watch(
                            *targets,
                            watch_filter=None,
                            debounce=_TOGETHER,
                            step=_STEP,
                            rust_timeout=_TURN,
                            yield_on_timeout=True,
                            recursive=recursive,
                            force_polling=None if look_every is None else True,
                            poll_delay_ms=look_every or _LOOK,
                            ignore_permission_denied=True,
                        )
                    )
                )
                for targets, recursive in kinds
                if targets or (recursive and not parents)
            ]
            for sets in zip(*sources, strict=True):
                yield set().union(*sets)
        except WatchfilesRustInternalError as error:
            if str(error).startswith(_UNDECODABLE):
                raise _UndecodableNameError from error
            raise WatchError(str(error)) from error
        except UnicodeEncodeError as error:
            raise WatchError("the name of a folder to watch is not UTF-8") from error


def _watched(root: Path) -> Path:
    """The folder that is watched for a path."""
    return root if root.is_dir() else root.parent


def _identify(root: Path) -> tuple[str, int, int] | None:
    """What changes when the folder that is watched for a path becomes another one."""
    folder = _watched(root)
    try:
        status = folder.stat()
    except OSError:
        return None
    return str(folder), status.st_dev, status.st_ino


def _find_lost(changes: _Changes, known: Mapping[Path, tuple[str, int, int] | None]) -> list[Path]:
    """The paths whose watched folder is another one by now, or came or went."""
    # Made anew, a folder may get the number of the one before.
    deleted = {path for change, path in changes if change is Change.deleted}
    return [
        root
        for root, identity in known.items()
        if _identify(root) != identity or (identity and identity[0] in deleted)
    ]


def _name_changes(changes: _Changes, roots: Mapping[Path, Path]) -> Iterator[Path]:
    """The changed paths that count, as names that begin with a given path."""
    for change, changed in changes:
        path = Path(changed)
        # Deleted files are nobody's business here; a folder is new, or its files tell for it.
        if change is Change.deleted or (change is Change.modified and path.is_dir()):
            continue
        for root, given in roots.items():
            if path.is_relative_to(root) and not _is_passed_over(path, root):
                yield given / path.relative_to(root)
                break


def _is_passed_over(path: Path, root: Path) -> bool:
    """Whether an import of the root passes over a path in it."""
    inner = path.relative_to(root)
    folders = [root / parent for parent in inner.parents if parent.name]
    if path != root and path.is_dir():
        folders.append(path)
    return any(part.startswith(".") for part in inner.parts) or any(
        folder.is_symlink() for folder in folders
    )
