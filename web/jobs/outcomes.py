"""What came of a job, as it is kept: numbers by name, what was found, or why it failed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

import msgspec

from indexer.building.job import IndexReport
from indexer.building.verify import VerifyReport
from indexer.errors import GateError, LetopisError, UnavailableError
from indexer.generations.manifest import Manifest
from indexer.importing.report import ImportReport
from indexer.pairing.job import PairReport
from searcher.orders import Report, SweepReport, TakeDownReport
from web.findings import tell_damage, tell_findings
from web.i18n import Language
from web.messages import describe

# Lines of what was found that are kept; more are in the archive itself, or told by the command.
_MOST_LINES = 50


class Told(msgspec.Struct, frozen=True):
    """An error in the words of one language."""

    title: str
    detail: str
    command: str | None = None


class JobOutcome(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What came of a job. `figures` are numbers by the names of the reports (`new`, `rejected`,
    `written`), `generation` is the index that it made or chose, `lines` are what it found, in the
    words of the command, and `failure` tells by language why it failed."""

    figures: dict[str, int] = {}
    generation: str = ""
    lines: tuple[str, ...] = ()
    failure: dict[str, Told] = {}

    @property
    def needs_look(self) -> bool:
        """Whether somebody has to look at it, although it did what it should."""
        return bool(self.figures.get("rejected") or self.figures.get("refused"))

    @property
    def needs_files(self) -> bool:
        """Whether the files of an import hold something that is not in the archive."""
        return bool({"rejected", "ignored", "withheld"} & self.figures.keys())


def describe_report(report: Report) -> JobOutcome:
    """What a job that ended well tells."""
    match report:
        case ImportReport():
            return _describe_import(report)
        case IndexReport():
            return _describe_index(report)
        case VerifyReport():
            return _describe_check(report)
        case PairReport(sure=sure, likely=likely):
            return JobOutcome(figures={"joined": len(sure), "likely": len(likely)})
        case Manifest():
            return JobOutcome(figures={"articles": report.articles}, generation=report.generation)
        case TakeDownReport(done=done, refused=refused, index=index):
            told = JobOutcome() if index is None else _describe_index(index)
            figures = {"done": len(done), **_drop_zeros({"refused": len(refused)})}
            return msgspec.structs.replace(
                told, figures=figures, lines=(*_shorten(refused), *told.lines)
            )
        case SweepReport(removed=removed, kept=kept):
            return JobOutcome(
                figures={"removed_generations": len(removed), "kept_generations": kept}
            )


def describe_failure(error: LetopisError, languages: Mapping[str, Language]) -> JobOutcome:
    """Why a job failed, in all languages of the interface."""
    failure = {}
    for code, language in languages.items():
        message = describe(error, language)
        failure[code] = Told(message.title, message.detail, message.command)
    lines: Sequence[str] = ()
    generation = ""
    if isinstance(error, GateError):
        lines, generation = tuple(tell_findings(error.report)), error.generation
    return JobOutcome(failure=failure, lines=_shorten(lines), generation=generation)


def describe_system_failure(
    error: OSError | Exception, languages: Mapping[str, Language]
) -> JobOutcome:
    """That the system stood in the way: a disk, rights, a lock."""
    failure = {
        code: Told(language.gettext("The archive’s files cannot be read or written"), str(error))
        for code, language in languages.items()
    }
    return JobOutcome(failure=failure)


def _describe_import(report: ImportReport) -> JobOutcome:
    figures: dict[str, int] = dict(msgspec.to_builtins(report.counts))
    figures |= {
        "ignored": len(report.ignored) + report.unnamed,
        "pairs": report.joined,
        "gone": len(report.gone),
        "doubts": len(report.doubts),
    }
    return JobOutcome(figures=_drop_zeros(figures), lines=_shorten(_list_rejects(report)))


def _list_rejects(report: ImportReport) -> Iterator[str]:
    for reject in report.rejected:
        yield f"{reject.file}:{reject.line}: {reject.field or 'record'}: {reject.reason}"
    for doubt in report.doubts:
        yield f"{doubt.file}:{doubt.record}: {doubt.field or 'record'}: {doubt.reason}"


def _describe_index(report: IndexReport) -> JobOutcome:
    figures = {
        "articles": report.manifest.articles,
        **_drop_zeros({"written": report.written, "removed": report.removed}),
    }
    return JobOutcome(
        figures=figures,
        generation=report.manifest.generation,
        lines=_shorten((*tell_findings(report.gate), *report.announced.problems)),
    )


def _describe_check(report: VerifyReport) -> JobOutcome:
    lines = [*tell_damage(report.archive)]
    if isinstance(report.index, UnavailableError):
        lines.append(str(report.index))
        return JobOutcome(figures={"faults": 1}, lines=_shorten(lines))
    gate = report.index.gate
    lines += tell_findings(gate)
    faults = len(gate.failures) + len(gate.golden) + (not report.archive.is_sound)
    return JobOutcome(
        figures={"faults": faults},
        generation=report.index.manifest.generation,
        lines=_shorten(lines),
    )


def _drop_zeros(figures: Mapping[str, int]) -> dict[str, int]:
    return {name: number for name, number in figures.items() if number}


def _shorten(lines: Sequence[str] | Iterator[str]) -> tuple[str, ...]:
    return tuple(islice(iter(lines), _MOST_LINES))
