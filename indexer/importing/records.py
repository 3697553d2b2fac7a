"""From a record, as a reader found it, to an article."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence, Sized
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Any, Protocol
from urllib.parse import unquote

import msgspec

from indexer.addresses import read_address
from indexer.article import Article, CountryEvidence, Lang, Provenance
from indexer.errors import OptionError, RecordError
from indexer.importing.readers import RawRecord, script_lang
from indexer.importing.values import (
    DEEPEST_EXTRA,
    FIELD_NAMES,
    LONGEST_EXTRA,
    MOST_NAMES,
    read_id,
    read_instant,
    read_lang,
    read_line,
    read_lines,
    read_names,
    read_paragraphs,
    read_texts,
    read_url,
)
from indexer.labels import LabelKind, Labels, fold_label, slugify

# Characters of an address that an id made from it shows.
_SHOWN_PATH = 80


class CountryFinder(Protocol):
    """What knows countries and regions by their names."""

    def resolve(self, name: str) -> str | None:
        """The id of a printed name, an ISO code or an id; None for an unknown one."""

    def infer(self, title: str, text: str) -> tuple[CountryEvidence, ...]:
        """The countries that an article speaks of, best first."""


@dataclass(frozen=True, slots=True)
class RecordRules:
    """How the fields of an import's records differ from ours.

    `rename` maps our field to its name in the records, `fixed` sets a field for all records.
    """

    rename: Mapping[str, str] = field(default_factory=dict)
    fixed: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def parse(cls, maps: Sequence[str], sets: Sequence[str]) -> RecordRules:
        """The rules of `--map body=content` and `--set lang=ru`. Raises OptionError."""
        return cls(dict(_parse_rules("--map", maps)), dict(_parse_rules("--set", sets)))


def _parse_rules(option: str, rules: Sequence[str]) -> Iterator[tuple[str, str]]:
    for rule in rules:
        name, equals, value = (part.strip() for part in rule.partition("="))
        if not (equals and value):
            raise OptionError(option, f"expected field=value, found {rule!r}")
        if name not in FIELD_NAMES:
            raise OptionError(option, f"unknown field {name!r}; known: {', '.join(FIELD_NAMES)}")
        yield name, value


class ArticleBuilder:
    """Turns records into articles.

    `zone` is that of times without one. New names of authors, tags and sources are added to
    `labels`, and to `learned` as kind, id, language and name.
    """

    def __init__(
        self, zone: tzinfo, labels: Labels, gazetteer: CountryFinder, rules: RecordRules
    ) -> None:
        self._zone = zone
        self._labels = labels
        self._gazetteer = gazetteer
        self._rules = rules
        self.learned: list[tuple[LabelKind, str, str, str]] = []

    def derives_id(self, article: Article) -> bool:
        """Whether the id of an article was made of its address, or its title and day."""
        return article.id == self._derive_id(
            article.lang, article.url, article.published, article.title
        )

    def build(self, record: RawRecord, file: str, reader: str) -> Article:
        """The article of a record that `reader` found in `file`.

        Raises RecordError with the field and the reason; the labels are then as they were.
        """
        _check_names(record.values)
        given, extra = self._assign(record.values)
        title = read_line("title", given.get("title"))
        if not title:
            raise RecordError("title", "missing")
        published = read_instant("published", given.get("published"), self._zone)
        if published is None:
            raise RecordError("published", "missing")
        lead = read_paragraphs("lead", given.get("lead"))
        body = read_paragraphs("body", given.get("body"))
        captions = read_lines("captions", given.get("captions"))
        lang = read_lang("lang", given.get("lang")) or script_lang(f"{title}\n{body}")
        url = read_url("url", given.get("url"))
        id_ = read_id("id", given.get("id")) or self._derive_id(lang, url, published, title)
        mirrors = [read_url("mirrors", mirror) for mirror in _list(given, "mirrors")]
        original_published = read_instant(
            "original_published", given.get("original_published"), self._zone
        )
        modified = read_instant("modified", given.get("modified"), self._zone)
        story = read_line("story", given.get("story")) or None
        notices = read_texts("notices", given.get("notices"))
        authors = read_names("authors", given.get("authors"))
        source = read_line("source", given.get("source"))
        tags = _list(given, "tags", "[,;\n]")
        countries = _list(given, "countries", "[,;\n]")
        check_extra(extra)

        # From here on nothing fails: a refused record leaves no labels behind.
        country_ids = self._resolve_countries(lang, countries)
        evidence: tuple[CountryEvidence, ...] = ()
        if not country_ids:
            evidence = self._gazetteer.infer(
                title, "\n\n".join(filter(None, (lead, body, *captions)))
            )
            country_ids = tuple(found.country for found in evidence)
        return Article(
            id=id_,
            lang=lang,
            title=title,
            published=published,
            lead=lead,
            body=body,
            captions=tuple(captions),
            original_published=original_published,
            modified=modified,
            authors=self._resolve("author", lang, authors),
            source=next(iter(self._resolve("source", lang, [source])), None),
            countries=country_ids,
            inferred_countries=evidence,
            tags=self._resolve("tag", lang, tags),
            url=url,
            mirrors=tuple(mirror for mirror in mirrors if mirror),
            story=story,
            notices=tuple(notices),
            provenance=Provenance(file, record.number, reader),
            extra=extra,
        )

    def _assign(self, values: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
        """The values by our fields, and those that belong to none."""
        spellings: dict[str, list[str]] = {}
        for name in values:
            spellings.setdefault(name.casefold(), []).append(name)
        given: dict[str, Any] = {}
        used: set[str] = set()
        for field_, name in self._rules.rename.items():
            for spelling in _by_likeness(name, spellings):
                if not _is_empty(values[spelling]):
                    given.setdefault(field_, values[spelling])
                    used.add(spelling)
                    break
        known: set[str] = set()
        for field_, aliases in FIELD_NAMES.items():
            for name in (field_, *aliases):
                for spelling in _by_likeness(name, spellings):
                    known.add(spelling)
                    if not (field_ in given or spelling in used or _is_empty(values[spelling])):
                        given[field_] = values[spelling]
                        used.add(spelling)
        extra = {
            name: value
            for name, value in values.items()
            if name not in used and not (name in known and _is_empty(value))
        }
        # What an export of ours calls `extra` was unknown in the first place.
        if isinstance(inner := extra.get("extra"), dict):
            del extra["extra"]
            extra = {str(name): value for name, value in inner.items()} | extra
        for field_, value in self._rules.fixed.items():
            if field_ in given and given[field_] != value:
                extra.setdefault(field_, given[field_])
            given[field_] = value
        return given, extra

    def _derive_id(self, lang: Lang, url: str | None, published: datetime, title: str) -> str:
        """An id for those who read it: the day, and the address without its host, for mirrors are
        other hosts, or the headline. What tells articles apart is decided in `indexer.archive`."""
        day = f"{published.astimezone(self._zone):%Y%m%d}"
        path = read_address(url).path if url else ""
        if not path:
            return f"{lang}-{day}-{_digest(fold_label(title))}"
        slug = slugify(unquote(path))[:_SHOWN_PATH].strip("-")
        return "-".join(filter(None, (lang, day, slug, _digest(path))))

    def _resolve(self, kind: LabelKind, lang: Lang, names: Sequence[str]) -> tuple[str, ...]:
        ids: dict[str, None] = {}
        for name in names:
            id_ = self._labels.resolve(kind, name)
            if not id_:
                continue
            ids[id_] = None
            if id_ != name and self._labels.add(kind, id_, lang, name):
                self.learned.append((kind, id_, lang, name))
        return tuple(ids)

    def _resolve_countries(self, lang: Lang, names: Sequence[str]) -> tuple[str, ...]:
        ids: dict[str, None] = {}
        for name in names:
            known = self._gazetteer.resolve(name)
            ids.update(dict.fromkeys((known,) if known else self._resolve("country", lang, [name])))
        return tuple(ids)


def _by_likeness(name: str, spellings: Mapping[str, list[str]]) -> list[str]:
    """The names of a record that are this one but for case, the same spelling first."""
    return sorted(spellings.get(name.casefold(), ()), key=lambda spelling: spelling != name)


def _is_empty(value: object) -> bool:
    return value is None or value == [] or (isinstance(value, str) and not value.strip())


def _list(given: Mapping[str, Any], name: str, separator: str = r"\s") -> list[str]:
    return read_lines(name, given.get(name), separator)


def _check_names(values: Sized) -> None:
    if len(values) > MOST_NAMES:
        raise RecordError("", f"{len(values)} names, more than {MOST_NAMES}")


def check_extra(extra: dict[str, Any]) -> None:
    """Make each value plain JSON, as it will be stored. Raises RecordError."""
    _check_names(extra)
    size = 0
    for name, value in extra.items():
        try:
            encoded = msgspec.json.encode({name: value})
            size += len(encoded)
            if size > LONGEST_EXTRA:
                raise RecordError(name, f"other fields take over {LONGEST_EXTRA} bytes")
            extra[name] = msgspec.json.decode(encoded)[name]
            if _is_deeper(extra[name], DEEPEST_EXTRA):
                raise RecordError(name, "nested too deeply")
        except UnicodeEncodeError as error:
            raise RecordError(
                re.sub("[\ud800-\udfff]", "\ufffd", name), "half of a surrogate pair"
            ) from error
        except (TypeError, ValueError, RecursionError) as error:
            raise RecordError(name, f"cannot be kept: {error}") from error


def _is_deeper(value: object, levels: int) -> bool:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return levels == 0 or any(_is_deeper(item, levels - 1) for item in inner)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]
