"""Pairs: which Russian and English articles are versions of one story (decision 23)."""
