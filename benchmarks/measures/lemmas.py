"""How well a lemmatizer brings the forms of a word together, over files with gold lemmas.

    python -m benchmarks.measures.lemmas PATH

PATH is a folder of CoNLL-U files named `ru_*-dev.conllu` and `en_*-dev.conllu`; no other file is
read, so that test files stay unseen. The files of a language are taken together.

The words are the distinct forms, folded as the tokenizer folds them and of letters alone, that the
files tag as content words: NOUN, VERB, ADJ, ADV, PROPN. Each form is a query. Relevant are the
forms that share a gold lemma with it, found are those that share one of the lemmatizer's lemmas.
Precision, recall and F1 are micro averages over all pairs of a query and a form. A form is always
relevant to itself and always found, and those pairs lift every figure; so all are given a second
time without them. "Ours" is the analyzer: the built-in exceptions and the dictionaries with all
likely lemmas.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from time import process_time

import simplemma
from pymorphy3 import MorphAnalyzer

from benchmarks.measures.lemma_errors import Kind, Reading, TaggedForm, classify_error
from indexer.analysis import Analyzer
from indexer.analysis.tokenizer import DEFAULT_TOKENIZER

LANGUAGES = {"ru": "Russian", "en": "English"}
CONTENT = frozenset(("NOUN", "VERB", "ADJ", "ADV", "PROPN"))
EXAMPLES = 6

# The lemmas of a folded form.
Lemmatize = Callable[[str], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Scores:
    """Pairs of a query and a form: those that are both relevant and found, and all of each."""

    right: int
    found: int
    relevant: int

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.relevant if self.relevant else 1.0

    @property
    def f1(self) -> float:
        return 2 * self.right / (self.found + self.relevant) if self.found else 0.0


@dataclass(frozen=True, slots=True)
class Column:
    """A lemmatizer and its figures, with and without the pairs of a form with itself.

    Every form is unseen when it is read, so the speed is that without a cache. `missing` is the
    package that could not be imported where there are no figures.
    """

    name: str
    all_pairs: Scores | None = None
    others: Scores | None = None
    forms_per_second: float = 0.0
    missing: str = ""


@dataclass(frozen=True, slots=True)
class ErrorClass:
    """Pairs that ours gets wrong for one reason: how many, and a few of them.

    `missed` pairs are relevant and not found, `false` ones found and not relevant.
    """

    kind: Kind
    missed: int
    false: int
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LemmaQuality:
    """One language measured: the figures of each lemmatizer, and what ours still gets wrong."""

    language: str
    files: tuple[str, ...]
    forms: int
    columns: tuple[Column, ...]
    errors: tuple[ErrorClass, ...]


def measure_lemmas(folder: Path) -> tuple[LemmaQuality, ...]:
    """Measure all lemmatizers over the development files in a folder: a language each.

    Raises FileNotFoundError where it has none.
    """
    measured = []
    for language in LANGUAGES:
        paths = sorted(folder.glob(f"{language}_*-dev.conllu"))
        if paths:
            measured.append(_measure_language(language, paths))
    if not measured:
        raise FileNotFoundError(f"no files like ru_*-dev.conllu or en_*-dev.conllu in {folder}")
    return tuple(measured)


def _measure_language(language: str, paths: Sequence[Path]) -> LemmaQuality:
    gold = read_gold(paths)
    relevant = _gold_lemmas(gold)
    columns = []
    ours: Mapping[str, set[str]] = {}
    for name, package, make in _SUBJECTS[language]:
        if not find_spec(package):
            columns.append(Column(name, missing=package))
            continue
        lemmatize = make()
        began = process_time()
        lemmas = {form: set(lemmatize(form)) for form in gold}
        speed = len(gold) / (process_time() - began)
        ours = ours or lemmas
        columns.append(
            Column(name, score(relevant, lemmas), score(relevant, lemmas, selves=0), speed)
        )
    names = tuple(path.name for path in paths)
    return LemmaQuality(language, names, len(gold), tuple(columns), _sort_errors(gold, ours))


def read_gold(paths: Iterable[Path]) -> dict[str, TaggedForm]:
    """The content words of CoNLL-U files by their folded form."""
    gold: defaultdict[str, set[Reading]] = defaultdict(set)
    for path in paths:
        for line in path.read_text("utf-8").splitlines():
            columns = line.split("\t")
            if len(columns) != 10 or not columns[0].isdecimal() or columns[3] not in CONTENT:
                continue
            form, lemma = (DEFAULT_TOKENIZER.fold_word(word)[0] for word in columns[1:3])
            if form.isalpha():
                misspelt = "Typo=Yes" in columns[5] or "CorrectForm=" in columns[9]
                gold[form].add(Reading(lemma, columns[3], columns[5], misspelt))
    return {form: TaggedForm(form, frozenset(readings)) for form, readings in gold.items()}


def _gold_lemmas(gold: Mapping[str, TaggedForm]) -> dict[str, set[str]]:
    return {form: {reading.lemma for reading in tagged.readings} for form, tagged in gold.items()}


def score(
    relevant: Mapping[str, set[str]], found: Mapping[str, set[str]], *, selves: int = 1
) -> Scores:
    """Compare the lemmas of forms with gold ones; with `selves=0`, without a form's pair with
    itself."""
    less = (1 - selves) * len(relevant)
    wanted, got = _pair(relevant), _pair(found)
    right = sum(len(wanted[form] & got[form]) for form in relevant)
    return Scores(
        right - less,
        sum(map(len, got.values())) - less,
        sum(map(len, wanted.values())) - less,
    )


def _pair(lemmas: Mapping[str, set[str]]) -> dict[str, set[str]]:
    """For each form the forms that share a lemma with it."""
    forms: defaultdict[str, set[str]] = defaultdict(set)
    for form, its_lemmas in lemmas.items():
        for lemma in its_lemmas:
            forms[lemma].add(form)
    return {
        form: {form}.union(*(forms[lemma] for lemma in its_lemmas))
        for form, its_lemmas in lemmas.items()
    }


def _sort_errors(
    gold: Mapping[str, TaggedForm], lemmas: Mapping[str, set[str]]
) -> tuple[ErrorClass, ...]:
    """The wrong pairs by class, the largest class first; a pair counts once for both directions."""
    missed: defaultdict[Kind, list[str]] = defaultdict(list)
    false: defaultdict[Kind, list[str]] = defaultdict(list)
    wanted, got = _pair(_gold_lemmas(gold)), _pair(lemmas)
    for pairs, sign, others in ((missed, "≠", got), (false, "=", wanted)):
        for one, mates in (wanted if pairs is missed else got).items():
            for other in sorted(mates - others[one]):
                if one < other:
                    kind = classify_error(gold[one], gold[other])
                    pairs[kind].append(f"{one} {sign} {other}")
    classes = [
        ErrorClass(
            kind,
            len(missed[kind]),
            len(false[kind]),
            (*_spread(missed[kind], EXAMPLES // 2), *_spread(false[kind], EXAMPLES // 2)),
        )
        for kind in {**missed, **false}
    ]
    return tuple(sorted(classes, key=lambda found: -found.missed - found.false))


def _spread(pairs: Sequence[str], count: int) -> Iterator[str]:
    """A few pairs from all over the list."""
    step = max(1, len(pairs) // count)
    return iter(pairs[::step][:count])


def _ours() -> Lemmatize:
    analyzer = Analyzer()
    return lambda form: analyzer.word(form).lemmas


def _first_parse() -> Lemmatize:
    morph = MorphAnalyzer(lang="ru")
    return lambda form: (morph.parse(form)[0].normal_form.replace("ё", "е"),)


def _snowball(language: str) -> Callable[[], Lemmatize]:
    def make() -> Lemmatize:
        from snowballstemmer import stemmer  # type: ignore[import-untyped]

        stem = stemmer(language).stemWord
        return lambda form: (stem(form),)

    return make


def _simplemma(language: str) -> Callable[[], Lemmatize]:
    def make() -> Lemmatize:
        # An own one: the package's function caches the forms of all its callers.
        lemmatizer = simplemma.Lemmatizer()
        lemmatizer.lemmatize("a", lang=language)
        return lambda form: (lemmatizer.lemmatize(form, lang=language).lower().replace("ё", "е"),)

    return make


# The lemmatizers by language: name, package, and what makes one. Ours comes first.
_SUBJECTS: Mapping[str, Sequence[tuple[str, str, Callable[[], Lemmatize]]]] = {
    "ru": (
        ("ours", "pymorphy3", _ours),
        ("pymorphy3, first parse", "pymorphy3", _first_parse),
        ("Snowball", "snowballstemmer", _snowball("russian")),
        ("simplemma", "simplemma", _simplemma("ru")),
    ),
    "en": (
        ("ours", "simplemma", _ours),
        ("simplemma", "simplemma", _simplemma("en")),
        ("Snowball", "snowballstemmer", _snowball("english")),
    ),
}


def tabulate_figures(quality: LemmaQuality) -> list[str]:
    """The figures of each lemmatizer, a line each."""
    subject = f"{LANGUAGES[quality.language]}, {quality.forms:,} forms"
    lines = [
        f"| {subject} | precision | recall | F1 | precision | recall | F1 | forms/s |",
        f"|---|{'---:|' * 7}",
        "| | with | self | pairs | without | self | pairs | |",
    ]
    for column in quality.columns:
        if column.all_pairs is None or column.others is None:
            lines.append(f"| {column.name} | {column.missing} is not installed |||||||")
            continue
        figures = " | ".join(
            f"{figure:.4f}"
            for scores in (column.all_pairs, column.others)
            for figure in (scores.precision, scores.recall, scores.f1)
        )
        lines.append(f"| {column.name} | {figures} | {column.forms_per_second:,.0f} |")
    return lines


def tabulate_errors(quality: LemmaQuality) -> list[str]:
    """What ours still gets wrong, by class; the treebanks' own conventions come last."""
    lines = ["| class | missed | false | examples |", "|---|---:|---:|---|"]
    for convention in (False, True):
        if convention:
            lines.append("| **a treebank's own convention:** ||||")
        lines += [
            f"| {error.kind.name} | {error.missed} | {error.false} | {', '.join(error.examples)} |"
            for error in quality.errors
            if error.kind.convention is convention
        ]
    return lines


def main() -> None:
    """Print the tables for a folder."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("path", type=Path, metavar="PATH")
    for quality in measure_lemmas(parser.parse_args().path):
        print(*tabulate_figures(quality), "", *tabulate_errors(quality), "", sep="\n")


if __name__ == "__main__":
    main()
