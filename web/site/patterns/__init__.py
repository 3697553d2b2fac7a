"""The page that shows every component of the pages in its states."""
