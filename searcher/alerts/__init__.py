"""Queries that stand: what came since is matched by the search that readers use."""
