"""The files of an archive's home, edited with a preview of what they do."""
