"""``kcadm.sh add-roles``."""

from __future__ import annotations

from kcadm import _roles
from kcadm._options import SESSION, Parsed
from kcadm._subcommand import Subcommand


def run(parsed: Parsed) -> int:
    """Adds them; the exit code."""
    return _roles.change(parsed, "POST", "add")


SUBCOMMAND = Subcommand(
    "add-roles",
    run,
    usage=(
        "add-roles (--uusername USERNAME | --uid ID) [--cclientid CLIENT_ID | --cid ID] (--rolename NAME | --roleid ID)+ [ARGUMENTS]",
        (
            "add-roles (--gname NAME | --gpath PATH | --gid ID) [--cclientid CLIENT_ID | --cid ID] (--rolename NAME | --roleid ID)+ "
            "[ARGUMENTS]"
        ),
        "add-roles (--rname NAME | --rid ID) [--cclientid CLIENT_ID | --cid ID] (--rolename NAME | --roleid ID)+ [ARGUMENTS]",
    ),
    summary="add roles to a user, a group or a composite role",
    options=_roles.CHOSEN,
    needs=SESSION | {"uusername", "uid", "cclientid", "rolename", "roleid"},
)
