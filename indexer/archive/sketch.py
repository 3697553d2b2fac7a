"""Sketches of texts: two that share most of their word triples share a key, mostly.

MinHash with banding (Broder 1997; Leskovec, Rajaraman, Ullman: Mining of Massive Datasets, 3.4):
texts that share 85 in 100 of their triples share a key 99 times in 100, those that share 30 once in
50 times. What shares a key is compared.
"""

from __future__ import annotations

import re
from hashlib import blake2b

from rensa import RMinHash

from indexer.article import Article

_BANDS = 8
_ROWS = 5
_SEED = 7
_WIDTH = 3

# Words of a text that are looked at: reprints are cut at their end. A note of fewer is like many
# others.
_MOST_WORDS = 1_000
_LEAST_WORDS = 25

_WORD = re.compile(r"\w+")


def sketch_article(article: Article) -> tuple[bytes, ...]:
    """The keys of a text's sketch, of its language; none of a short one."""
    words = _WORD.findall(f"{article.lead} {article.body}".casefold().replace("ё", "е"))[
        :_MOST_WORDS
    ]
    if len(words) < _LEAST_WORDS:
        return ()
    sketch = RMinHash(num_perm=_BANDS * _ROWS, seed=_SEED)
    sketch.update([" ".join(words[at : at + _WIDTH]) for at in range(len(words) - _WIDTH + 1)])
    digest = sketch.digest()
    return tuple(
        _make_key(article.lang, band, digest[band * _ROWS : (band + 1) * _ROWS])
        for band in range(_BANDS)
    )


def _make_key(lang: str, band: int, rows: list[int]) -> bytes:
    return blake2b(f"{lang} {band} {rows}".encode(), digest_size=8).digest()
