"""The page of all values of a facet that the articles of a search have."""
