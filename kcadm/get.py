"""``kcadm.sh get``: a GET."""

from __future__ import annotations

from kcadm._options import Option, Parsed
from kcadm._request import COMMON, FORMATS, NEEDS, Request

__all__ = ["NEEDS"]

USAGE = ("get ENDPOINT_URI [ARGUMENTS]",)
SUMMARY = "print a resource, or a list of them"
OPTIONS = (
    Option(("-o", "--offset"), "NUMBER", "leave out so many at the beginning, where the endpoint knows 'first'"),
    Option(("-l", "--limit"), "NUMBER", "print so many at most, where the endpoint knows 'max'"),
    *FORMATS,
    *COMMON,
)
WORDS = 1


def run(parsed: Parsed) -> int:
    """Prints it; the exit code."""
    return Request("GET", parsed, next(iter(parsed.words), None)).run()
