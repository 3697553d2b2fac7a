"""Who did what with the archive, and when."""
