"""Exceptions: word forms whose lemmas an editor knows better than the dictionaries do.

    # anything after a number sign is a comment
    сухум сухума сухуму сухумом сухуме = сухум
    судов = суд, судно
    US = usa, we

Each line holds forms, and the lemmas they are found by from then on. A form with a capital letter
stands for that spelling alone in texts, others for every spelling; in queries all do. The archive
home's `exceptions.txt` goes before the list that comes with Letopis. Abbreviations are given
without their last dot: `u.s`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from indexer.analysis.capitals import capitalize
from indexer.analysis.tokenizer import Tokenizer
from indexer.errors import SettingsError
from indexer.languages import LANGUAGES, Language

# A list may speak of abbreviations that an archive does not read.
_EVERY_LANGUAGE = Tokenizer(tuple(LANGUAGES.values()))


@dataclass(frozen=True, slots=True)
class ExceptionLine:
    """The lemmas of some forms, and where that is written: `exceptions.txt:12`."""

    place: str
    lemmas: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Exceptions:
    """Forms with the lines that speak of them: as they are spelt, or as their surface form."""

    lines: Mapping[str, ExceptionLine]

    def find(self, form: str, surface: str) -> ExceptionLine | None:
        """The line for a form as it stands in a text, whose surface form is given."""
        # An abbreviation is not the word that its letters make: `U.S.` is not `us`.
        other = form.lower() if "." in form else surface
        return self.lines.get(form) or self.lines.get(other)

    def find_any(self, form: str, surface: str) -> ExceptionLine | None:
        """The line for a form in any spelling: of a query, whose capitals say nothing."""
        small = form.lower() if "." in form else surface
        spellings = (form, form.lower(), capitalize(small), small.upper())
        return next(filter(None, (self.find(one, surface) for one in spellings)), None)

    @property
    def fingerprint(self) -> str:
        """Changes with the lemmas of any form; comments and the order of lines do not matter."""
        entries = sorted(f"{form}={' '.join(line.lemmas)}" for form, line in self.lines.items())
        return hashlib.sha256("\n".join(entries).encode()).hexdigest()[:16]


def read_exceptions(
    languages: Sequence[Language], tokenizer: Tokenizer, path: Path | None = None
) -> Exceptions:
    """The exceptions of some languages that come with Letopis and, before them, those of a file if
    it is there. Words are folded by the tokenizer.

    Raises SettingsError, naming the line: no sign of equality, no forms or no lemmas, something
    that is not one word, a form that has a line already.
    """
    lines: dict[str, ExceptionLine] = {}
    for name in dict.fromkeys(language.exceptions for language in languages):
        text = (files("indexer") / "data" / name).read_text("utf-8")
        shown = Path(name.replace("exceptions", "built-in").removesuffix(".txt"))
        for form, line in _read(tokenizer, shown, text):
            lines[form] = _join(lines[form], line) if form in lines else line
    if path is not None and path.exists():
        try:
            text = path.read_text("utf-8-sig")
        except (UnicodeDecodeError, OSError) as error:
            raise SettingsError(path, str(error)) from error
        lines |= dict(_read(tokenizer, path, text))
    return Exceptions(lines)


def _join(one: ExceptionLine, other: ExceptionLine) -> ExceptionLine:
    """What two languages say of one form."""
    lemmas = dict.fromkeys((*one.lemmas, *other.lemmas))
    return ExceptionLine(f"{one.place}, {other.place}", tuple(lemmas))


def _read(tokenizer: Tokenizer, path: Path, text: str) -> Iterator[tuple[str, ExceptionLine]]:
    known: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), 1):
        content = line.partition("#")[0].strip()
        if not content:
            continue
        left, sign, right = content.partition("=")
        forms, lemmas = left.split(), [lemma.strip() for lemma in right.split(",")]
        if not (sign and forms and all(lemmas)):
            raise SettingsError(path, f"line {number}: expected `form form = lemma, lemma`")
        for word in (*forms, *lemmas):
            if _EVERY_LANGUAGE.find_forms(word) != [word]:
                raise SettingsError(path, f"line {number}: not one word: {word!r}")
        folded = dict.fromkeys(tokenizer.fold_word(word)[0] for word in lemmas)
        entry = ExceptionLine(f"{path.name}:{number}", tuple(folded))
        for form in forms:
            is_spelling = form != form.lower() or "." in form
            key = form if is_spelling else tokenizer.fold_word(form)[0]
            if key in known:
                raise SettingsError(
                    path, f"line {number}: {form!r} is already in line {known[key]}"
                )
            known[key] = number
            yield key, entry
