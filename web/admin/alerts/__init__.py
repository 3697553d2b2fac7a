"""The queries that stand, and how the hooks do that are called for them."""
