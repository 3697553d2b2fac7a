"""What a generation is on disk."""
