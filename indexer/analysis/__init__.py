"""Text analysis: tokenizer, dictionaries by script, and the analyzer that joins them."""

from indexer.analysis.analyzer import STOP_WORDS, Analyzer, Token, Word, WordReading

__all__ = ["STOP_WORDS", "Analyzer", "Token", "Word", "WordReading"]
