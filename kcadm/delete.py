"""``kcadm.sh delete``: a DELETE."""

from __future__ import annotations

from kcadm._options import Option, Parsed
from kcadm._request import COMMON, NEEDS, SOURCES, Request
from kcadm._subcommand import Subcommand


def run(parsed: Parsed) -> int:
    """Deletes it; the exit code."""
    return Request("DELETE", parsed, next(iter(parsed.words), None)).run()


SUBCOMMAND = Subcommand(
    "delete",
    run,
    usage=("delete ENDPOINT_URI [ARGUMENTS]",),
    summary="delete a resource",
    options=(*SOURCES, Option(("-o", "--output"), "", "print the answer, if there is one"), *COMMON),
    words=1,
    needs=NEEDS,
)
