"""Hits as answers: the articles of a list, each with its marks, names and addresses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import msgspec

from indexer.article import Article
from indexer.home.settings import Settings
from indexer.labels import Labels
from searcher.request import SearchRequest
from searcher.response import Hit, PartialHit
from web.api.answers import ArticleLabels, HitAnswer, PartialHitAnswer, SnippetAnswer
from web.urls import Urls

# Addresses that others keep choose no language for them.
_URLS = Urls()


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderContext:
    """For whom an answer is rendered: what its links carry on, the language of its labels, the
    archive's zone and base address, and what of records is public (`Settings`)."""

    urls: Urls
    lang: str
    zone: ZoneInfo
    base_url: str
    public_fields: Sequence[str]

    @classmethod
    def of(cls, settings: Settings, lang: str, urls: Urls = _URLS) -> RenderContext:
        """That of an archive with some settings."""
        return cls(
            urls=urls,
            lang=lang,
            zone=settings.zone_info,
            base_url=settings.base_url,
            public_fields=settings.public_fields,
        )

    def api_address(self, article: Article) -> str:
        """Where an article is in the API. Its path alone where the settings do not say where the
        archive is served: what a client calls the host is nothing to hand on."""
        return self.base_url + _URLS.api_article(article.id)

    def site_address(self, article: Article) -> str:
        """Where the page of an article is: see `api_address`."""
        return self.base_url + _URLS.article(article.id)


@dataclass(frozen=True, slots=True)
class HitRenderer:
    """Renders the hits of an answer, whose generation has these labels."""

    context: RenderContext
    labels: Labels

    def render(self, hit: Hit) -> HitAnswer:
        """A hit."""
        article, context = hit.article, self.context
        return HitAnswer(
            id=article.id,
            lang=article.lang,
            title=article.title,
            title_spans=hit.title.spans,
            published=article.published,
            day=article.published.astimezone(context.zone).date(),
            authors=article.authors,
            source=article.source,
            countries=article.countries,
            tags=article.tags,
            labels=name_values(article, self.labels, context.lang),
            story=article.story,
            url=article.url,
            self_=context.api_address(article),
            html=context.site_address(article),
            score=hit.score,
            snippets=tuple([SnippetAnswer(text=s.text, spans=s.spans) for s in hit.snippets]),
            forms=hit.forms,
            found_by=hit.found_by,
        )

    def render_as_asked(self, hit: Hit, request: SearchRequest) -> HitAnswer:
        """A hit with what a request asks for besides: the parts of its score, the near copies that
        are left out."""
        asked: dict[str, object] = {}
        if request.explain:
            asked["parts"] = hit.parts
        if request.copies == "one":
            asked["copies"] = hit.copies
        return msgspec.structs.replace(self.render(hit), **asked) if asked else self.render(hit)

    def render_partial(self, partial: PartialHit) -> PartialHitAnswer:
        """A hit that lacks some of the words."""
        hit = msgspec.structs.asdict(self.render(partial.hit))
        return PartialHitAnswer(**hit, missing=partial.missing)


def name_values(article: Article, labels: Labels, lang: str) -> ArticleLabels:
    """The names of an article's values in a language."""
    label = labels.label
    return ArticleLabels(
        authors=tuple([label("author", id_, lang) for id_ in article.authors]),
        source=label("source", article.source, lang) if article.source else None,
        countries=tuple([label("country", id_, lang) for id_ in article.countries]),
        tags=tuple([label("tag", id_, lang) for id_ in article.tags]),
    )
