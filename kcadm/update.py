"""``kcadm.sh update``: a PUT, of what is there with the changes made in it unless an object of one's own is sent."""

from __future__ import annotations

from kcadm._options import Option, Parsed
from kcadm._request import COMMON, NEEDS, SOURCES, Request
from kcadm._subcommand import Subcommand


def run(parsed: Parsed) -> int:
    """Changes it; the exit code."""
    return Request("PUT", parsed, next(iter(parsed.words), None)).run()


SUBCOMMAND = Subcommand(
    "update",
    run,
    usage=("update ENDPOINT_URI [ARGUMENTS]",),
    summary="change a resource",
    options=(
        *SOURCES,
        Option(("-m", "--merge"), "", "put the changes over what is on the server; so it is without --file"),
        Option(("-n", "--no-merge"), "", "send the changes only"),
        Option(("-o", "--output"), "", "print the resource afterwards"),
        *COMMON,
    ),
    words=1,
    needs=NEEDS,
)
