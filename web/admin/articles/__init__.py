"""Taking articles down, and putting them back."""
