"""The web admin: pages for those who keep the archive, behind a sign-in."""
