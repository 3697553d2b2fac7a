"""The templates: what they escape, how they speak, and how marks become markup."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import jinja2
from jinja2.runtime import Context
from markupsafe import Markup, escape

from indexer.importing.readers import script_lang
from searcher.response import Snippet
from web.i18n import Language
from web.static_files import load_static_files

# Of the pages for readers, named without it, and of those of other rooms. A folder a page, and one
# for what several pages share.
TEMPLATE_FOLDERS = (Path(__file__).parent, Path(__file__).parent.parent)


@cache
def make_templates(root: str = "") -> jinja2.Environment:
    """The environment of the site's templates, for a site below `root`: a process needs one, which
    compiles each once.

    Each is rendered with `page`, the dataclass in the `page` module of its folder, whose site, or
    the frame of the web admin, names the language of its messages.
    """
    templates = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATE_FOLDERS),
        autoescape=True,
        # Templates are those of the release: not one is looked at again.
        auto_reload=False,
        undefined=jinja2.StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    # Of `jinja2.ext.i18n`, which mypy cannot know.
    templates.install_gettext_callables(  # type: ignore[attr-defined]
        _gettext, _ngettext, newstyle=True
    )
    # Data within a page keeps its letters.
    templates.policies["json.dumps_kwargs"] = {"ensure_ascii": False}
    templates.globals["static"] = lambda name: root + load_static_files().address(name)
    templates.globals["root"] = root
    templates.filters["marked"] = mark_up
    templates.filters["number"] = _format_number
    templates.filters["percent"] = _format_percent
    # The language of a fragment of which nothing tells but its letters.
    templates.filters["script_lang"] = script_lang
    return templates


def mark_up(text: Snippet, anchor: str | None = None) -> Markup:
    """A text as markup: escaped, its spans in `<mark>`, the first with the id `anchor`."""
    pieces: list[Markup] = []
    end = 0
    for start, stop in text.spans:
        opening = Markup('<mark id="{}">').format(anchor) if anchor else Markup("<mark>")
        pieces += [escape(text.text[end:start]), opening]
        pieces += [escape(text.text[start:stop]), Markup("</mark>")]
        anchor = None
        end = stop
    pieces.append(escape(text.text[end:]))
    return Markup("").join(pieces)


@jinja2.pass_context
def _gettext(context: Context, message: str) -> str:
    return _language(context).gettext(message)


@jinja2.pass_context
def _ngettext(context: Context, singular: str, plural: str, number: int) -> str:
    return _language(context).ngettext(singular, plural, number)


@jinja2.pass_context
def _format_number(context: Context, number: int) -> str:
    return _language(context).format_number(number)


@jinja2.pass_context
def _format_percent(context: Context, percent: float) -> str:
    return _language(context).format_percent(percent)


def _language(context: Context) -> Language:
    page = context["page"]
    language: Language = (page.frame if hasattr(page, "frame") else page.site).language
    return language
