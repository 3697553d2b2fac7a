"""What an admin can ask for as a job, as a value that can be kept and carried out later by another
process: with the same job object that the command of that name runs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import msgspec

from indexer.building.job import IndexReport
from indexer.building.verify import VerifyReport
from indexer.dates import DateOrder
from indexer.errors import ArticleDeletedError, IndexMissingError, NotFoundError
from indexer.generations.folders import list_generations
from indexer.generations.manifest import Manifest
from indexer.generations.sweeping import KEPT, sweep_generations
from indexer.home.lock import writing
from indexer.home.settings import EngineChoice
from indexer.importing.fields import RecordRules
from indexer.importing.reading import ReadingRules
from indexer.importing.report import ImportReport
from indexer.pairing.job import PairReport
from indexer.progress import Progress
from searcher.archive import NewsArchive

# A take-down waits for no import that waits itself.
_FIRST = 1


class _Order(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    @property
    def kind(self) -> str:
        """Its name: that of the command."""
        return str(self.__struct_config__.tag)

    @property
    def rank(self) -> int:
        """Which of those that wait is next: the highest."""
        return 0


class ImportOrder(_Order, frozen=True, tag="import"):
    """Import files and folders, read by the options of `letopis import`; one whose `ending` is
    "undo" only tells what it would do."""

    paths: tuple[str, ...]
    maps: tuple[str, ...] = ()
    sets: tuple[str, ...] = ()
    site: str | None = None
    date_order: DateOrder | None = None
    format: str | None = None
    encoding: str | None = None
    ending: Literal["keep", "undo"] = "keep"

    def parse_rules(self) -> tuple[RecordRules, ReadingRules]:
        """What the options say. Raises OptionError."""
        rules = RecordRules.parse(self.maps, self.sets, self.site, self.date_order)
        return rules, ReadingRules.parse(self.format, self.encoding, "refuse")


class IndexOrder(_Order, frozen=True, tag="index"):
    """Build a new index, with the engine of the settings where none is named."""

    engine: EngineChoice | None = None


class UpdateOrder(_Order, frozen=True, tag="update"):
    """Bring the archive's changes into the index; build one where there never was one."""


class VerifyOrder(_Order, frozen=True, tag="verify"):
    """Check the archive and the index."""


class PairOrder(_Order, frozen=True, tag="pairs"):
    """Look for the versions of articles in the other language."""


class AcceptOrder(_Order, frozen=True, tag="accept"):
    """Serve a generation that was kept aside for golden queries alone."""

    generation: str


class RollBackOrder(_Order, frozen=True, tag="rollback"):
    """Serve an earlier generation again: the one before, where none is named."""

    generation: str | None = None


class SweepOrder(_Order, frozen=True, tag="gc"):
    """Remove old generations and the remains of killed jobs."""

    keep: int = KEPT


class DeleteOrder(_Order, frozen=True, tag="delete"):
    """Take articles down, and out of the index."""

    ids: tuple[str, ...]
    reason: str

    @property
    def rank(self) -> int:
        return _FIRST


class RestoreOrder(_Order, frozen=True, tag="restore"):
    """Lift take-downs, and bring the articles back into the index."""

    ids: tuple[str, ...]


class AnnounceOrder(_Order, frozen=True, tag="alerts"):
    """Ask the queries that stand of what came, and call the hooks that wait."""


class TryHookOrder(_Order, frozen=True, tag="alerts test"):
    """Call the hook of an alert for trial."""

    alert: str


ArchiveOrder = (
    ImportOrder
    | IndexOrder
    | UpdateOrder
    | VerifyOrder
    | PairOrder
    | AcceptOrder
    | RollBackOrder
    | SweepOrder
    | DeleteOrder
    | RestoreOrder
)
# Hooks are called by whoever has a client of HTTP.
HookOrder = AnnounceOrder | TryHookOrder
Order = ArchiveOrder | HookOrder


@dataclass(frozen=True, slots=True)
class TakeDownReport:
    """What take-downs did, or their lifting: the articles it was done to, those for which there was
    nothing to do, and the index after it, where there is one."""

    done: tuple[str, ...]
    refused: tuple[str, ...]
    index: IndexReport | None


@dataclass(frozen=True, slots=True)
class SweepReport:
    """Which generations were removed, and how many there are."""

    removed: tuple[str, ...]
    kept: int


Report = (
    ImportReport | IndexReport | VerifyReport | PairReport | Manifest | TakeDownReport | SweepReport
)


def encode_order(order: Order) -> bytes:
    """An order as JSON."""
    return msgspec.json.encode(order)


def decode_order(encoded: bytes) -> Order:
    """An order from its JSON. Raises msgspec.ValidationError for one that another release made."""
    order: Order = msgspec.json.decode(encoded, type=Order)
    return order


def carry_out(archive: NewsArchive, order: ArchiveOrder, progress: Progress) -> Report:
    """Do what an order asks for. Raises what the jobs raise."""
    match order:
        case ImportOrder(paths=paths, ending=ending):
            rules, reading = order.parse_rules()
            job = archive.import_job([Path(path) for path in paths], rules, reading, ending)
            return job.run(progress)
        case IndexOrder(engine=engine):
            return archive.build_job(engine).run(progress)
        case UpdateOrder():
            return _update(archive, progress)
        case VerifyOrder():
            return archive.verify_job().run(progress)
        case PairOrder():
            return archive.pair_job().run(progress)
        case AcceptOrder(generation=name):
            return archive.accept(name)
        case RollBackOrder(generation=earlier):
            return archive.roll_back(earlier)
        case SweepOrder(keep=keep):
            return _sweep(archive, keep)
        case DeleteOrder() | RestoreOrder():
            return _take_down(archive, order, progress)


def _update(archive: NewsArchive, progress: Progress) -> IndexReport:
    try:
        return archive.update_job().run(progress)
    except IndexMissingError:
        # Where there are generations, the pointer is lost: that is for an admin to see.
        if list_generations(archive.home):
            raise
        return archive.build_job().run(progress)


def _sweep(archive: NewsArchive, keep: int) -> SweepReport:
    with writing(archive.home):
        removed = sweep_generations(archive.home, keep)
    return SweepReport(tuple(removed), len(list_generations(archive.home)))


def _take_down(
    archive: NewsArchive, order: DeleteOrder | RestoreOrder, progress: Progress
) -> TakeDownReport:
    done: list[str] = []
    refused: list[str] = []
    for article_id in order.ids:
        if isinstance(order, DeleteOrder):
            is_done = _delete(archive, article_id, order.reason)
        else:
            is_done = _restore(archive, article_id)
        (done if is_done else refused).append(article_id)
    try:
        index = archive.update_job().run(progress)
    except IndexMissingError:
        index = None
    return TakeDownReport(tuple(done), tuple(refused), index)


def _delete(archive: NewsArchive, article_id: str, reason: str) -> bool:
    """Whether an article is down now; it may be since the job was begun before."""
    try:
        archive.delete(article_id, reason)
    except ArticleDeletedError:
        return True
    except NotFoundError:
        return False
    return True


def _restore(archive: NewsArchive, article_id: str) -> bool:
    """Whether an article is not down any more; it may be since the job was begun before."""
    try:
        archive.restore(article_id)
    except NotFoundError:
        with archive.open_store() as store:
            return store.has(article_id)
    return True
