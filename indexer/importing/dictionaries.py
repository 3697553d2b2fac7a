"""The dictionaries of the two languages that articles are in, for readers of files that have words
to tell apart. They are those of the analyzer's words without its rules and exceptions."""

from __future__ import annotations

from functools import cache

from indexer.article import Lang
from indexer.languages import LANGUAGES, Dictionary


@cache
def open_dictionary(lang: Lang) -> Dictionary:
    """The dictionary of a language, opened once in a process, when it is first needed."""
    language = LANGUAGES[lang]
    return language.open_dictionary(language)
