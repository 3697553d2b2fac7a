"""Rings: names that stand for one another, such as those of a town that was renamed.

    # anything after a number sign is a comment
    Степанакерт / Ханкенди / Stepanakert / Khankendi
    Нагорный Карабах / Арцах / Nagorno-Karabakh / Artsakh

A search for one name of a ring finds all of them; none is preferred. They are read from the
archive home's `rings.txt`, or from the list that comes with Letopis where there is none, and every
generation keeps those it was made with.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from indexer.analysis import Analyzer
from indexer.analysis.tokenizer import DEFAULT_TOKENIZER
from indexer.errors import SettingsError

# Names of a ring as they are written.
Ring = tuple[str, ...]

# The lemmas of the words of a name, in order.
Steps = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Member:
    """A name of a ring: as it is written, the lemmas of each of its words, and its name keys."""

    text: str
    steps: Steps
    keys: tuple[tuple[str, ...], ...]


class Rings:
    """The rings of an archive, read with its analyzer."""

    def __init__(self, rings: Sequence[Ring] = (), analyzer: Analyzer | None = None) -> None:
        self._by_first: defaultdict[str, list[tuple[Member, tuple[Member, ...]]]]
        self._by_first = defaultdict(list)
        if analyzer is not None:
            for ring in rings:
                self._add(tuple(_read_member(name, analyzer) for name in ring))

    def find_others(self, steps: Steps) -> list[Member]:
        """The other names of the rings that have a name with these words."""
        found: dict[str, Member] = {}
        for lemma in steps[0] if steps else ():
            for member, ring in self._by_first.get(lemma, ()):
                if _is_read_as(member, steps):
                    found |= {m.text: m for m in ring if not _is_read_as(m, steps)}
        return list(found.values())

    def lengths(self, lemmas: Sequence[str]) -> set[int]:
        """Of how many words the names are that begin with a word of these lemmas."""
        return {
            len(member.steps) for lemma in lemmas for member, _ in self._by_first.get(lemma, ())
        }

    def _add(self, ring: tuple[Member, ...]) -> None:
        for member in ring:
            for lemma in member.steps[0]:
                self._by_first[lemma].append((member, ring))


def read_rings(path: Path) -> tuple[Ring, ...]:
    """The rings of a file, or those that come with Letopis where it is missing.

    Raises SettingsError, naming the line: a ring of one name, a name without a word, a name that
    stands in two rings.
    """
    try:
        text = path.read_text("utf-8-sig") if path.exists() else default_rings()
    except (UnicodeDecodeError, OSError) as error:
        raise SettingsError(path, str(error)) from error
    return tuple(_read(path, text))


def default_rings() -> str:
    """The text of the list that comes with Letopis."""
    return (files("indexer") / "data" / "rings.txt").read_text("utf-8")


def _read(path: Path, text: str) -> Iterator[Ring]:
    known: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), 1):
        content = line.partition("#")[0].strip()
        if not content:
            continue
        names = tuple(" ".join(name.split()) for name in content.split("/"))
        if len(names) < 2:
            raise SettingsError(path, f"line {number}: expected `name / name`")
        for name in names:
            if not DEFAULT_TOKENIZER.find_forms(name):
                raise SettingsError(path, f"line {number}: not a name: {name!r}")
            if name.casefold() in known:
                where = known[name.casefold()]
                raise SettingsError(path, f"line {number}: {name!r} is already in line {where}")
            known[name.casefold()] = number
        yield names


def _read_member(name: str, analyzer: Analyzer) -> Member:
    words = analyzer.ask(name)
    # A name that is a lemma itself is not another word's form: Гори is no hill.
    own = tuple((w.surface,) if w.surface in w.lemmas else w.lemmas for w in words)
    return Member(name, own, tuple(map(analyzer.list_keys, own)))


def _is_read_as(member: Member, steps: Steps) -> bool:
    return len(member.steps) == len(steps) and not any(map(_differ, member.steps, steps))


def _differ(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    return set(one).isdisjoint(other)
