"""The jobs of an archive: which run, which wait, how far each is, and what came of it."""
