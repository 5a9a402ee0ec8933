"""``kcadm.sh get-roles``: roles that there are, or that a user, a group or a composite role has."""

from __future__ import annotations

from urllib.parse import quote

from kcadm import _find, _json, _roles, _session
from kcadm._errors import CALLED, KcadmError, UsageError
from kcadm._options import Option, Parsed
from kcadm._request import COMMON, FORMATS, Request
from kcadm._subcommand import Subcommand


def run(parsed: Parsed) -> int:
    """Prints them; the exit code. Raises UsageError for options that do not fit."""
    _roles.exclude_each_other(parsed, ("roleid", "rolename"))
    _roles.check_whose(parsed)
    for other in ("effective", "available"):
        if parsed.flag("all") and parsed.flag(other):
            raise UsageError(f"Incompatible options: --all can't be used at the same time as --{other}")
    request = Request("GET", parsed, "roles")
    session = _session.start(parsed)
    request.path = _path(parsed, _find.Finder(session, parsed.value("admin-root")))
    return request.run(session)


def _path(parsed: Parsed, finder: _find.Finder) -> str:
    if _roles.given(parsed, (*_roles.USER, *_roles.GROUP)):
        return _held(parsed, finder)
    if _roles.given(parsed, _roles.ROLE):
        return _inside(parsed, finder)
    client = _roles.client_id(parsed, finder)
    path = "roles" if client is None else f"clients/{client}/roles"
    name = parsed.value("rolename")
    if (wanted := parsed.value("roleid")) is not None:
        role = _find.one(finder.listed(path), "id", wanted)
        if role is None:
            raise KcadmError(f"Role not found for id: {wanted}")
        name = _json.as_text(role.get("name"))
    return path if name is None else f"{path}/{quote(name, safe='')}"


def _held(parsed: Parsed, finder: _find.Finder) -> str:
    """Roles of a user or a group."""
    mappings = f"{_roles.holder_path(parsed, finder)}/role-mappings"
    client = _roles.client_id(parsed, finder)
    if client is None and parsed.flag("all"):
        return mappings
    path = f"{mappings}/realm" if client is None else f"{mappings}/clients/{client}"
    if parsed.flag("available"):
        return f"{path}/available"
    return f"{path}/composite" if parsed.flag("effective") else path


def _inside(parsed: Parsed, finder: _find.Finder) -> str:
    """Roles of a composite role."""
    client = _roles.client_id(parsed, finder)
    if parsed.flag("available"):
        instead = (
            f"{CALLED} get-roles' for full list of realm roles"
            if client is None
            else f"{CALLED} get-roles --cid {client}' for full list of client roles for that client"
        )
        raise UsageError(f"Option --available not supported with composite roles. Try '{instead}")
    if parsed.flag("effective"):
        raise UsageError("Option --effective not supported with composite roles.")
    name = parsed.value("rname")
    path = f"roles/{quote(name, safe='')}" if name is not None else f"roles-by-id/{quote(parsed.value('rid') or '', safe='')}"
    if client is not None:
        return f"{path}/composites/clients/{client}"
    return f"{path}/composites" if parsed.flag("all") else f"{path}/composites/realm"


SUBCOMMAND = Subcommand(
    "get-roles",
    run,
    usage=(
        "get-roles [--cclientid CLIENT_ID | --cid ID] [--rolename NAME | --roleid ID] [ARGUMENTS]",
        "get-roles (--uusername USERNAME | --uid ID) [--cclientid CLIENT_ID | --cid ID] [--available | --effective | --all] [ARGUMENTS]",
        (
            "get-roles (--gname NAME | --gpath PATH | --gid ID) [--cclientid CLIENT_ID | --cid ID] [--available | --effective | --all] "
            "[ARGUMENTS]"
        ),
        "get-roles (--rname NAME | --rid ID) [--cclientid CLIENT_ID | --cid ID] [--all] [ARGUMENTS]",
    ),
    summary="list roles: all, or those of a user, a group or a composite role",
    options=(
        *_roles.WHOSE,
        Option(("--rolename",), "NAME", "this role only, by name"),
        Option(("--roleid",), "ID", "this role only, by id"),
        Option(("--available",), "", "those that could still be added"),
        Option(("--effective",), "", "those that there are by way of composite roles too"),
        Option(("--all",), "", "those of all clients too"),
        *FORMATS,
        *COMMON,
    ),
    words=1,
)
