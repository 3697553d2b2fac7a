"""Files that are sent or named, to be imported."""
