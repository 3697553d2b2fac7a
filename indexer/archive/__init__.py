"""The truth: every version of every article, and what was taken down."""
