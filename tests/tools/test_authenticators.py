"""The page of steps of flows says what is true."""

from tools import authenticators


def test_the_page_is_what_its_tool_makes():
    assert authenticators.LEDGER.read_text(encoding="utf-8") == authenticators.text(), "run: python tools/authenticators.py"


def test_what_nothing_drives_yet():
    """Kerberos, and an identity that takes the place of another one. The list only gets shorter."""
    assert authenticators.undriven() == []
