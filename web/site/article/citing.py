"""How to cite an article, and to pass it on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from urllib.parse import quote

from searcher.citing.apa import compose_apa
from searcher.citing.citation import CitationFormat, make_citation
from searcher.citing.gost import write_gost
from searcher.response import ArticleView
from web.i18n import Language
from web.shortening import MOST_OF_TITLE, shorten
from web.site.article.page import CitationFile, Citing
from web.urls import Urls

# Files for reference managers: what the format is called, and how the file ends.
FILES: Mapping[CitationFormat, tuple[str, str]] = {
    "bibtex": ("BibTeX", "bib"),
    "ris": ("RIS", "ris"),
    "csl-json": ("CSL-JSON", "json"),
}


def present_citing(
    view: ArticleView, language: Language, urls: Urls, permalink: str, today: date
) -> Citing:
    """The references of an article that is read today, and its files."""
    article = view.shown.article
    citation = make_citation(article, view.labels, language.zone)
    subject = quote(shorten(article.title, MOST_OF_TITLE), errors="replace")
    return Citing(
        lang=article.lang,
        gost=write_gost(citation, today).strip(),
        apa=compose_apa(citation),
        files=tuple(
            CitationFile(name, urls.api_citation(article.id, format_), f"{citation.key}.{end}")
            for format_, (name, end) in FILES.items()
        ),
        permalink=permalink,
        letter=f"mailto:?subject={subject}&body={quote(permalink, safe='')}",
        accessed=language.label_interval("day", today),
    )
