"""The page of the versions of an article."""
