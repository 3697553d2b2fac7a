"""Golden queries, and what changed between two indexes."""
