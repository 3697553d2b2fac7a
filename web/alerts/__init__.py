"""Web hooks: calls that tell others what alerts matched."""
