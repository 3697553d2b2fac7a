"""The archive for harvesters: a provider of OAI-PMH 2.0."""
