"""The names that exporters give to the fields of an article."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache

# The fields of an article that a record may give, each with its other names, the first wins. Case,
# blanks and signs do not count: `publishedAt` is `published_at`.
FIELD_NAMES: Mapping[str, tuple[str, ...]] = {
    "id": ("guid", "article_id", "post_id", "news_id", "story_id", "stories_id", "uuid",
           "identifier", "_id", "uri", "nid", "pk"),
    "lang": ("language", "inLanguage", "lang_code", "language_code", "locale", "язык"),
    "title": ("headline", "post_title", "article_title", "heading", "header", "web_title",
              "dc:title", "headlines", "text_name", "заголовок", "название", "name"),
    "lead": ("summary", "description", "standfirst", "abstract", "excerpt", "custom_excerpt",
             "post_excerpt", "teaser", "dek", "intro", "introtext", "short_description",
             "short_story", "preview_text", "content_snippet", "subtitle", "subheadline",
             "alternativeHeadline", "description_text", "dc:description", "лид", "анонс",
             "описание", "подзаголовок"),
    "body": ("text", "content", "full_text", "articleBody", "body_text", "body_html",
             "body_xhtml", "content_html", "content_text", "content:encoded", "post_content",
             "article_text", "main_text", "maintext", "article_body", "html", "plaintext",
             "plain_text", "raw_content", "full_story", "detail_text", "article", "lead_paragraph",
             "текст", "содержание", "текст статьи"),
    "captions": ("caption", "image_caption", "photo_caption", "подпись", "подписи"),
    "published": ("date_published", "published_at", "publish_date", "date_publish",
                  "published_date", "published_on", "date_time_pub", "datetime", "iso_date", "date",
                  "pub_date", "publication_date",
                  "publish_time", "published_time", "publish_datetime", "first_published",
                  "first_published_at", "first_publication_date", "post_date", "posted",
                  "posted_at", "date_posted", "publish_up", "active_from", "issued", "dc:date",
                  "dcterms:issued", "release_date", "display_date", "article_date", "news_date",
                  "web_publication_date",
                  "дата", "дата публикации", "опубликовано"),
    "original_published": ("original_date",),
    "modified": ("updated", "date_modified", "updated_at", "modified_at", "last_modified",
                 "lastmod", "date_updated", "modified_date", "update_date", "last_updated",
                 "post_modified", "modification_date", "dcterms:modified", "изменено",
                 "обновлено"),
    "authors": ("author", "byline", "creator", "dc:creator", "bylines", "writer", "reporter",
                "author_name", "authors_name", "primary_author", "by", "автор", "авторы"),
    "source": ("publisher", "publication", "agency", "site_name", "source_name", "provider",
               "outlet", "media_name", "newspaper", "infosource", "dc:publisher", "hostname",
               "domain", "source_domain", "источник", "издание"),
    "countries": ("country", "region", "regions", "country_code", "страна", "страны", "регион"),
    "tags": ("tag", "keywords", "topics", "keyword", "topic", "categories", "category", "rubric",
             "rubrics", "section", "sections", "section_name", "article_section", "subjects",
             "subject", "themes", "news_keywords", "dc:subject", "теги", "тег", "метки",
             "рубрика", "рубрики", "ключевые слова"),
    "url": ("link", "permalink", "web_url", "canonical_url", "article_url", "source_url",
            "page_url", "story_url", "canonical", "href", "external_url", "main_entity_of_page",
            "ссылка", "адрес"),
    "mirrors": ("mirror",),
    "story": ("translation_key",),
    "notices": ("notice",),
}  # fmt: skip

WEAK_NAMES: Mapping[str, tuple[str, ...]] = {
    "published": ("created", "created_at", "date_created", "creation_date", "time", "timestamp",
                  "version_created", "firstcreated", "seendate", *(FIELD_NAMES["modified"]),
                  "modified"),
}  # fmt: skip
"""Names that may mean something else. They are taken where no other is there, and told."""

# The names of the one object of a record that holds the article, and of its own id.
_WRAPPERS = (
    "_source", "fields", "attributes", "frontmatter", "node", "article", "post", "item", "data",
    "record", "document", "doc", "news",
)  # fmt: skip
_SIGNS = re.compile(r"[\W_]+")

# What search servers put behind a name for its type (`title_s`, `body_txt_ru`), or before it
# (`ss_title`), and the word for an article that databases put before it (`news_title`).
_AFFIXES = (
    re.compile(r"(?P<core>.+)_(?:ss?|txts?|strs?|t?dts?|pdts?|ts?)(?:_[a-z]{2})?"),
    re.compile(r"[std][sm]_(?:x3b_[a-z]{2}_)?(?P<core>.+)"),
    re.compile(r"(?:text|news|article|post|story|document|doc|entry)_?(?P<core>(?!name).+)"),
)
# Names that are kept: each is looked at for every record that has it.
_MOST_KEPT = 10_000


def are_record_names(names: Iterable[str]) -> bool:
    """Whether names of fields are those of an article: a title, or an object that holds one, and
    something else that is known."""
    names = set(names)
    known = set(map(tell_name, names)) - {""}
    return "_source" in names or (len(known) > 1 and bool(known & title_names()))


def are_post_names(names: Iterable[str]) -> bool:
    """Whether names of fields are those of a post, which has no title: a text and a date."""
    known = set(map(fold_name, names))
    return all(not known.isdisjoint(list_names()[field]) for field in ("body", "published"))


def has_id(names: Iterable[str]) -> bool:
    """Whether one of the names of a record is that of an id."""
    return not set(map(tell_name, names)).isdisjoint(list_names()["id"])


@cache
def title_names() -> frozenset[str]:
    """The names of a title that are those of nothing else: many a thing has a `name`."""
    return frozenset(list_names()["title"]) - {"name"}


def fold_name(name: object) -> str:
    """A name as it is compared: without case, blanks, marks of the byte order and signs."""
    return _SIGNS.sub("", str(name).casefold())


def is_field_name(name: object) -> bool:
    """Whether a name of a record is that of a field that articles have."""
    return fold_name(name) in _all_names()


def is_wrapper(name: object) -> bool:
    """Whether a name of a record is that of an object that holds the article."""
    return fold_name(name) in _folded_wrappers()


@lru_cache(_MOST_KEPT)
def tell_name(name: str) -> str:
    """The folded name of a field that a name of a record is, with what programs put around it
    left out; empty for a name that is not known."""
    if is_field_name(name):
        return fold_name(name)
    return tell_core(name)


@lru_cache(_MOST_KEPT)
def tell_core(name: str) -> str:
    """The folded name of a field that stands within a name that is not known; empty where there is
    none."""
    if is_field_name(name):
        return ""
    found = (affix.fullmatch(name.strip().casefold()) for affix in _AFFIXES)
    cores = (fold_name(match["core"]) for match in found if match)
    return next((core for core in cores if core in _all_names()), "")


@cache
def _all_names() -> frozenset[str]:
    weak = (fold_name(name) for names in WEAK_NAMES.values() for name in names)
    return frozenset((*(name for names in list_names().values() for name in names), *weak))


@cache
def _folded_wrappers() -> frozenset[str]:
    return frozenset(map(fold_name, _WRAPPERS))


@cache
def list_names() -> Mapping[str, tuple[str, ...]]:
    """The folded names of each field, its own first."""
    return {
        field_: tuple(dict.fromkeys(map(fold_name, (field_, *names))))
        for field_, names in FIELD_NAMES.items()
    }
