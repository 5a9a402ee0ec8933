"""``kcadm.sh create``: a POST."""

from __future__ import annotations

from kcadm._options import Option, Parsed
from kcadm._request import COMMON, NEEDS, SOURCES, Request

__all__ = ["NEEDS"]

USAGE = ("create ENDPOINT_URI [ARGUMENTS]",)
SUMMARY = "create a resource: realms, users, roles, groups, clients and what else the Admin REST API has"
OPTIONS = (
    *SOURCES,
    Option(("-o", "--output"), "", "print the new resource"),
    Option(("-i", "--id"), "", "print the id of the new resource only"),
    *COMMON,
)
WORDS = 1


def run(parsed: Parsed) -> int:
    """Creates it; the exit code."""
    return Request("POST", parsed, next(iter(parsed.words), None)).run()
