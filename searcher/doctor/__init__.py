"""What is wrong with an archive, or due, and the command that mends it."""
