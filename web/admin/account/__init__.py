"""The page of an admin's own account: password, one-time codes, sessions."""
