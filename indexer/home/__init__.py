"""The folder of an archive: paths, settings, labels file, lock."""
