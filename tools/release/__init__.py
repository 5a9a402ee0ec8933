"""A release, built and checked on this machine: ``python -m tools.release --dry-run``."""
