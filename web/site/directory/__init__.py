"""The directories of authors, countries, tags and sources."""
