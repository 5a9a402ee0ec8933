"""What is made here lives as long as its test."""

import pytest


@pytest.fixture(autouse=True)
def _keys(pooled_keys):
    """Servers and rings of these tests end with them."""
