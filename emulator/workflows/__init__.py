"""Workflows as they run: what happens in a realm starts them, and their steps follow, at once or after a time."""
