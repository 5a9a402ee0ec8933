"""``kcadm.sh config``: what the config file says. A subcommand is a file in this folder."""

from __future__ import annotations

from kcadm import _help
from kcadm._errors import USAGE as _USAGE
from kcadm._options import GLOBAL as OPTIONS
from kcadm._options import Parsed

__all__ = ["OPTIONS"]

USAGE = ("config credentials [ARGUMENTS]", "config truststore [ARGUMENTS]")
SUMMARY = "log in, or name the certificates to trust, for the commands that follow"
WORDS = 0
NEEDS: frozenset[str] = frozenset()


def run(parsed: Parsed) -> int:
    """Prints what there is to configure; the exit code."""
    from kcadm import config

    _help.print_about(config)
    return _USAGE
