"""What the publisher of an archive writes about it, from Markdown to markup."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from indexer.importing.readers import script_lang
from web.site.about.page import AboutText

RULES_ANCHOR = "rules"
# How the heading of the part about rules begins.
_RULES = re.compile(r"(rules|правила)\b", re.IGNORECASE)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_LEAST_HEADING, _MOST_HEADING = 2, 6


def render_about(source: str) -> AboutText | None:
    """The text of an about.md; None where it says nothing. HTML in it is escaped, comments are left
    out, and pictures are links: pages show nothing of other sites."""
    visible = _COMMENT.sub("", source).strip()
    if not visible:
        return None
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
    tokens = markdown.parse(visible)
    title = ""
    if tokens[0].tag == "h1":
        title, tokens = tokens[1].content, tokens[3:]
    has_rules = _settle_headings(tokens)
    text = Markup(markdown.renderer.render(tokens, markdown.options, {}))  # noqa: S704
    return AboutText(title, text, script_lang(visible), has_rules)


def _settle_headings(tokens: Sequence[Token]) -> bool:
    """Let the headings begin below that of the page, and name the first that is about rules.
    Whether there is one."""
    headings = list(_list_headings(tokens))
    least = min((int(opening.tag[1:]) for opening, _, _ in headings), default=_LEAST_HEADING)
    has_rules = False
    for opening, content, closing in headings:
        level = min(_MOST_HEADING, int(opening.tag[1:]) - least + _LEAST_HEADING)
        opening.tag = closing.tag = f"h{level}"
        if not has_rules and _RULES.match(content.content):
            opening.attrSet("id", RULES_ANCHOR)
            has_rules = True
    return has_rules


def _list_headings(tokens: Sequence[Token]) -> Iterator[tuple[Token, Token, Token]]:
    """Each heading: what opens it, its content, what closes it."""
    for place, token in enumerate(tokens):
        if token.type == "heading_open":
            yield token, tokens[place + 1], tokens[place + 2]
