"""From what is known of names to their page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec

from indexer.article import LANGS
from indexer.labels import LabelKind, NamedKind
from searcher.drafts.suggestions import Merge, Naming
from searcher.words.naming import LikelyPair, NamedValue, NamesReport, guess_label
from web.admin.files.presenter import address_of
from web.admin.frame import AdminFrame
from web.admin.names.page import NamesPage, PairRow, ShownValue, UnnamedRow
from web.admin.navigation import NAMES
from web.i18n import Language, gettext_noop
from web.urls import Urls

# Of each list: a form has a thousand fields at most.
MOST_SHOWN = 200
MOST_NAME = 200

_KINDS: Mapping[str, str] = {
    "author": gettext_noop("author"),
    "tag": gettext_noop("tag"),
    "source": gettext_noop("source"),
    "country": gettext_noop("country or region"),
}
_LANGUAGES: Mapping[str, str] = {
    "ru": gettext_noop("Name in Russian"),
    "en": gettext_noop("Name in English"),
}


def present_names(
    frame: AdminFrame, report: NamesReport | None, problem: str, urls: Urls
) -> NamesPage:
    """The page of names."""
    language = frame.language
    pairs = report.pairs if report else ()
    unnamed = report.unnamed if report else ()
    return NamesPage(
        frame=frame,
        action=urls.admin(NAMES),
        file=urls.admin(address_of("labels.toml")),
        pairs=tuple(_present_pair(pair, language) for pair in pairs[:MOST_SHOWN]),
        pairs_count=language.format_number(len(pairs)),
        unnamed=tuple(
            row for value in unnamed[:MOST_SHOWN] for row in _present_unnamed(value, language)
        ),
        unnamed_count=language.format_number(len(unnamed)),
        problem=problem,
    )


def read_decisions(fields: Mapping[str, str]) -> tuple[list[Merge], list[Naming]]:
    """What an admin chose and typed; what is none of the fields of the page is passed over."""
    merges: list[Merge] = []
    namings: list[Naming] = []
    for name, value in fields.items():
        read = _read_field(name)
        if read is None:
            continue
        what, kind, first, second = read
        if what == "pair" and value in {first, second}:
            merges.append(Merge(kind, value, second if value == first else first))
        elif what == "name" and second in LANGS and (typed := " ".join(value.split())):
            namings.append(Naming(kind, first, second, typed[:MOST_NAME]))
    return merges, namings


def _write_field(what: str, kind: LabelKind, first: str, second: str) -> str:
    """The name of a field: ids may have any sign."""
    return msgspec.json.encode((what, kind, first, second)).decode()


def _read_field(name: str) -> tuple[str, NamedKind, str, str] | None:
    try:
        return msgspec.json.decode(name, type=tuple[str, NamedKind, str, str])
    except msgspec.DecodeError:
        return None


def _present_pair(pair: LikelyPair, language: Language) -> PairRow:
    kind = pair.kept.kind
    return PairRow(
        field=_write_field("pair", kind, pair.kept.id, pair.other.id),
        kind=language.gettext(_KINDS[kind]),
        one=_present_value(pair.kept, language),
        other=_present_value(pair.other, language),
    )


def _present_unnamed(value: NamedValue, language: Language) -> Iterator[UnnamedRow]:
    guess = guess_label(value.names[0]) if value.kind == "author" and value.labels else ""
    for lang in LANGS:
        if lang not in value.labels:
            yield UnnamedRow(
                field=_write_field("name", value.kind, value.id, lang),
                kind=language.gettext(_KINDS[value.kind]),
                value=_present_value(value, language),
                lang=lang,
                language=language.gettext(_LANGUAGES[lang]),
                guess=guess,
            )


def _present_value(value: NamedValue, language: Language) -> ShownValue:
    count = value.articles
    return ShownValue(
        id=value.id,
        names=" · ".join(value.names),
        articles=language.ngettext(
            "%(count)s article", "%(count)s articles", count, count=language.format_number(count)
        ),
    )
