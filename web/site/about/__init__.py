"""The page about the archive: who publishes it, its licence, its rules."""
