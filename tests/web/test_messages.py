"""Every error has its sentence, in both languages, with nothing left unfilled."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from indexer import errors
from indexer.errors import (
    AlertNotFoundError,
    ArchiveDamagedError,
    ArchiveLockedError,
    ArchiveMismatchError,
    ArchiveMissingError,
    ArticleDeletedError,
    ArticleNotFoundError,
    BackupDamagedError,
    BackupMissingError,
    ClusterError,
    CursorExpiredError,
    DamagedVersion,
    DumpMissingError,
    DumpOutdatedError,
    ExtraMissingError,
    GenerationNotFoundError,
    GoldenError,
    IndexDamagedError,
    IndexMismatchError,
    IndexMissingError,
    IndexWriteError,
    JobCancelledError,
    JobNotFoundError,
    LetopisError,
    MirrorError,
    NotAcceptableError,
    OptionError,
    OtherHistoryError,
    OverloadedError,
    PairError,
    ParameterError,
    QueryError,
    RateLimitedError,
    RecordError,
    ServerError,
    SettingsError,
    TooExpensiveError,
    ValueNotFoundError,
    VerificationError,
    VersionDamagedError,
    VersionNotFoundError,
    WatchError,
    WorkerLostError,
    WorkerStartError,
)
from indexer.gate_report import GateReport
from web.i18n import Language, load_language
from web.messages import (
    DEAR_PARTS,
    ERRORS,
    QUERY_ERRORS,
    UNKNOWN_VALUES,
    describe,
    describe_kind,
)
from web.parameter_messages import PARAMETER_ERRORS
from web.problems import PROBLEMS
from web.statuses import STATUSES, describe_status

ROOT = Path(__file__).parents[2]

SAMPLES: tuple[LetopisError, ...] = (
    *(QueryError(code, 3, "found", 9) for code in QUERY_ERRORS),
    *(ParameterError("name", "value", code, "allowed") for code in PARAMETER_ERRORS),
    NotAcceptableError("image/png", ("application/json", "text/csv")),
    RecordError("title", "is missing"),
    PairError("a", "b", "not there"),
    OptionError("--reader", "unknown"),
    PairError("ru-1", "ru-2", "both are in one language: ru"),
    OtherHistoryError(7),
    DumpMissingError("1999.jsonl.gz"),
    DumpOutdatedError("2014.jsonl.gz"),
    MirrorError("https://example.org", "another archive stands at this address"),
    SettingsError(Path("letopis.toml"), "broken"),
    AlertNotFoundError("floods"),
    WorkerLostError(),
    WorkerStartError(3, "SIGKILL"),
    JobCancelledError(),
    WatchError("OS file watch limit reached."),
    JobNotFoundError(7),
    GenerationNotFoundError("20200101T000000.000000Z-0000"),
    ArticleNotFoundError("ru-1"),
    *(ValueNotFoundError(facet, "nobody") for facet in UNKNOWN_VALUES),
    CursorExpiredError("20200101T000000.000000Z-0000"),
    VersionNotFoundError("ru-1", 7),
    ArticleDeletedError("ru-1", datetime(2021, 1, 23, tzinfo=UTC), "court order"),
    BackupMissingError(Path("/srv/secret")),
    BackupDamagedError(Path("/srv/secret"), "parts: archive.db is not what was backed up"),
    ArchiveMissingError(Path("/srv/secret")),
    ArchiveMismatchError(Path("/srv/secret"), "reason"),
    ArchiveDamagedError(Path("/srv/secret"), "database disk image is malformed"),
    VersionDamagedError(Path("/srv/secret"), (DamagedVersion(7, "ru-1", "its text was changed"),)),
    IndexMissingError(Path("/srv/secret")),
    IndexMismatchError("g1", "schema", "1", "2"),
    IndexDamagedError("g1", "/srv/secret/file is missing"),
    ClusterError("no node answers: secret-host:9200"),
    ExtraMissingError("opensearch", "the engine opensearch"),
    IndexWriteError(Path("/srv/secret"), "No space left on device"),
    VerificationError("g1", GateReport(failures=("counts",))),
    GoldenError("g1", GateReport()),
    ArchiveLockedError(Path("/srv/secret"), 42, "12:00"),
    OverloadedError(2),
    RateLimitedError(7),
    ServerError("http://localhost:8080", "Connection refused"),
    *(TooExpensiveError(part, 2.0) for part in DEAR_PARTS),
)


@pytest.fixture(params=["ru", "en"])
def language(request: pytest.FixtureRequest) -> Language:
    return load_language(request.param)


def concrete_errors(base: type[LetopisError]) -> Iterator[type[LetopisError]]:
    for kind in base.__subclasses__():
        if kind.__subclasses__():
            yield from concrete_errors(kind)
        else:
            yield kind


def codes_raised(name: str, place: int) -> set[str]:
    """The constant codes with which the sources make an error, and those they first assign."""
    codes: set[str] = set()
    for package in ("indexer", "searcher", "web"):
        for path in (ROOT / package).rglob("*.py"):
            tree = ast.parse(path.read_text("utf-8"))
            for node in ast.walk(tree):
                if isinstance(node, ast.Call) and ast.unparse(node.func) == name:
                    codes |= constants(argument(node, place), tree)
    return codes


def argument(call: ast.Call, place: int) -> ast.expr:
    named = [keyword.value for keyword in call.keywords if keyword.arg == "code"]
    return named[0] if named else call.args[place]


def constants(node: ast.expr, tree: ast.AST) -> set[str]:
    match node:
        case ast.Constant(value=str(code)):
            return {code}
        case ast.IfExp(body=body, orelse=other):
            return constants(body, tree) | constants(other, tree)
        case ast.Name(id=variable):
            assigned = [
                other.value
                for other in ast.walk(tree)
                if isinstance(other, ast.Assign) and ast.unparse(other.targets[0]) == variable
            ]
            assert assigned, f"a code that cannot be told: {variable}"
            return set().union(*(constants(value, tree) for value in assigned))
        case _:
            raise AssertionError(f"a code that cannot be told: {ast.unparse(node)}")


def test_every_error_class_has_a_sentence() -> None:
    of_the_tree = {
        kind
        for kind in concrete_errors(LetopisError)
        if kind.__module__.startswith(errors.__name__)
    }
    assert of_the_tree == set(ERRORS)
    assert {type(error) for error in SAMPLES} == set(ERRORS)


def test_every_problem_of_the_api_has_a_meaning(language: Language) -> None:
    assert all(describe_kind(kind, language) for kind, _ in PROBLEMS)


def test_limits_are_written_as_numbers() -> None:
    error = QueryError("too-long", 4000, limit=4000)
    assert "4,000" in describe(error, load_language("en")).detail
    assert "4\u00a0000" in describe(error, load_language("ru")).detail


def test_every_code_has_a_sentence() -> None:
    assert codes_raised("QueryError", 0) == set(QUERY_ERRORS)
    assert codes_raised("ParameterError", 2) == set(PARAMETER_ERRORS)


@pytest.mark.parametrize("error", SAMPLES, ids=str)
def test_sentences_are_filled(error: LetopisError, language: Language) -> None:
    message = describe(error, language)
    assert message.title
    assert message.detail
    assert "%(" not in message.title + message.detail
    assert "/srv/secret" not in message.title + message.detail


def test_outages_name_the_command_that_mends_them(language: Language) -> None:
    assert describe(IndexMissingError(Path("/home")), language).command == "letopis index"
    assert describe(ArchiveMissingError(Path("/home")), language).command == "letopis init"
    assert describe(ArticleNotFoundError("x"), language).command is None


def test_an_unknown_field_is_told_the_fields_in_the_readers_language() -> None:
    error = QueryError("unknown-field", 0, "автр")
    assert describe(error, load_language("ru")).detail == (
        "Поля «автр» нет. Есть такие: заголовок, уведомление, автор, страна, тег, язык, "
        "источник, дата."
    )
    assert "title, notice, author" in describe(error, load_language("en")).detail


def test_other_statuses(language: Language) -> None:
    assert describe_status(404, language).title == language.gettext(STATUSES[404][0])
    assert describe_status(502, language) == describe_status(500, language)
    assert describe_status(413, language) != describe_status(404, language)
