"""The page of a concordance."""
