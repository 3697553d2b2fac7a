"""From the archive to a generation."""
