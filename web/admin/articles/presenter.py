"""From what is found, and what is down, to the page of take-downs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from indexer.archive.entries import Deletion
from indexer.article import Article
from web.admin.articles.page import ArticlesPage, FoundArticle, TakenArticle
from web.admin.frame import AdminFrame
from web.admin.navigation import ARTICLES
from web.i18n import Language, gettext_noop
from web.urls import Urls

# Reasons that are there to be chosen; another one is typed. What is kept is what was chosen, in the
# language of who chose it.
_REASONS = (
    gettext_noop("at the request of the author"),
    gettext_noop("by an order of a court"),
    gettext_noop("to protect a person"),
    gettext_noop("published by mistake"),
)


@dataclass(frozen=True, slots=True)
class FoundArticles:
    """What was asked for and what is found by it."""

    asked: str = ""
    articles: tuple[Article, ...] = ()
    problem: str = ""


def present_articles(
    frame: AdminFrame,
    found: FoundArticles,
    taken: Sequence[Deletion],
    most: int,
    urls: Urls,
) -> ArticlesPage:
    """The page of take-downs, of which the `most` newest are shown."""
    language = frame.language
    problem = found.problem
    if found.asked and not found.articles and not problem:
        problem = language.gettext("No article is found by that.")
    shown = taken[::-1][:most]
    left = len(taken) - len(shown)
    return ArticlesPage(
        frame=frame,
        asked=found.asked,
        found=tuple(_present_found(article, language, urls) for article in found.articles),
        problem=problem,
        taken=tuple(_present_taken(gone, language) for gone in shown),
        count=language.format_number(len(taken)),
        more=language.gettext("And %(count)s earlier ones.", count=language.format_number(left))
        if left
        else "",
        action=urls.path(ARTICLES),
        ui=urls.ui or "",
        take_down=urls.admin(f"{ARTICLES}/delete"),
        restore=urls.admin(f"{ARTICLES}/restore"),
        reasons=tuple(language.gettext(reason) for reason in _REASONS),
    )


def _present_found(article: Article, language: Language, urls: Urls) -> FoundArticle:
    return FoundArticle(
        id=article.id,
        title=article.title or article.id,
        lang=article.lang,
        day=language.format_date(article.published),
        url=urls.article(article.id),
    )


def _present_taken(gone: Deletion, language: Language) -> TakenArticle:
    return TakenArticle(
        id=gone.id,
        title=gone.title or "",
        when=language.format_datetime(gone.when),
        reason=gone.reason,
        may_return=gone.title is not None,
    )
