"""The names of facet values as an archive knows them."""

from __future__ import annotations

from indexer.analysis.tokenizer import Tokenizer
from indexer.archive.store import Archive
from indexer.article import LANGS, Lang
from indexer.enriching.places import label_countries, list_ancestors
from indexer.home.countries import read_country_rules
from indexer.home.labels import read_labels
from indexer.home.paths import ArchiveHome
from indexer.labels import Labels, Within

_LANG_NAMES: dict[Lang, dict[Lang, str]] = {
    "ru": {"ru": "русский", "en": "Russian"},
    "en": {"ru": "английский", "en": "English"},
}


def load_labels(home: ArchiveHome, archive: Archive) -> Labels:
    """All labels of an archive: labels.toml first, then printed names, countries, languages."""
    labels = Labels()
    read_labels(home.labels_file, labels)
    archive.load_labels(labels)
    for id_, known in label_countries().items():
        for lang in LANGS:
            labels.add("country", id_, lang, known.get(lang) or id_)
    for id_lang, names in _LANG_NAMES.items():
        for lang, name in names.items():
            labels.add("lang", id_lang, lang, name)
    return labels


def load_regions(home: ArchiveHome, labels: Labels, tokenizer: Tokenizer) -> Within:
    """What the regions of an archive with these labels are within, by its countries.toml and what
    comes with Letopis. Raises SettingsError."""
    return list_ancestors(read_country_rules(home.countries_file, labels.of("country"), tokenizer))
