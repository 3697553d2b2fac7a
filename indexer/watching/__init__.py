"""Folders whose files change."""
