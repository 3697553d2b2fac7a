"""The state of an archive at a glance."""
