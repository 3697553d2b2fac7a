"""Whoosh, the embedded engine: its read half."""

from searcher.engines.whoosh.searcher import WhooshSearcher, open_searcher

__all__ = ["WhooshSearcher", "open_searcher"]
