"""``kcadm.sh add-roles``."""

from __future__ import annotations

from kcadm import _roles
from kcadm._options import SESSION, Parsed
from kcadm._roles import CHOSEN as OPTIONS

USAGE = (
    "add-roles (--uusername USERNAME | --uid ID) [--cclientid CLIENT_ID | --cid ID] (--rolename NAME | --roleid ID)+ [ARGUMENTS]",
    "add-roles (--gname NAME | --gpath PATH | --gid ID) [--cclientid CLIENT_ID | --cid ID] (--rolename NAME | --roleid ID)+ [ARGUMENTS]",
    "add-roles (--rname NAME | --rid ID) [--cclientid CLIENT_ID | --cid ID] (--rolename NAME | --roleid ID)+ [ARGUMENTS]",
)
SUMMARY = "add roles to a user, a group or a composite role"
WORDS = 0
NEEDS = SESSION | {"uusername", "uid", "cclientid", "rolename", "roleid"}


def run(parsed: Parsed) -> int:
    """Adds them; the exit code."""
    return _roles.change(parsed, "POST", "add")


__all__ = ["OPTIONS"]
