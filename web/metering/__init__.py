"""What the workers of a server tell of themselves, in memory that all of them share."""
