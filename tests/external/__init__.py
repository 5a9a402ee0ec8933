"""Client libraries as real processes and pages; not part of the default suite: ``python -m pytest tests/external``."""
