"""Whose roles, and which: what ``add-roles``, ``remove-roles`` and ``get-roles`` have in common."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from kcadm import _find, _json
from kcadm._errors import KcadmError, UsageError
from kcadm._options import CREDENTIALS, GLOBAL, TARGET, Option, Parsed
from kcadm._session import start

WHOSE = (
    Option(("--uusername",), "USERNAME", "a user's username"),
    Option(("--uid",), "ID", "a user's id"),
    Option(("--gname",), "NAME", "a group's name"),
    Option(("--gpath",), "PATH", "a group's path"),
    Option(("--gid",), "ID", "a group's id"),
    Option(("--rname",), "NAME", "a composite role's name"),
    Option(("--rid",), "ID", "a composite role's id"),
    Option(("--cclientid",), "CLIENT_ID", "roles of the client with that clientId, instead of the realm's"),
    Option(("--cid",), "ID", "roles of the client with that id"),
)
CHOSEN = (
    *WHOSE,
    Option(("--rolename",), "NAME", "a role's name", many=True),
    Option(("--roleid",), "ID", "a role's id", many=True),
    *TARGET,
    *CREDENTIALS,
    *GLOBAL,
)
USER, GROUP, ROLE, CLIENT = ("uusername", "uid"), ("gname", "gpath", "gid"), ("rname", "rid"), ("cclientid", "cid")
_ROLES = ("rolename", "roleid")
_EXCLUSIVE = (("uid", "uusername"), ("gid", "gname", "gpath"), ("cid", "cclientid"), ("rid", "rname"))
_APART = (
    (USER, GROUP, "--uusername / --uid can't be used at the same time as --gname / --gid / --gpath"),
    (USER, ROLE, "--uusername / --uid can't be used at the same time as --rname / --rid"),
    (GROUP, ROLE, "--rname / --rid can't be used at the same time as --gname / --gid / --gpath"),
)
_NOBODY = (
    "No user nor group nor composite role specified. Use --uusername / --uid to specify user or --gname / --gid / --gpath to specify "
    "group or --rname / --rid to specify a composite role"
)


def given(parsed: Parsed, names: tuple[str, ...]) -> bool:
    """Whether one of these options was given."""
    return any(parsed.value(name) is not None for name in names)


def check_whose(parsed: Parsed) -> None:
    """Raises UsageError for options that exclude each other."""
    for names in _EXCLUSIVE:
        exclude_each_other(parsed, names)
    for one, other, sentence in _APART:
        if given(parsed, one) and given(parsed, other):
            raise UsageError(f"Incompatible options: {sentence}")


def exclude_each_other(parsed: Parsed, names: tuple[str, ...]) -> None:
    """Raises UsageError if more than one of these options was given."""
    if sum(parsed.value(name) is not None for name in names) > 1:
        listed = [f"--{name}" for name in names]
        raise UsageError(f"Incompatible options: {', '.join(listed[:-1])} and {listed[-1]} are mutually exclusive")


def change(parsed: Parsed, method: str, verb: str) -> int:
    """Adds roles to a user, group or composite role (POST), or takes them away (DELETE); the exit code.

    ``verb`` is for the sentence when no role is named. Raises UsageError for options that do not fit, KcadmError for names that are
    not there and with what the server refuses.
    """
    check_whose(parsed)
    if not given(parsed, _ROLES):
        raise UsageError(f"No role to {verb} specified. Use --rolename or --roleid to specify roles to {verb}")
    if not given(parsed, (*USER, *GROUP, *ROLE)):
        raise UsageError(_NOBODY)
    session = start(parsed)
    finder = _find.Finder(session, parsed.value("admin-root"))
    holder = holder_path(parsed, finder)
    client = client_id(parsed, finder)
    listed = finder.listed("roles" if client is None else f"clients/{client}/roles")
    chosen: list[Any] = []
    for name, attribute in (("rolename", "name"), ("roleid", "id")):
        for value in parsed.all(name):
            role = _find.one(listed, attribute, value)
            if role is None:
                raise KcadmError(f"Role not found for {attribute}: {value}")
            if role not in chosen:
                chosen.append(role)
    if holder.startswith("roles-by-id/"):
        path = f"{holder}/composites"
    else:
        path = f"{holder}/role-mappings/" + ("realm" if client is None else f"clients/{client}")
    finder.send(method, path, _json.compact(chosen).encode())
    return 0


def holder_path(parsed: Parsed, finder: _find.Finder) -> str:
    """The path of the user, group or composite role that the options name; raises KcadmError if there is none."""
    if given(parsed, USER):
        return f"users/{parsed.value('uid') or finder.user(parsed.value('uusername') or '')}"
    if given(parsed, GROUP):
        group = parsed.value("gid")
        if (name := parsed.value("gname")) is not None:
            group = finder.id("groups", {"search": name, "exact": "true"}, "name", name)
        elif (path := parsed.value("gpath")) is not None:
            group = finder.group_at(path)
        return f"groups/{group}"
    role = parsed.value("rid")
    if role is None:
        name = parsed.value("rname") or ""
        role = finder.id("roles", {"search": name}, "name", name)
    return f"roles-by-id/{quote(role, safe='')}"


def client_id(parsed: Parsed, finder: _find.Finder) -> str | None:
    """The id of the client that the options name, None for the realm itself; raises KcadmError if there is none."""
    client = parsed.value("cclientid")
    return parsed.value("cid") if client is None else finder.id("clients", {"clientId": client}, "clientId", client)
