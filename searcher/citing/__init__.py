"""How to cite an article: what a citation says, and the formats it is written in, a module each."""
