"""What is known of the words of an archive."""
