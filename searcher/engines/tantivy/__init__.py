"""tantivy, the compiled engine: its read half.

tantivy evaluates, counts and ranks; this package only says what: `queries` what matches, `counting`
what is counted, `searcher` what is ranked and read.
"""

from searcher.engines.tantivy.searcher import TantivySearcher, open_searcher

__all__ = ["TantivySearcher", "open_searcher"]
