"""Names to merge, and names that are missing."""
