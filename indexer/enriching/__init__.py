"""What is inferred of an article."""
