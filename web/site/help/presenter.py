"""From the table of operators to the help page."""

from __future__ import annotations

from searcher.query.operators import OPERATORS
from searcher.request import SearchRequest
from web.i18n import Language
from web.messages import DEGRADED as DEGRADED_MEANING
from web.messages import describe_kind
from web.problems import DEGRADED, PROBLEMS, STATUS_PROBLEMS
from web.site.facets import FACET_TITLES
from web.site.frame import Link, Site
from web.site.help.page import HelpPage, OperatorRow, ProblemRow
from web.statuses import describe_status
from web.urls import DIRECTORY_PATHS, Urls

# Both languages have rivers.
EXAMPLE = "river"


def present_help(site: Site, language: Language, urls: Urls) -> HelpPage:
    """The help page from the table of operators."""
    rows = (
        OperatorRow(
            operator.syntax,
            operator.meaning(language.code),
            operator.example,
            urls.search(SearchRequest(q=operator.example)),
        )
        for operator in OPERATORS
    )
    # Several classes may be one problem: the first names it.
    problems = {
        problem.code: ProblemRow(
            problem.code, problem.status, describe_status(status, language).title
        )
        for status, problem in STATUS_PROBLEMS.items()
    }
    problems[DEGRADED.code] = ProblemRow(
        DEGRADED.code, DEGRADED.status, language.gettext(DEGRADED_MEANING)
    )
    problems |= {
        problem.code: ProblemRow(problem.code, problem.status, describe_kind(kind, language))
        for kind, problem in reversed(PROBLEMS)
    }
    example = SearchRequest(q=EXAMPLE)
    directories = (
        Link(language.gettext(FACET_TITLES[facet][0]), urls.directory(facet))
        for facet in DIRECTORY_PATHS
    )
    return HelpPage(
        site=site,
        operators=tuple(rows),
        browsing=(Link(language.gettext("By date"), urls.archive()), *directories),
        counting=(
            Link(language.gettext("Compare over time"), urls.trends((example,))),
            Link(language.gettext("Concordance"), urls.concordance(example)),
        ),
        feed=urls.feed(SearchRequest(), "atom"),
        api_search=urls.api_search(example),
        api_suggest=urls.api_suggest("riv"),
        api_explain=urls.api_explain("rivers"),
        problems=tuple(reversed(problems.values())),
    )
