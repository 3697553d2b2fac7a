"""What an answer is made of."""
