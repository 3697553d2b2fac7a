"""From a record, as a reader found it, to an article."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence, Sized
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any, Protocol, TypeVar
from urllib.parse import unquote

import msgspec

from indexer.addresses import is_web_address, read_address
from indexer.article import Article, CountryEvidence, Lang, Provenance
from indexer.enriching.boilerplate import Boilerplate
from indexer.errors import RecordError
from indexer.importing.cleaning import (
    PrintedSource,
    check_published,
    clean_captions,
    clean_names,
    clean_notices,
    clean_source,
    clean_text,
    clean_title,
    clean_values,
    strip_nothing,
)
from indexer.importing.field_names import fold_name
from indexer.importing.fields import Assignment, RecordRules, assign_fields, is_empty
from indexer.importing.headlines import make_headline
from indexer.importing.mending import mend_encodings, mend_texts
from indexer.importing.readers import RawRecord
from indexer.importing.shapes import (
    read_address_shape,
    read_date_shape,
    read_id_shape,
    read_text_shape,
)
from indexer.importing.telling import tell_lang
from indexer.importing.values import (
    DEEPEST_EXTRA,
    LONGEST_EXTRA,
    MOST_NAMES,
    read_id,
    read_instant,
    read_lang,
    read_line,
    read_lines,
    read_texts,
    read_url,
)
from indexer.labels import LabelKind, Labels, fold_label, slugify

Value = TypeVar("Value")

# Names of a record that are told where it lacks what it needs.
_TOLD_NAMES = 12

# What they read are values that a program kept: texts of any kind, and posts, which have no
# headlines. A file of one article has its own somewhere.
_READERS_OF_RECORDS = frozenset(("json", "jsonl", "table", "feed"))

_FUTURE = timedelta(days=366)

_CLOCK_NAMES = frozenset(("time", "время"))
_CLOCK = re.compile(r"(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?")

# Characters of an address that an id made from it shows.
_SHOWN_PATH = 80


class CountryFinder(Protocol):
    """What knows countries and regions by their names."""

    def resolve(self, name: str) -> str | None:
        """The id of a printed name, an ISO code or an id; None for an unknown one."""

    def infer(self, title: str, text: str) -> tuple[CountryEvidence, ...]:
        """The countries that an article speaks of, best first."""


@dataclass(frozen=True, slots=True)
class Remark:
    """What an admin should know of a record that was imported: a field that was set aside or taken
    from a doubtful place."""

    field: str
    reason: str


class ArticleBuilder:
    """Turns records into articles.

    `zone` is that of times without one. New names of authors, tags and sources are added to
    `labels`, and to `learned` as kind, id, language and name; those of values that had none at all
    to `brought` as well; what is to be told of the article to `remarks`.
    """

    def __init__(
        self,
        zone: tzinfo,
        labels: Labels,
        gazetteer: CountryFinder,
        rules: RecordRules,
        boilerplate: Boilerplate = Boilerplate(),  # noqa: B008 - a frozen value
    ) -> None:
        self._zone = zone
        self._labels = labels
        self._gazetteer = gazetteer
        self._rules = rules
        self._boilerplate = boilerplate
        # What is planned for next week may be there already; 2099 is a slip.
        self._latest = datetime.now(UTC) + _FUTURE
        self.learned: list[tuple[LabelKind, str, str, str]] = []
        self.brought: list[tuple[LabelKind, str]] = []
        self.remarks: list[Remark] = []

    def derives_id(self, article: Article) -> bool:
        """Whether the id of an article was made of its address, or its title and day."""
        return article.id == self._derive_id(
            article.lang, article.url, article.published, article.title
        )

    def build(self, record: RawRecord, file: str, reader: str) -> Article:
        """The article of a record that `reader` found in `file`.

        Its title, texts and date must be right; any other field that is not is kept under `extra`.
        Raises RecordError with the field and the reason; the labels are then as they were.
        """
        _check_names(record.values)
        self.remarks = [Remark(*told) for told in record.remarks]
        check_published(record.values)
        assigned = assign_fields(record.values, self._rules)
        given, extra = assigned.given, assigned.extra
        in_text = self._mend(given, reader)

        title = read_line("title", clean_title(given.get("title")))
        if not title and ("title" in given or reader not in _READERS_OF_RECORDS):
            raise RecordError("title", f"missing{self._hint('title', assigned)}")
        published = self._read_published(assigned)
        lead, lead_captions = clean_text("lead", given.get("lead"))
        body, body_captions = clean_text("body", given.get("body"))
        captions = clean_captions(given.get("captions"), (*in_text, *lead_captions, *body_captions))
        body, taken = self._boilerplate.split(body)
        title = title or self._make_title(body or lead, assigned)
        notices = read_texts("notices", clean_notices(given.get("notices")))
        notices += [line for line in dict.fromkeys(taken) if line not in notices]
        lang = read_lang("lang", read_text_shape(given.get("lang")))
        lang = lang or self._tell_lang(title, lead, body)
        id_ = read_id("id", strip_nothing(read_id_shape(given.get("id"))))
        page = id_ if id_ and is_web_address(id_) else None
        site = self._rules.site
        url = self._secondary(
            "url", assigned, lambda name, value: read_url(name, read_address_shape(value), site)
        )
        mirrors = self._secondary(
            "mirrors",
            assigned,
            lambda name, value: [
                mirror
                for text in read_lines(name, value, r"\s")
                if (mirror := read_url(name, text, site))
            ],
        )
        if page is not None:
            # What a feed calls an entry by is mostly its address, and no name for an id.
            id_, url, mirrors = None, url or page, [*(mirrors or ()), page]
        original_published = self._secondary("original_published", assigned, self._read_instant)
        modified = self._secondary("modified", assigned, self._read_instant)
        story = self._secondary(
            "story", assigned, lambda name, value: read_line(name, read_text_shape(value))
        )
        authors = self._secondary("authors", assigned, clean_names) or []
        source = self._secondary("source", assigned, clean_source) or PrintedSource("")
        if source.url and not url and "url" not in extra:
            url = source.url
        tags = self._secondary("tags", assigned, clean_values) or []
        countries = self._secondary("countries", assigned, clean_values) or []
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
            id=id_ or self._derive_id(lang, url, published, title),
            lang=lang,
            title=title,
            published=published,
            lead=lead,
            body=body,
            captions=tuple(captions),
            original_published=original_published,
            modified=modified,
            authors=self._resolve("author", lang, authors),
            source=next(iter(self._resolve("source", lang, [source.name])), None),
            countries=country_ids,
            inferred_countries=evidence,
            tags=self._resolve("tag", lang, tags),
            url=url,
            mirrors=tuple(dict.fromkeys(mirror for mirror in mirrors or () if mirror != url)),
            story=story or None,
            notices=tuple(notices),
            provenance=Provenance(file, record.number, reader),
            extra=extra,
        )

    def _mend(self, given: dict[str, Any], reader: str) -> tuple[str, ...]:
        """Mend what a program spoiled; the captions of pictures that stood in the texts."""
        mendings = [mend_encodings(given)]
        if reader in _READERS_OF_RECORDS:
            mendings.append(mend_texts(given))
        self.remarks += [Remark(*told) for mending in mendings for told in mending.remarks]
        return mendings[-1].captions

    def _make_title(self, text: str, assigned: Assignment) -> str:
        """The headline of a post, which has none, of its text. Raises RecordError where there is no
        text, or a field that is not known may be the headline."""
        title = make_headline(text)
        others = assigned.extra.values()
        if not title or any(self._may_be("title", value) for value in others):
            raise RecordError("title", f"missing{self._hint('title', assigned)}")
        self.remarks.append(Remark("title", "none; taken from the text"))
        return title

    def _read_published(self, assigned: Assignment) -> datetime:
        weak = assigned.weak.get("published")
        if weak and "published" in assigned.empty:
            reason = f"empty; `{weak}` may be another day: --map published={weak}"
            raise RecordError("published", reason)
        told = _add_clock(assigned.given.get("published"), assigned.extra)
        published = self._read_instant("published", told)
        if published is None:
            raise RecordError("published", f"missing{self._hint('published', assigned)}")
        if weak:
            self.remarks.append(Remark("published", f"taken from `{weak}`"))
        if published.astimezone(UTC) > self._latest:
            day = published.date().isoformat()
            raise RecordError("published", f"{day} is more than a year ahead")
        return published

    def _hint(self, name: str, assigned: Assignment) -> str:
        """What the record has instead of a field that it needs, and how to map it."""
        others = [other for other, value in assigned.extra.items() if not is_empty(value)]
        if not others:
            return ""
        likely = [other for other in others if self._may_be(name, assigned.extra[other])]
        told = ", ".join(others[:_TOLD_NAMES]) + " …" * (len(others) > _TOLD_NAMES)
        mapping = f" (--map {name}={likely[0]}?)" if likely else ""
        return f"; unknown fields: {told}{mapping}"

    def _may_be(self, name: str, value: object) -> bool:
        """Whether the value of a field that is not known could be a title, or a date."""
        if name == "title":
            return isinstance(value, str) and 10 <= len(value) <= 200 and " " in value.strip()
        try:
            return self._read_instant(name, value) is not None
        except RecordError:
            return False

    def _read_instant(self, name: str, value: object) -> datetime | None:
        return read_instant(name, read_date_shape(value), self._zone, self._rules.date_order)

    def _tell_lang(self, title: str, lead: str, body: str) -> Lang:
        told = tell_lang(title, f"{lead}\n{body}")
        if told.doubt:
            self.remarks.append(Remark("lang", f"{told.doubt}; taken for {told.lang}"))
        return told.lang

    def _secondary(
        self, name: str, assigned: Assignment, read: Callable[[str, object], Value | None]
    ) -> Value | None:
        """A field that an article can be without: what cannot be read goes to `extra`, and is
        told."""
        value = assigned.given.get(name)
        try:
            return read(name, value)
        except RecordError as error:
            assigned.extra.setdefault(name, value)
            self.remarks.append(Remark(name, f"{error.reason}; kept under `extra`"))
            return None

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
            is_new = id_ not in self._labels.of(kind)
            if id_ != name and self._labels.add(kind, id_, lang, name):
                self.learned.append((kind, id_, lang, name))
                if is_new:
                    self.brought.append((kind, name))
        return tuple(ids)

    def _resolve_countries(self, lang: Lang, names: Sequence[str]) -> tuple[str, ...]:
        ids: dict[str, None] = {}
        for name in names:
            known = self._gazetteer.resolve(name)
            ids.update(dict.fromkeys((known,) if known else self._resolve("country", lang, [name])))
        return tuple(ids)


def _check_names(values: Sized) -> None:
    if len(values) > MOST_NAMES:
        raise RecordError("", f"{len(values)} names, more than {MOST_NAMES}")


def _add_clock(day: object, extra: Mapping[str, Any]) -> object:
    """A day with the time of day that stands in a field beside it."""
    if not isinstance(day, str) or ":" in day:
        return day
    clock = next((extra[name] for name in extra if fold_name(name) in _CLOCK_NAMES), None)
    return f"{day} {clock}" if isinstance(clock, str) and _CLOCK.fullmatch(clock) else day


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
