"""The files a new archive home begins with."""

from __future__ import annotations

SETTINGS_TEMPLATE = """\
# Settings of this archive. A line that begins with # shows the default. A server reads them when
# it starts.

# The archive's name as readers see it.
# [name]
# ru = "Летопись"
# en = "Letopis"

# The time zone of the archive: every day, filter and bucket means days of this zone, and records
# that name none are in it. Choose it before the first import: a change asks for importing all
# files again, indexing, and starting the server anew.
# zone = "Europe/Moscow"

# The search engine of the next index: "whoosh" (embedded), "tantivy" (compiled), or "auto": whoosh
# up to so many articles, tantivy for more.
# engine = "auto"
# auto_threshold = 20000

# How many seconds the server works at one request; a search that takes longer is refused.
# request_seconds = 2.0

# The languages that texts are read in, the first one first where several know a word. "uk" is an
# extra: pip install 'letopis[uk]'. After a change: `letopis index`, then start the server anew.
# languages = ["ru", "en"]

# Rules that texts are read without, by the names that `letopis explain` shows: "possessive",
# "mixed-script", "ё", "abbreviation", "number", "lemma", "exception", "name". After a change:
# `letopis index`, then start the server anew.
# rules_off = []

# How many processes analyze articles for a new index; 0 is one for each core.
# workers = 0
"""


LABELS_TEMPLATE = """\
# Names of authors, tags and sources in both languages. The id (left) stands in addresses and
# never changes; `aliases` are further names, or other ids, of the same value.
#
# [authors]
# anna-orlova = { ru = "Анна Орлова", en = "Anna Orlova", aliases = ["A. Orlova"] }
#
# [tags]
# harvest = { ru = "урожай", en = "harvest" }
#
# [sources]
# morning-post = { ru = "Утренняя почта", en = "Morning Post" }
"""


GOLDEN_TEMPLATE = """\
# Golden queries: what a search must find, whatever changes. A new index that does not is kept
# aside, and the one before goes on serving. `q` is in the query language, `expect` are ids of
# articles; they must be among the first `within` hits by relevance (10 where nothing is said, 0
# for any place of the result).
#
# [[query]]
# q = "harvest"
# expect = ["en-1042"]
#
# [[query]]
# q = '"городской совет" date:2014'
# expect = ["ru-17", "ru-23"]
# within = 0
"""


EXCEPTIONS_TEMPLATE = """\
# Word forms that the dictionaries read wrongly: the forms, and the lemmas that find them instead.
# A form with a capital letter stands for that spelling alone. `letopis explain` shows which line
# was used. After a change: `letopis index`, then start the server anew.
#
# хунзах хунзаха хунзаху хунзахом хунзахе = хунзах
# WHO = who, organization
"""
