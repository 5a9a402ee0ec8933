"""Testing controls over HTTP and on the command line."""
