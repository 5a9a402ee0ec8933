"""``kcadm.sh delete``: a DELETE."""

from __future__ import annotations

from kcadm._options import Option, Parsed
from kcadm._request import COMMON, NEEDS, SOURCES, Request

__all__ = ["NEEDS"]

USAGE = ("delete ENDPOINT_URI [ARGUMENTS]",)
SUMMARY = "delete a resource"
OPTIONS = (*SOURCES, Option(("-o", "--output"), "", "print the answer, if there is one"), *COMMON)
WORDS = 1


def run(parsed: Parsed) -> int:
    """Deletes it; the exit code."""
    return Request("DELETE", parsed, next(iter(parsed.words), None)).run()
