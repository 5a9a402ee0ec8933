"""``kcadm.sh config``: what the config file says. A subcommand is a file in this folder."""

from __future__ import annotations

from emulator.core.registry import Folder
from kcadm import _help
from kcadm._errors import USAGE
from kcadm._options import GLOBAL, Parsed
from kcadm._subcommand import Subcommand


def run(parsed: Parsed) -> int:
    """Prints what there is to configure; the exit code."""
    _help.print_about(SUBCOMMAND)
    return USAGE


SUBCOMMAND = Subcommand(
    "config",
    run,
    usage=("config credentials [ARGUMENTS]", "config truststore [ARGUMENTS]"),
    summary="log in, or name the certificates to trust, for the commands that follow",
    options=GLOBAL,
    below=Folder("kcadm.config", Subcommand),
)
