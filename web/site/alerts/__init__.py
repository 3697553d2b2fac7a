"""The page of the queries that stand."""
