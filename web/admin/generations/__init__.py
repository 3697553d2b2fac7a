"""The indexes there are, and which one is served."""
