"""Which country or region a name stands for, and which of them a news story comes from.

    >>> from indexer.analysis import Analyzer
    >>> gazetteer = Gazetteer(Analyzer())
    >>> gazetteer.resolve("Азербайджана"), gazetteer.resolve("Дагестан")
    ('AZ', 'dagestan')
    >>> gazetteer.infer("Bridge opens in Makhachkala", "")[0].words
    ('title: Makhachkala',)

The names are those of `places.py`. How a story is read stands in `names.py`, which finds them,
`mentions.py`, which says where they are meant, and `weighing.py`.
"""

from __future__ import annotations

from functools import lru_cache

from indexer.analysis import Analyzer
from indexer.article import CountryEvidence
from indexer.enriching.mentions import MentionFinder
from indexer.enriching.names import NameIndex
from indexer.enriching.places import list_ancestors, name_countries, read_other_codes, read_places
from indexer.enriching.rules import NO_RULES, CountryRules
from indexer.enriching.weighing import choose, settle


class Gazetteer:
    """Knows countries and regions by name, and finds them in a story, by the rules of an archive
    and what comes with Letopis. Safe to share between threads."""

    def __init__(self, analyzer: Analyzer, rules: CountryRules = NO_RULES) -> None:
        self._analyzer = analyzer
        places, names = read_places(), name_countries()
        self._names = NameIndex(analyzer, places, names, rules)
        self._mentions = MentionFinder(analyzer, self._names, places)
        self._ancestors = list_ancestors(rules)
        self._ids: dict[str, str] = {}
        for id_, own in names.items():
            self._ids[self._names.fold(id_)] = id_
            self._ids.update((self._names.fold(name), id_) for name in own)
        for code, id_ in read_other_codes().items():
            self._ids.setdefault(self._names.fold(code), id_)

    def resolve(self, name: str) -> str | None:
        """The id of a country or region given by its name in any case form, or by its id.

        The names of its towns do not count, nor does upper or lower case.
        """
        known = self._ids.get(self._names.fold(name))
        if known is not None:
            return known
        words = self._analyzer.words(name)
        found = {
            self._ids.get(candidate.fold)
            for candidate in self._names.find(words)
            if len(candidate.forms) == len(words)
        }
        found.discard(None)
        return found.pop() if len(found) == 1 else None

    def infer(self, title: str, text: str) -> tuple[CountryEvidence, ...]:
        """The countries and regions that a story is about, best first, at most three.

        A name in the title weighs most, then one in the first words of the text, then the rest.
        """
        head = self._mentions.find(title, "title")
        body = self._mentions.find(text, "dateline")
        named = settle((*head.mentions, *body.mentions))
        return choose(named, self._ancestors, body.words)


@lru_cache(maxsize=2)
def load_gazetteer(analyzer: Analyzer, rules: CountryRules) -> Gazetteer:
    """The gazetteer of an archive: a watch imports again and again, and to read thousands of names
    takes longer than to import a few articles."""
    return Gazetteer(analyzer, rules)
