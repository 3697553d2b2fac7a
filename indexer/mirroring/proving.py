"""Whether a mirror holds what the archive holds that it follows: by one hash, by each article."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field

from indexer.archive.connection import connect
from indexer.archive.digest import digest_article
from indexer.archive.mirrored import DELETED, Mirrored
from indexer.archive.roots import RootHash, RootHasher, hash_states
from indexer.archive.store import Archive
from indexer.errors import MirrorError, VersionDamagedError
from indexer.home.paths import ArchiveHome
from indexer.mirroring.answers import Source, SourceChange, check_changes
from indexer.progress import Progress


def read_mirror_root(archive: Archive) -> RootHash | None:
    """The root hash of the archive that is followed, of what this one has stored of it; None where
    there is none, or all is taken anew and some was not yet. What is taken down here alone is not
    in it."""
    followed = archive.mirror.read()
    if followed is None or archive.mirror.list_untold():
        return None
    return hash_states(followed.seq, _list_states(archive.mirror.articles()))


def _list_states(articles: Iterator[Mirrored]) -> Iterator[tuple[int, str, str]]:
    return ((one.seq, one.id, one.state) for one in articles if one.state is not None)


@dataclass(slots=True)
class MirrorComparison:
    """What two archives hold, up to a `seq` of the one that is followed: the root hashes, and the
    ids of the articles that differ.

    `root_there` is empty where it was not told. `missing` are not here, `differing` have another
    text, `damaged` a text that is not what was stored, `down_here` were taken down in this archive
    alone, `shown_here` in the other alone, `unknown_there` it tells nothing of, as of what was
    taken down there a moment ago; `others` are here beside it. `behind` counts the changes there
    that were not taken yet.
    """

    address: str
    seq: int
    root_here: str = ""
    root_there: str = ""
    compared: int = 0
    behind: int = 0
    missing: list[str] = field(default_factory=list)
    differing: list[str] = field(default_factory=list)
    damaged: list[str] = field(default_factory=list)
    down_here: list[str] = field(default_factory=list)
    shown_here: list[str] = field(default_factory=list)
    unknown_there: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)

    @property
    def is_same(self) -> bool:
        """Whether nothing differs but what was taken down here on purpose."""
        return not (
            self.missing
            or self.differing
            or self.damaged
            or self.shown_here
            or self.unknown_there
            or self.others
        ) and (self.root_there in ("", self.root_here) or bool(self.down_here))


@dataclass(frozen=True, slots=True)
class CompareJob:
    """Compares a mirror with the archive that it follows, article by article: what is stored here
    is read and its digest made anew."""

    home: ArchiveHome
    source: Source

    def run(self, progress: Progress) -> MirrorComparison:
        """Compare. Raises MirrorError for an archive that is no mirror, or of another one,
        ServerError and JobCancelledError."""
        # Articles are compared with those of one moment, whatever is taken meanwhile.
        with closing(connect(self.home.database)) as db, db.reading():
            archive = Archive(db)
            followed = archive.mirror.read()
            if followed is None:
                raise MirrorError(self.source.address, "this archive is no mirror")
            there = self.source.describe(followed.seq)
            if there.archive != followed.archive:
                raise MirrorError(
                    self.source.address,
                    "another archive answers there than the one followed",
                )
            found = MirrorComparison(self.source.address, followed.seq)
            found.root_there = (there.root or "") if there.seq == followed.seq else ""
            progress.start("compare", there.states)
            articles = _MirroredArticles(archive, found)
            for change in self._list_changes(progress):
                articles.compare(change)
            articles.finish()
            found.others = archive.mirror.list_others()
        return found

    def _list_changes(self, progress: Progress) -> Iterator[SourceChange]:
        since, checkpoint = 0, ""
        while True:
            page = self.source.list_changes(since, checkpoint)
            check_changes(self.source.address, page, since)
            yield from page.changes
            progress.advance(len(page.changes))
            progress.check()
            if page.next is None:
                return
            since, checkpoint = page.last_seq, page.checkpoint


class _MirroredArticles:
    """The articles of a mirror, met in the order of their numbers by what is told of them."""

    def __init__(self, archive: Archive, found: MirrorComparison) -> None:
        self._archive = archive
        self._found = found
        self._hasher = RootHasher()
        self._rest = archive.mirror.articles()
        self._next = next(self._rest, None)
        # What was not told of under its number: it may be told of under a later one.
        self._unmet: dict[str, Mirrored] = {}
        self._later: set[str] = set()

    def compare(self, change: SourceChange) -> None:
        """Compare an article with what is told of it."""
        if change.seq > self._found.seq:
            self._found.behind += 1
            self._later.add(change.id)
            return
        while self._next is not None and self._next.seq < change.seq:
            self._pass_by(self._next)
        here = self._next
        if here is None or (here.seq, here.id) != (change.seq, change.id):
            self._found.missing.append(change.id)
            return
        self._next = next(self._rest, None)
        self._judge(here, self._read_state(here), change)

    def finish(self) -> None:
        """Compare what is left when all was told."""
        while self._next is not None:
            self._pass_by(self._next)
        found = self._found
        found.differing += [id_ for id_ in found.missing if id_ in self._unmet]
        found.missing = [id_ for id_ in found.missing if id_ not in self._unmet]
        known = self._later.union(found.differing)
        found.unknown_there = [id_ for id_ in self._unmet if id_ not in known]
        found.root_here = self._hasher.finish(found.seq).hash

    def _pass_by(self, here: Mirrored) -> None:
        self._read_state(here)
        self._unmet[here.id] = here
        self._next = next(self._rest, None)

    def _judge(self, here: Mirrored, state: str | None, change: SourceChange) -> None:
        found = self._found
        found.compared += 1
        if state == (change.digest or DELETED):
            return
        if here.is_down_here:
            found.down_here.append(here.id)
        elif here.digest is None:
            found.missing.append(here.id)
        elif change.is_down:
            found.shown_here.append(here.id)
        elif here.id not in found.damaged:
            found.differing.append(here.id)

    def _read_state(self, here: Mirrored) -> str | None:
        """What an article is here, by what can be read of it."""
        state = here.state
        if not here.is_down_here and here.digest is not None:
            try:
                version = self._archive.get(here.id)
            except VersionDamagedError:
                self._found.damaged.append(here.id)
                state = None
            else:
                text = version.article if version else None
                state = digest_article(text).hex() if text else None
        if state is not None:
            self._hasher.add(here.seq, here.id, state)
        return state
