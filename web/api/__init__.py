"""The query API, version 1: the same parameters and the same answers as the pages, as JSON."""
