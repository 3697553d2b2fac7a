"""Whether a draft can be used: by the very readers that commands, jobs and servers use."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from indexer.analysis import Analyzer
from indexer.analysis.ring_lists import read_rings
from indexer.analysis.rings import Rings
from indexer.archive.labels import load_labels
from indexer.archive.store import Archive
from indexer.errors import SettingsError
from indexer.home.boilerplate import read_boilerplate
from indexer.home.countries import read_country_rules
from indexer.home.paths import ArchiveHome
from indexer.home.settings import Settings, load_analyzer, make_settings
from indexer.home.toml import read_toml
from indexer.labels import Labels
from searcher.doctor.mistakes import (
    find_line,
    list_alerts_mistakes,
    list_golden_mistakes,
    list_labels_mistakes,
    list_mistakes,
    list_settings_mistakes,
)
from searcher.drafts.files import HomeFile
from searcher.drafts.texts import MOST_ABOUT_BYTES, MOST_BYTES, encode_text
from searcher.query.reading import QueryReader
from searcher.tagging.compiling import TagBook

# Mistakes that are told of one file.
MOST_MISTAKES = 50
# What no reader of ours expects, and TOML refuses; Markdown has tabs, and form feeds are blanks.
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
# Parts of a key: the time that a reader of TOML takes grows with their square.
_DEEP_KEY = re.compile(r"""(?<![\w"'-])(?:[\w"'-]++\s*+\.\s*+){50}""")


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong with a draft, and in which line, counted from 1; None where no line tells."""

    line: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class DraftChecker:
    """Reads drafts as an archive reads its files."""

    home: ArchiveHome
    settings: Settings
    analyzer: Analyzer

    def find_unwritable(self, file: HomeFile, text: str) -> tuple[Mistake, ...]:
        """Why a text is no text of a file: the characters that it has, or its length."""
        for number, line in enumerate(text.split("\n"), 1):
            if found := _CONTROL.search(line):
                return (Mistake(number, f"a character that no text has: U+{ord(found[0]):04X}"),)
        try:
            size = len(encode_text(text))
        except UnicodeEncodeError as error:
            place = text.count("\n", 0, error.start) + 1
            return (Mistake(place, "half of a character"),)
        most = MOST_ABOUT_BYTES if file.kind == "about" else MOST_BYTES
        if size > most:
            return (Mistake(None, f"{size} bytes; at most {most} can be edited here"),)
        return ()

    def find_mistakes(self, file: HomeFile, staged: ArchiveHome) -> tuple[Mistake, ...]:
        """The mistakes in the file of a staged home. Raises ArchiveDamagedError."""
        path = staged.path / file.name
        if path.suffix == ".toml" and (deep := _find_deep(path.read_text("utf-8"))):
            return (deep,)
        try:
            errors = list(self._read(file, staged))
        except RecursionError:
            return (Mistake(None, "one thing within another too often"),)
        except ValueError as error:
            # As of a number of thousands of digits.
            return (Mistake(None, str(error)),)
        return tuple(_make_mistakes(errors, path))

    def _read(self, file: HomeFile, staged: ArchiveHome) -> Iterator[SettingsError]:
        path = staged.path / file.name
        match file.kind:
            case "settings":
                found = list(list_settings_mistakes(path, self.home.path))
                whole = list_mistakes(lambda: make_settings(file.path, read_toml(path)))
                yield from found or whole
            case "labels":
                yield from list_labels_mistakes(path)
            case "golden":
                yield from list_golden_mistakes(path)
            case "exceptions":
                yield from list_mistakes(lambda: load_analyzer(staged, self.settings, forms=1))
            case "rings":
                yield from list_mistakes(lambda: read_rings(path, self.settings.rings))
            case "boilerplate":
                yield from list_mistakes(lambda: read_boilerplate(path))
            case "countries":
                known, tokenizer = self._load_labels(staged).of("country"), self.analyzer.tokenizer
                yield from list_mistakes(lambda: read_country_rules(path, known, tokenizer))
            case "tags":
                labels, book = self._load_labels(staged), TagBook(path, self.analyzer)
                yield from list_mistakes(lambda: book.compile(labels, ()))
            case "alerts":
                reader = QueryReader(self.analyzer, self._load_labels(staged), Rings())
                yield from list_alerts_mistakes(staged, reader)
            case "profile":
                # What reads pages takes a while to load, and is an extra.
                from indexer.importing.profiles.loading import load_profile

                yield from list_mistakes(lambda: load_profile(path))
            case "about":
                pass

    def _load_labels(self, staged: ArchiveHome) -> Labels:
        with Archive.open(self.home.database) as store:
            try:
                return load_labels(staged, store)
            except SettingsError:
                # labels.toml is another file.
                return Labels()


def _find_deep(text: str) -> Mistake | None:
    found = _DEEP_KEY.search(text)
    if found is None:
        return None
    return Mistake(text.count("\n", 0, found.start()) + 1, "one thing within another too often")


def _make_mistakes(errors: Iterable[SettingsError], path: Path) -> Iterator[Mistake]:
    for number, error in enumerate(errors):
        if number == MOST_MISTAKES:
            return
        reason = error.reason.replace(f"{path.parent}/", "")
        yield Mistake(find_line(path, error.reason), reason)
