"""OpenSearch, the distributed engine: its read half."""

from searcher.engines.opensearch.searcher import OpenSearchReader

__all__ = ["OpenSearchReader"]
