"""The bulk dump: a page for people, and the files for programs."""
