"""Expressions of strangers match as ``re`` does, and in a time that nobody chooses."""

import re

import pytest

from emulator.core.safe_regex import Unsafe, fullmatch

TEXTS = ["", "a", "aa", "ab", "aab", "b", "a b", "a b c", "x@y.de", "x.y@a.b.org", "A1_", "12", "a\n", "-", "abab", "aXb", "é", "ab ab"]
PATTERNS = [
    "(a+)+", "(a|b)*", "(a|ab)*b?", "[A-Za-z]+( [A-Za-z]+)*", r"[\w.-]+@([\w-]+\.)+[\w-]{2,4}", r"^(\w+\s?)+$", "(a*)*b", "(?:ab){2}",
    "(?:a{1,2}b?){1,3}", r"([^ab]|a)*", r"(?=a)(a|b)+", r"(?!a)(a|b)+", r"(\b\w+\b ?)+", r"(\D|\d)*", "(a+?)+", "((a)|b)+", "(|a)+",
    "(a|)+b",     ".*.*.*", "(a{0,2}){2,3}", r"(\S+\s*)+", "((ab?)*c?)*",
]  # fmt: skip


@pytest.mark.parametrize("pattern", PATTERNS)
def test_as_re_does(pattern):
    for text in TEXTS:
        assert fullmatch(pattern, text) is (re.fullmatch(pattern, text) is not None), text


@pytest.mark.parametrize("pattern", ["(a+)+$", "(a|a)*b", "(a|aa)+$", "(.*a){12}", "(a*)*b", "a*a*a*a*a*a*a*b", "([a-z]+)*[0-9]"])
def test_nothing_takes_forever(pattern):
    assert not fullmatch(pattern, "a" * 200 + "!")


def test_what_can_be_matched_neither_way_is_refused():
    for pattern in (r"((a+)+)\1", "(?i)(a+)+"):
        with pytest.raises(Unsafe):
            fullmatch(pattern, "aaa")
    with pytest.raises(re.error):
        fullmatch("(", "a")
