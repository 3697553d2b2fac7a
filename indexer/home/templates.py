"""The files a new archive home begins with."""

from __future__ import annotations

SETTINGS_TEMPLATE = """\
# The settings of this archive. Lines that begin with # show the defaults. A server reads this file
# when it starts, and anew on SIGHUP (`systemctl reload letopis`).

# The name of the archive as readers see it.
# [name]
# ru = "Летопись"
# en = "Letopis"

# The time zone of the archive: all days, filters and counts are in this zone, and so are records
# that name no zone. Choose it before the first import: after a change, import all files again, run
# `letopis index`, and restart the server.
# zone = "Europe/Moscow"

# The search engine of the next index: "whoosh" (embedded), "tantivy" (compiled), "opensearch" (a
# cluster, named at the end of this file), or "auto": whoosh for up to `auto_threshold` articles,
# tantivy for more.
# engine = "auto"
# auto_threshold = 20000

# How many seconds of the processor the server works at one request; a search that takes longer is
# refused.
# request_seconds = 2.0

# How many seconds of the processor the API works for one address in a minute, and how many at once
# after a pause; whoever asks for more is told to wait. 0 for no limit. Pages are not limited.
# rate_seconds = 30.0
# rate_burst = 120.0

# The networks of the reverse proxies in front of the server: they say for whom they ask, in the
# header "X-Forwarded-For" or "Forwarded", the one that they write themselves.
# trusted_proxies = ["127.0.0.0/8", "::1/128"]
# proxy_header = "X-Forwarded-For"

# The networks whose clients may read /metrics; for all others there is no such address. Where a
# proxy on this machine tells nobody for whom it asks, let it refuse the address itself.
# metrics_networks = ["127.0.0.0/8", "::1/128"]

# The networks whose clients may reach the web admin, /admin/, if `letopis admin add NAME` made an
# account; others are told that there is nothing. At first this machine alone: by a tunnel, or by a
# proxy on it that tells for whom it asks.
# admin_networks = ["127.0.0.0/8", "::1/128"]

# The folders whose files the web admin may import, beside those that a browser sends; seen from
# this one.
# import_folders = ["incoming"]

# Whether requests are logged to standard output: "off", "text" or "json". From how many seconds of
# the processor on a request is logged to standard error as slow; 0 for never. Neither log has the
# addresses of readers or what they looked for, unless these two say so.
# access_log = "off"
# slow_seconds = 1.0
# log_addresses = false
# log_queries = false

# Whether queries that find nothing are kept for the admins of the archive: what was typed, how
# often, and the last day, for 90 days; never who asked, from where, or at what time, and none with
# an address of mail or a long number. They show what readers miss.
# note_empty_searches = true

# Whether scripts on pages of other sites may read the API (CORS).
# cors = true

# The languages of the texts; where several know a word, the first comes first. "uk" is an extra:
# pip install 'letopis[uk]'. After a change, run `letopis index` and restart the server.
# languages = ["ru", "en"]

# Rules to switch off, by the names that `letopis explain` shows: "possessive", "mixed-script",
# "ё", "accent", "abbreviation", "number", "footnote", "lemma", "exception", "name". After a change,
# run `letopis index` and restart the server.
# rules_off = []

# Which of the lists of names that come with Letopis are used: a search for `США` also finds `USA`.
# [] for none. Names of your own go into rings.txt. After a change, run `letopis index`.
# rings = ["renamed", "countries", "regions", "cities", "nationalities", "institutions", "months"]

# Whether imports join Russian and English articles that say the same to one story, where that is
# sure. `letopis pairs` lists them.
# pairs = true

# Whether readers who open the address of a deleted article are told why, not only when.
# public_reasons = false

# Fields of your records that Letopis does not know are kept, and shown by `letopis show`. The API
# publishes only those named here.
# public_fields = []

# Whether readers and the API get what articles said before they were corrected, and not only what
# they say.
# public_versions = false

# The address at which readers reach the server, such as "https://news.example.org". The API then
# gives whole addresses of articles (`self`, `html`), and otherwise only their paths; feeds,
# sitemaps and permanent links, which have no use for paths, otherwise take what the client called
# the server. With a path, "https://news.example.org/archive", the site stands below it: every link
# begins with it, and so do the requests that a proxy passes on.
# base_url = ""

# To whom those who harvest the archive (OAI-PMH) may write. The protocol wants an address: without
# this one it is the postmaster of the host.
# admin_email = ""

# How many processes analyse articles for a new index; 0 means one for each core.
# workers = 0

# The cluster of the engine "opensearch", an extra: pip install 'letopis[opensearch]'. The file of
# the password holds it alone; LETOPIS_OPENSEARCH_HOSTS (with blanks between), _USER and _PASSWORD
# in the environment go before what stands here. `ca` is the file of an authority that the system
# does not know. An index has so many shards, and replicas of each: with 0 it is lost with its node.
# [opensearch]
# hosts = ["https://search-1:9200", "https://search-2:9200", "https://search-3:9200"]
# user = ""
# password_file = ""
# ca = ""
# verify = true
# timeout = 30.0
# index_prefix = "letopis"
# shards = 1
# replicas = 1
"""

