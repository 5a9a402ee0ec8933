"""``kcadm.sh remove-roles``."""

from __future__ import annotations

from kcadm import _roles
from kcadm._options import SESSION, Parsed
from kcadm._roles import CHOSEN as OPTIONS

USAGE = (
    "remove-roles (--uusername USERNAME | --uid ID) [--cclientid CLIENT_ID | --cid ID] (--rolename NAME | --roleid ID)+ [ARGUMENTS]",
    "remove-roles (--gname NAME | --gpath PATH | --gid ID) [--cclientid CLIENT_ID | --cid ID] (--rolename NAME | --roleid ID)+ [ARGUMENTS]",
    "remove-roles (--rname NAME | --rid ID) [--cclientid CLIENT_ID | --cid ID] (--rolename NAME | --roleid ID)+ [ARGUMENTS]",
)
SUMMARY = "take roles away from a user, a group or a composite role"
WORDS = 0
NEEDS = SESSION | {"uusername", "uid", "cclientid", "rolename", "roleid"}


def run(parsed: Parsed) -> int:
    """Takes them away; the exit code."""
    return _roles.change(parsed, "DELETE", "remove")


__all__ = ["OPTIONS"]
