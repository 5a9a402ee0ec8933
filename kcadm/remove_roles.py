"""``kcadm.sh remove-roles``."""

from __future__ import annotations

from kcadm import _roles
from kcadm._options import SESSION, Parsed
from kcadm._subcommand import Subcommand


def run(parsed: Parsed) -> int:
    """Takes them away; the exit code."""
    return _roles.change(parsed, "DELETE", "remove")


SUBCOMMAND = Subcommand(
    "remove-roles",
    run,
    usage=(
        "remove-roles (--uusername USERNAME | --uid ID) [--cclientid CLIENT_ID | --cid ID] (--rolename NAME | --roleid ID)+ [ARGUMENTS]",
        (
            "remove-roles (--gname NAME | --gpath PATH | --gid ID) [--cclientid CLIENT_ID | --cid ID] (--rolename NAME | --roleid ID)+ "
            "[ARGUMENTS]"
        ),
        "remove-roles (--rname NAME | --rid ID) [--cclientid CLIENT_ID | --cid ID] (--rolename NAME | --roleid ID)+ [ARGUMENTS]",
    ),
    summary="take roles away from a user, a group or a composite role",
    options=_roles.CHOSEN,
    needs=SESSION | {"uusername", "uid", "cclientid", "rolename", "roleid"},
)
