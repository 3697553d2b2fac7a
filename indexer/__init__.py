"""From files to an index: readers, the archive store, text analysis, generations."""
