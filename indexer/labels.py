"""Names of facet values: ids stay the same, labels speak the reader's language.

Authors, tags and sources take their labels from the archive home's `labels.toml` and, where it is
silent, from the printed names seen in the records. Countries come from the gazetteer.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain, filterfalse
from types import MappingProxyType
from typing import Literal, cast

from indexer.article import Article, ArticleValues

LabelKind = Literal["author", "tag", "source", "country", "lang"]
# The facets whose values records and labels.toml name; languages have their names from us.
NamedKind = Literal["author", "tag", "source", "country"]
NAMED_KINDS: tuple[NamedKind, ...] = ("author", "tag", "source", "country")

# The countries and regions that each region is within, by region, the nearest first.
Within = Mapping[str, tuple[str, ...]]
NO_REGIONS: Within = MappingProxyType({})

_LATIN = str.maketrans({
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "e", "ж": "zh", "з": "z",
    "и": "i", "й": "y", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r",
    "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh",
    "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu", "я": "ya", "і": "i",
    "ї": "yi", "є": "ye", "ґ": "g",
})  # fmt: skip

# A point before a name is a part of it (`.NET`), and one behind it says nothing.
_POINT = re.compile(r"^\s*\.(?=\w)")
_ORNAMENTS = re.compile(r"[\s.,;:!?'\"«»“”„‘’()\[\]\-‐-―_/&·•*|]+")
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_GAPS = re.compile(r"[^\w]+|_+")


def slugify(name: str) -> str:
    """A name as a facet id: lower-case Latin letters, digits and hyphens.

    Cyrillic is transliterated, so that `Аслан Тугов` and `Aslan Tugov` meet. Letters of other
    alphabets stay as they are; a name without letters or digits gives an empty id.
    """
    latin = name.lower().translate(_LATIN)
    # ı has no decomposition; the marks of é, ş, ğ go.
    plain = unicodedata.normalize("NFKD", latin.replace("ı", "i").replace("ə", "e"))
    plain = "".join(filterfalse(unicodedata.combining, plain))
    return _GAPS.sub("-", plain).strip("-")


def fold_label(name: str) -> str:
    """A name as it is compared: case, `ё` and spacing do not count."""
    return " ".join(unicodedata.normalize("NFC", name).casefold().replace("ё", "е").split())


def is_cyrillic(name: str) -> bool:
    """Whether a name has Cyrillic letters."""
    return _CYRILLIC.search(name) is not None


def _outline(name: str) -> str:
    """What of a name its blanks, points, quotes, hyphens and marks leave: the same for two ways of
    printing one name."""
    # A letter of its own, whose mark may not go; this one has none.
    plain = unicodedata.normalize("NFKD", fold_label(name).replace("й", "ɉ"))
    outline = _ORNAMENTS.sub("", "".join(filterfalse(unicodedata.combining, plain)))
    return f".{outline}" if _POINT.match(name) else outline


@dataclass
class Labels:
    """The labels of all facet values: `names[kind][id][lang]`, and `ids[kind]` by folded name;
    `within` tells what regions are within, where it counts (`facet_ids`).

    Filled once, then only read.
    """

    names: dict[LabelKind, dict[str, dict[str, str]]] = field(default_factory=dict)
    ids: dict[LabelKind, dict[str, str]] = field(default_factory=dict)
    within: Within = field(default_factory=dict)

    def add(self, kind: LabelKind, id: str, lang: str, label: str) -> bool:  # noqa: A002
        """Name a value in a language; the first name given stays, later ones find it too.

        True if it is the first.
        """
        self.add_id(kind, id)
        self.add_alias(kind, id, label)
        names = self.names[kind][id]
        is_first = lang not in names
        names.setdefault(lang, label)
        return is_first

    def add_id(self, kind: LabelKind, id: str) -> None:  # noqa: A002
        """Make a value known that may have no name."""
        self.names.setdefault(kind, {}).setdefault(id, {})
        self.add_alias(kind, id, id)

    def add_alias(self, kind: LabelKind, id: str, alias: str) -> None:  # noqa: A002
        """Let another name, or another id, stand for this value."""
        self.ids.setdefault(kind, {}).setdefault(fold_label(alias), id)

    def find(self, kind: LabelKind, name: str) -> str | None:
        """The id that a printed name or an id stands for, if it is known."""
        return self.ids.get(kind, {}).get(fold_label(name))

    def resolve(self, kind: LabelKind, name: str) -> str:
        """The id of a printed name; a new name gets its slug.

        The names of one value in both alphabets meet in their slug (`Аслан Тугов`, `Aslan Tugov`).
        Two names of one alphabet that meet there and differ by more than blanks and points
        (`уголь` and `угол`) are two values, of which the later one gets a longer id; so does a name
        with signs that a slug does not have (`C++`, `C#`).
        """
        if known := self.find(kind, name):
            return known
        slug, outline = slugify(name), _outline(name)
        if not slug:
            return ""
        if outline.isalnum():
            id_ = self.find(kind, slug) or slug
            labels = self.of(kind).get(id_, {}).values()
            alike = [label for label in labels if is_cyrillic(label) == is_cyrillic(name)]
            if not alike or outline in map(_outline, alike):
                return id_
        return f"{slug}-{hashlib.sha256(outline.encode()).hexdigest()[:4]}"

    def of(self, kind: str) -> Mapping[str, Mapping[str, str]]:
        """The names of all values of a kind, by id and language; none of what has no names."""
        return self.names.get(cast("LabelKind", kind), {})

    def label(self, kind: str, id: str, lang: str) -> str:  # noqa: A002
        """The name of a value in a language, or in the other one, or its id."""
        names = self.of(kind).get(id, {})
        return str(names.get(lang) or next(iter(names.values()), id))

    def search(self, kind: LabelKind, name: str) -> tuple[str, ...]:
        """The ids that a reader's word may mean: the exact name, else every name that has all
        the words of it as beginnings of words."""
        exact = self.find(kind, name)
        if exact is not None:
            return (exact,)
        wanted = fold_label(name).split()
        if not wanted:
            return ()
        found: list[str] = []
        for id_, names in self.names.get(kind, {}).items():
            if any(has_words(label, wanted) for label in (id_, *names.values())):
                found.append(id_)
        return tuple(sorted(found))


def has_words(label: str, beginnings: Iterable[str]) -> bool:
    """Whether words of a label, or of an id, begin with each of some folded beginnings."""
    words = split_label(label)
    return all(any(word.startswith(part) for word in words) for part in beginnings)


# A search goes through all names of its kind.
@lru_cache(maxsize=100_000)
def split_label(label: str) -> tuple[str, ...]:
    """The words of a label or an id, folded."""
    return tuple(re.split(r"[\s-]+", fold_label(label)))


def facet_ids(
    article: Article | ArticleValues, within: Within = NO_REGIONS
) -> dict[LabelKind, tuple[str, ...]]:
    """The facet values of an article, without repetitions: its own and, of countries, those that
    its regions are within."""
    around = chain.from_iterable(within.get(id_, ()) for id_ in article.countries)
    return {
        "author": tuple(dict.fromkeys(article.authors)),
        "country": tuple(dict.fromkeys((*article.countries, *around))),
        "tag": tuple(dict.fromkeys(article.tags)),
        "source": (article.source,) if article.source else (),
        "lang": (article.lang,),
    }
