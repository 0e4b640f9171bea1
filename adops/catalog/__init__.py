"""config/ → validated frozen objects. An error names file and key."""
