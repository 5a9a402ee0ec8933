"""``kcadm.sh create``: a POST."""

from __future__ import annotations

from kcadm._options import Option, Parsed
from kcadm._request import COMMON, NEEDS, SOURCES, Request
from kcadm._subcommand import Subcommand


def run(parsed: Parsed) -> int:
    """Creates it; the exit code."""
    return Request("POST", parsed, next(iter(parsed.words), None)).run()


SUBCOMMAND = Subcommand(
    "create",
    run,
    usage=("create ENDPOINT_URI [ARGUMENTS]",),
    summary="create a resource: realms, users, roles, groups, clients and what else the Admin REST API has",
    options=(
        *SOURCES,
        Option(("-o", "--output"), "", "print the new resource"),
        Option(("-i", "--id"), "", "print the id of the new resource only"),
        *COMMON,
    ),
    words=1,
    needs=NEEDS,
)
