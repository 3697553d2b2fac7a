"""Backups of an archive: taken while it is written to, and restored into a fresh home."""
