"""The query language: text to tree, tree to canonical text, tree to what an engine is asked."""

from searcher.query.nodes import Node, write_query
from searcher.query.parser import parse_query, plain_words

__all__ = ["Node", "parse_query", "plain_words", "write_query"]
