"""All that an archive publishes, as files that anybody may take."""
