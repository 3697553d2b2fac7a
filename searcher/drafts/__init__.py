"""The files of a home that people write, as an admin edits them: tried before they are saved."""
