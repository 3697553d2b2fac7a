"""An archive that is followed through its API, as a client that believes nothing and waits."""
