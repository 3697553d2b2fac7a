"""The page of an author, a country, a tag or a source."""