LABELS_TEMPLATE = """\
# The names of authors, tags and sources in both languages. The ID on the left appears in addresses
# and never changes; `aliases` are other names or IDs of the same value. `letopis names` lists the
# values that lack a name.
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
# Golden queries: what searches must find, whatever changes. A new index that fails one is set
# aside, and the previous index stays in service. `q` is a query, `expect` lists article IDs that
# must be among the first `within` hits by relevance (10 by default, 0 for anywhere in the results).
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

RINGS_TEMPLATE = """\
# Names that mean the same: a search for one finds them all and prefers none. Each line is a ring of
# names separated by slashes; a name of several words is searched for as a phrase. Lists of
# countries, cities, institutions and others come with Letopis (`rings` in letopis.toml): they say
# nothing more of a name that stands here, nor of one on a line that begins with a hyphen.
# `letopis explain` shows the other names of a word. After a change, run `letopis index`;
# `letopis update` picks it up too, with the next changes of the archive.
#
# Заречье / Новозаречье / Zarechye
# - Georgia
"""

EXCEPTIONS_TEMPLATE = """\
# Word forms that the dictionaries get wrong: the forms, and the lemmas that find them instead. A
# form with a capital letter applies to that spelling only, but to any in queries. `letopis explain`
# shows which line was used. After a change, run `letopis index` and restart the server.
#
# хунзах хунзаха хунзаху хунзахом хунзахе = хунзах
# WHO = who, organization
"""

COUNTRIES_TEMPLATE = """\
# Corrections of the countries and regions that articles are of, where their records do not say and
# the places that they name tell it: places that Letopis does not know, names that tell nothing, and
# what regions are within. An id is an ISO code, that of a region that comes with Letopis, or one of
# yours under [countries] in labels.toml. What is imported from then on is read with it.
#
# never = ["Карс", "Jordan Valley"]
#
# [places]
# "Заречье" = "dagestan"
# "Zarechye" = "dagestan"
#
# [within]
# zarechye = "dagestan"
"""

ABOUT_TEMPLATE = """\
<!--
What readers are told about this archive, in Markdown: the page "About". Everything between these
arrows is hidden; as long as nothing else stands here, the page tells the numbers of the archive
alone. For a page in each language write about.ru.md and about.en.md; about.md is shown where one
of them is missing. Changes are seen at once. Delete the arrows, and write your own:

# About this archive

## Who publishes it

The name of the publisher, and what the archive holds.

## Licence

What may be done with the articles, for example: [CC BY 4.0](https://creativecommons.org/licenses/by/4.0/).

## Contact

<news@example.org>

## Take-down requests

Where to write to have an article corrected or taken down: <removal@example.org>

## Rules

What the archive allows, and what it does not.
-->
"""

TAGS_TEMPLATE = """\
# Tags that queries give: an article that a query finds has the tag, in the index, beside those that
# its record has. On the left is the tag, by its ID or its name, on the right what would be typed
# into the search box, as a string of TOML. `letopis tags` tells how many articles each finds;
# `letopis index` gives them the tags, `letopis update` those that are new.
#
# floods = 'наводнение OR паводок OR flood'
# "судебный процесс" = '"суд обвинение"~5 country:AM'
"""

ALERTS_TEMPLATE = """\
# Alerts: queries that stand. What is new in the archive and matches one is told by a web hook, and
# in a feed of its own, /alerts/ID.atom. Each table is an alert: its ID, which stands in addresses,
# its names, and what would be typed into the search box, as a string of TOML. An alert begins with
# what is imported after it was written. `letopis alerts` tells what each matches, and whether its
# hook answers; `letopis alerts test ID` calls the hook for trial.
#
# [floods]
# ru = "Наводнения"
# en = "Floods"
# query = 'наводнение OR паводок OR flood'
# hook = "https://news.example.org/hooks/floods"
# secret = "whsec_…"                   # signs the calls: `whsec_` and 24 to 64 bytes in Base64
# secret_variable = "FLOODS_SECRET"    # instead: the environment variable that holds it
# corrections = true                   # new texts of articles count too
# public = false                       # readers are shown neither the alert nor its feed
"""
