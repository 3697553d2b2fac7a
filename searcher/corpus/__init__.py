"""Readings of a result as a corpus: its words in their contexts, and how often they stand there."""
