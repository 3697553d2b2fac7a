"""Names of languages, and of facet values: which language one is in."""

from __future__ import annotations

from collections.abc import Mapping

from indexer.article import Lang
from indexer.importing.readers import script_lang
from web.i18n import Language, gettext_noop

IN_LANGUAGE: Mapping[Lang, str] = {
    "ru": gettext_noop("In Russian"),
    "en": gettext_noop("In English"),
}


def name_language(name: str, labels: Mapping[str, str], language: Language) -> str | None:
    """The language of a name, one of the labels of a value by language, where it is not that of the
    page; an id that has no label is of the language of its letters."""
    if labels.get(language.code) == name:
        return None
    own = next((lang for lang, label in labels.items() if label == name), script_lang(name))
    return None if own == language.code else own
