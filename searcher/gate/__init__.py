"""Whether a generation may be served."""
