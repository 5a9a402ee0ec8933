"""Organizations: who they are and which domains are theirs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from emulator.admin import fine_grained, users
from emulator.admin._arrival import NO_ID
from emulator.admin._attribute_query import pairs
from emulator.admin.access import AdminCall, route
from emulator.admin.answers import created, done, found, page
from emulator.authz.admin_permissions import ORGANIZATIONS
from emulator.core.documents import ReadDocument
from emulator.core.errors import AdminError
from emulator.core.wildcards import like
from emulator.realm.gates import Fault
from emulator.realm.gates import organization as gate
from emulator.realm.refusal import broken
from emulator.state import organizations
from emulator.web.response import Response

VIEW = ("view-organizations", "manage-organizations", "manage-realm")
MANAGE = ("manage-organizations", "manage-realm")
_ANY = (*VIEW, "query-organizations")
_BRIEF = ("id", "name", "alias", "enabled", "description", "redirectUrl")
_USUAL = 10


def refused(status: int, message: str) -> AdminError:
    """Keycloak's answer to what an organization cannot be or do."""
    return AdminError(status, {"errorMessage": message})


def enter(admin: AdminCall) -> None:
    """Refuses callers without any right on organizations (403), and realms that have them switched off (404)."""
    admin.require(*_ANY)
    if not admin.tables.realm.organizations_enabled:
        raise refused(404, "Organizations not enabled for this realm.")


def organization_of(admin: AdminCall, *any_of: str) -> ReadDocument:
    """The organization of the path for a caller with any of these roles; raises 404 and 403 in Keycloak's order."""
    enter(admin)
    identifier = admin.call.parameters["organization"]
    if not identifier.strip():
        raise refused(400, NO_ID)
    organization = organizations.by_id(admin.tables, identifier)
    if organization is None:
        raise refused(404, "Organization not found.")
    admin.require(*any_of)
    return organization


def brief(organization: ReadDocument) -> dict[str, Any]:
    """The organization without attributes."""
    shown = {name: organization[name] for name in _BRIEF if organization.get(name) is not None}
    if not shown.get("redirectUrl"):
        shown.pop("redirectUrl", None)
    shown.setdefault("alias", str(organization.get("name") or ""))
    shown.setdefault("enabled", True)
    domains = [{"name": one["name"], "verified": bool(one.get("verified"))} for one in organization.get("domains") or ()]
    return {**shown, "domains": domains} if domains else shown


def representation(organization: ReadDocument) -> dict[str, Any]:
    """The organization as the Admin API shows it: its members and providers have resources of their own."""
    return {**brief(organization), "attributes": dict(organization.get("attributes") or {})}


def shown(admin: AdminCall, rows: list[ReadDocument]) -> list[dict[str, Any]]:
    """Organizations by name; with attributes where ``briefRepresentation`` is false."""
    show = representation if admin.flag("briefRepresentation") is False else brief
    return [show(one) for one in rows]


def _matching(admin: AdminCall) -> list[ReadDocument]:
    """What ``q`` (attributes and the alias), or else ``search`` (name or domain, ``exact`` or a part) asks for."""
    every = sorted(organizations.every(admin.tables), key=lambda organization: str(organization.get("name")))
    search, asked = admin.call.query.get("search") or "", (admin.call.query.get("q") or "").strip()
    if asked:
        wanted = [(key, value) for key, value in pairs(asked) if key]
        return [organization for organization in every if _has(organization, wanted)]
    if not search.strip():
        return every
    if admin.flag("exact"):
        return [organization for organization in every if search in _texts(organization)]
    part = like(search)
    return [organization for organization in every if any(part.search(text) for text in _texts(organization))]


def _has(organization: ReadDocument, asked: list[tuple[str, str]]) -> bool:
    """Whether the organization has all of these; ``alias`` is its own, whatever attribute of that name it has."""
    values = {**(organization.get("attributes") or {}), "alias": (gate.alias_of(organization),)}
    return all(value in (values.get(key) or ()) for key, value in asked)


