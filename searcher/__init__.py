"""From a request to its answer: the query language, engines, facets, timeline, highlighting."""
