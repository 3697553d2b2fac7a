"""The edges: the site, the query API, and the `letopis` command."""
