"""The page of queries compared over time."""
