"""The page of the receipt of a result."""
