"""The records that could not be read, and how they are tried again."""
