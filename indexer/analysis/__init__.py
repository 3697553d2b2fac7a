"""Text analysis: tokenizer, dictionaries by script, and the analyzer that joins them."""

from indexer.analysis.analyzer import Analyzer, Token, Word, WordReading

__all__ = ["Analyzer", "Token", "Word", "WordReading"]
