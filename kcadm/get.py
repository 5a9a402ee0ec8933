"""``kcadm.sh get``: a GET."""

from __future__ import annotations

from kcadm._options import Option, Parsed
from kcadm._request import COMMON, FORMATS, NEEDS, Request
from kcadm._subcommand import Subcommand


def run(parsed: Parsed) -> int:
    """Prints it; the exit code."""
    return Request("GET", parsed, next(iter(parsed.words), None)).run()


SUBCOMMAND = Subcommand(
    "get",
    run,
    usage=("get ENDPOINT_URI [ARGUMENTS]",),
    summary="print a resource, or a list of them",
    options=(
        Option(("-o", "--offset"), "NUMBER", "leave out so many at the beginning, where the endpoint knows 'first'"),
        Option(("-l", "--limit"), "NUMBER", "print so many at most, where the endpoint knows 'max'"),
        *FORMATS,
        *COMMON,
    ),
    words=1,
    needs=NEEDS,
)
