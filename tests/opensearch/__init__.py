"""A real OpenSearch cluster for the tests: fetched, started, killed and stopped."""
