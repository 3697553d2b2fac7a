"""The page that tells programmers of the API."""
