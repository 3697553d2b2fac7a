"""From the changes that one archive tells to another archive that holds the same."""
