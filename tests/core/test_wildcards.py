"""What searches find; and that no text makes one long."""

import re

import pytest

from emulator.core import wildcards


def plain(text, star, one=None):
    """The pattern as one would write it."""
    return "".join(".*" if letter == star else "." if letter == one else re.escape(letter) for letter in text)


TEXTS = ["", "a", "ab", "abc", "acb", "aab", "abab", "ABC", "a\nb", "a.c", "cab", "bca", "a*c", "a_c"]
SEARCHES = ["", "*", "a", "*a", "a*", "a*b", "*b*", "a**b", "a*b*c", "%", "a%c", "%b", "_", "a_c", "a%_", "_%b", ".", "b%a%c", "*c*a"]


@pytest.mark.parametrize("search", SEARCHES)
def test_as_a_pattern_that_tries_everything(search):
    everywhere, either = re.DOTALL, re.DOTALL | re.IGNORECASE
    for text in TEXTS:
        differing = [
            wildcards.within(search).fullmatch(text), wildcards.within(search, case=True).fullmatch(text),
            wildcards.beginning(search).fullmatch(text), wildcards.beginning(search, case=True).match(text),
            wildcards.like(search).search(text), wildcards.whole(search).match(text),
        ]  # fmt: skip
        asterisks, database = plain(search, "*"), plain(search, "%", "_")
        expected = [
            re.search(asterisks, text, either), re.search(asterisks, text, everywhere), re.match(asterisks, text, either),
            re.match(asterisks, text, everywhere), re.search(database, text, either), re.fullmatch(asterisks, text, everywhere),
        ]  # fmt: skip
        assert [bool(one) for one in differing] == [bool(one) for one in expected], (search, text)


def test_many_wildcards_are_looked_for_once():
    """Each of these would take longer than the world has been there."""
    text = "b" + "a" * 255
    many = "*a" * 100 + "*b"
    assert not wildcards.within(many).fullmatch(text)
    assert not wildcards.beginning(many).match(text)
    assert not wildcards.whole(many).match(text)
    assert not wildcards.like(many.replace("*", "%")).search(text)