def _texts(organization: ReadDocument) -> list[str]:
    return [str(organization.get("name")), *(str(one["name"]).lower() for one in organization.get("domains") or ())]


def listing(admin: AdminCall) -> Response:
    """Organizations by name, ten unless told; none for a caller who may only ask whether there are some."""
    enter(admin)
    return found(shown(admin, page(admin, _seen(admin), _USUAL)))


def count(admin: AdminCall) -> Response:
    """How many organizations the query asks for."""
    enter(admin)
    return found(len(_seen(admin)))


def _seen(admin: AdminCall) -> list[ReadDocument]:
    """What the query asks for, as far as the caller sees it: all by a role, or what permissions show."""
    matching = _matching(admin)
    return matching if admin.may(*VIEW) else fine_grained.visible(admin, ORGANIZATIONS, matching)


def read(admin: AdminCall) -> Response:
    """One organization."""
    return found(representation(organization_of(admin, *VIEW)))


def create(admin: AdminCall) -> Response:
    """A new organization; its alias is its name unless told."""
    enter(admin)
    admin.require(*MANAGE)
    if admin.call.body.strip() in (b"", b"null"):
        raise refused(400, "Organization cannot be null.")
    document = admin.body("OrganizationRepresentation")
    _admit(gate.faults(document, organizations.every(admin.tables), admin.tables.realm.name))
    name = document["name"].strip()
    organization = {
        "id": admin.context.ids.uuid(),
        "name": name,
        "alias": gate.alias_of(document),
        "enabled": document.get("enabled", True),
    }
    organization |= gate.settings(document)
    organizations.add(admin.tables, organization)
    return created(admin, "organizations", organization["id"])


def update(admin: AdminCall) -> Response:
    """Replaces an organization, but for its alias; attributes stay where none are given."""
    current = organization_of(admin, *MANAGE)
    document = admin.body("OrganizationRepresentation")
    others = [one for one in organizations.every(admin.tables) if one is not current]
    _admit(gate.changed_faults(document, current, others, admin.tables.realm.name))
    kept = {key: current[key] for key in ("id", "alias", "members", "groups", "identityProviders", "attributes") if key in current}
    changed = {**kept, "name": document["name"].strip(), "enabled": document.get("enabled", True), **gate.settings(document)}
    organizations.replace(admin.tables, current, changed)
    return done()


def delete(admin: AdminCall) -> Response:
    """Removes an organization. Its members stay users, but for managed ones, who exist only in it."""
    current = organization_of(admin, *MANAGE)
    organizations.replace(admin.tables, current, None)
    for invitation in admin.tables.invitations.many("organization", current["id"]):
        admin.tables.invitations.delete(invitation.id)
    for entry in current.get("members") or ():
        user = admin.tables.user(str(entry.get("id"))) if entry.get("membershipType") == "MANAGED" else None
        if user is not None:
            users.remove(admin, user)
    return done()


def _admit(faults: Iterable[Fault]) -> None:
    """Raises Keycloak's answer to the first fault of an organization."""
    for fault in faults:
        if fault.kind == "unforeseen":
            raise broken(fault.message)
        if fault.key == gate.RESERVED:
            raise AdminError(400, {"error": fault.message})
        raise refused(409 if fault.kind == "duplicate" else 400, fault.message)


ROUTES = [
    route("GET", "/organizations", listing),
    route("POST", "/organizations", create, event="ORGANIZATION", reads="OrganizationRepresentation"),
    route("GET", "/organizations/count", count),
    route("GET", "/organizations/{organization}", read),
    route("PUT", "/organizations/{organization}", update, event="ORGANIZATION", reads="OrganizationRepresentation"),
    route("DELETE", "/organizations/{organization}", delete, event="ORGANIZATION"),
]
