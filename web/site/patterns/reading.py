"""Texts as patterns: an article alone, beside another version, as it was; about an archive."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from indexer.article import Article
from indexer.home.alerts import Alert
from searcher.request import SearchRequest
from searcher.response import ArticleView, RankedArticle, ResultPlace, ShownArticle
from searcher.versions import ArticleVersion
from web.i18n import Language
from web.site.about.markdown import render_about
from web.site.about.page import AboutPage, ArchiveNumbers
from web.site.alerts.page import AlertsPage
from web.site.alerts.presenter import present_alerts
from web.site.article.page import ArticlePage
from web.site.article.presenter import ArticlePresenter
from web.site.dumps.page import DumpedFile, DumpsPage
from web.site.dumps.presenter import format_size
from web.site.frame import Link, Site
from web.site.names import IN_LANGUAGE
from web.site.patterns.invented import (
    BRIDGE,
    BRIDGE_EN,
    HARVEST,
    INDEX,
    MUSEUM,
    Nowhere,
    make_labels,
    mark,
)
from web.site.versions.page import VersionsPage
from web.site.versions.presenter import VersionsPresenter

_ORIGIN = "https://news.example"
_TODAY = date(2026, 11, 27)
_ABOUT = """# О вымышленном архиве

Статьи двух газет *на двух языках*, с **2004** года; [связь с редакцией](#content).

## Правила

1. Перепечатывать можно со ссылкой.
2. Ошибки исправляем:
   - в тексте;
   - в подписях.

> Газета живёт один день, летопись остаётся.

| Газета | Лет |
|---|---|
| Горный вестник | 10 |

---

    letopis demo
"""


def present_article(site: Site, language: Language) -> ArticlePage:
    """An article that was found by a search, with all that may stand on its page."""
    view = _make_view(replace(_show(BRIDGE, "мост", "рек"), is_cut=True))
    return _present(view, site, language)


def present_sides(site: Site, language: Language) -> ArticlePage:
    """Two versions beside one another."""
    shown, beside = _show(BRIDGE_EN, "bridge"), _show(BRIDGE, "мост")
    view = replace(_make_view(shown), beside=beside, versions=(BRIDGE,))
    return _present(view, site, language)


def present_versions(site: Site, language: Language) -> VersionsPage:
    """Three versions of a text, and what changed between two."""
    first = replace(
        BRIDGE,
        title="Мост через Койсу откроют весной",
        body=BRIDGE.body.replace("два года", "полтора года"),
        tags=("roads",),
    )
    texts = (first, replace(BRIDGE, captions=()), BRIDGE)
    versions = [
        ArticleVersion(number, BRIDGE.published + timedelta(days=number), text)
        for number, text in enumerate(texts, 1)
    ]
    versions[-1] = replace(versions[-1], is_current=True)
    compared = versions[0], versions[-1]
    presenter = VersionsPresenter(versions, compared, make_labels(), language, Nowhere())
    page = presenter.page(site)
    # A place on the page is put behind these addresses.
    items = (replace(item, changes=item.changes and "?") for item in page.versions)
    return replace(page, own="", versions=tuple(items))


def present_about(site: Site, language: Language) -> AboutPage:
    """What a publisher tells of an archive, in all that Markdown has."""
    numbers = ArchiveNumbers(
        articles=2_431,
        by_language=((language.gettext(IN_LANGUAGE[BRIDGE.lang]), 1_300),),
        first=language.format_date(MUSEUM.published),
        last=language.format_date(HARVEST.published),
    )
    about = render_about(_ABOUT)
    return AboutPage(site=site, about=about, numbers=numbers, seconds=30.0, burst=120.0)


def present_own_alerts(site: Site, language: Language) -> AlertsPage:
    """Alerts: one that matched, one that has a name in one language and did not yet."""
    alerts = (
        Alert(id="bridges", names={"ru": "Мосты", "en": "Bridges"}, query="мост OR bridge"),
        Alert(id="harvest", names={"ru": "Урожай"}, query='урожай -"прошлый год" country:AM'),
    )
    last = {"bridges": HARVEST.published}
    return present_alerts(alerts, last, site, language, Nowhere())


def present_dumps(site: Site, language: Language) -> DumpsPage:
    """Two years to download, of which one is held back."""
    years = (("2013", "2013.jsonl.gz", 1_131), ("2014", "2014.jsonl.gz", 1_300))
    return DumpsPage(
        site=site,
        files=tuple(
            DumpedFile(
                year=Link(year, "#content"),
                name=name,
                url=None if year == "2013" else "#content",
                articles=articles,
                size=format_size(articles * 1_700, language),
            )
            for year, name, articles in reversed(years)
        ),
        articles=2_431,
        size=format_size(2_431 * 1_700, language),
        taken=language.format_datetime(HARVEST.published),
        root="7a113c11a212b017bfc4fe0de76711f0b71a288b8bdc8a4adeaae52365f91348",
        seq=2_502,
        manifest="#content",
        sums="#content",
    )


def _present(view: ArticleView, site: Site, language: Language) -> ArticlePage:
    return ArticlePresenter(
        view=view,
        request=SearchRequest(q="мост"),
        language=language,
        urls=Nowhere(),
        origin=_ORIGIN,
        today=_TODAY,
        has_history=True,
    ).page(site)


def _show(article: Article, *words: str) -> ShownArticle:
    return ShownArticle(
        article=article,
        title=mark(article.title, *words),
        lead=mark(article.lead, *words),
        paragraphs=tuple(mark(text, *words) for text in article.body.split("\n\n")),
        captions=tuple(mark(text, *words) for text in article.captions),
        notices=tuple(mark(text) for text in article.notices),
        is_cut=False,
    )


def _make_view(shown: ShownArticle) -> ArticleView:
    return ArticleView(
        shown=shown,
        versions=(BRIDGE_EN,),
        related=(MUSEUM,),
        related_other_language=(HARVEST,),
        place=ResultPlace(2, 10, RankedArticle(1, MUSEUM), RankedArticle(3, HARVEST)),
        copies=(MUSEUM,),
        more_copies=2,
        canonical="мост",
        labels=make_labels(),
        index=INDEX,
    )
