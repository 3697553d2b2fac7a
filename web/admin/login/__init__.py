"""The page on which an admin signs in."""
