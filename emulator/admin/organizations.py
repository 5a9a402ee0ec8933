"""Organizations: who they are and which domains are theirs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from emulator.admin import users
from emulator.admin._attribute_query import pairs
from emulator.admin.access import AdminCall, route
from emulator.admin.answers import created, done, found, page
from emulator.core.errors import AdminError
from emulator.state import organizations
from emulator.web.response import Response

VIEW = ("view-organizations", "manage-organizations", "manage-realm")
MANAGE = ("manage-organizations", "manage-realm")
_ANY = (*VIEW, "query-organizations")
_BRIEF = ("id", "name", "alias", "enabled", "description", "redirectUrl")
_USUAL = 10
_DOMAIN = re.compile(
    r"(?:\*\.)?(?=.{1,253}$)[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*"
)
Document = Mapping[str, Any]


def refused(status: int, message: str) -> AdminError:
    """Keycloak's answer to what an organization cannot be or do."""
    return AdminError(status, {"errorMessage": message})


def enter(admin: AdminCall) -> None:
    """Refuses callers without any right on organizations (403), and realms that have them switched off (404)."""
    if not admin.tables.realm.organizations_enabled:
        raise refused(404, "Organizations not enabled for this realm.")
    admin.require(*_ANY)


def organization_of(admin: AdminCall, *any_of: str) -> Document:
    """The organization of the path for a caller with any of these roles; raises 404 and 403 in Keycloak's order."""
    enter(admin)
    one = organizations.by_id(admin.tables, admin.call.parameters["organization"])
    if one is None:
        raise refused(404, "Organization not found.")
    admin.require(*any_of)
    return one


def brief(organization: Document) -> dict[str, Any]:
    """The organization without attributes."""
    shown = {name: organization[name] for name in _BRIEF if organization.get(name) not in (None, "")}
    shown.setdefault("alias", str(organization.get("name") or ""))
    shown.setdefault("enabled", True)
    domains = [{"name": one["name"], "verified": bool(one.get("verified"))} for one in organization.get("domains") or ()]
    return {**shown, "domains": domains} if domains else shown


def representation(organization: Document) -> dict[str, Any]:
    """The organization as the Admin API shows it: its members and providers have resources of their own."""
    return {**brief(organization), "attributes": dict(organization.get("attributes") or {})}


def shown(admin: AdminCall, rows: list[Document]) -> list[dict[str, Any]]:
    """Organizations by name; with attributes where ``briefRepresentation`` is false."""
    show = representation if admin.flag("briefRepresentation") is False else brief
    return [show(one) for one in rows]


def _matching(admin: AdminCall) -> list[Document]:
    """What ``search`` (name or domain, ``exact`` or a part) or ``q`` (attributes) asks for."""
    every = sorted(organizations.every(admin.tables), key=lambda one: str(one.get("name")))
    search = admin.call.query.get("search")
    if search:
        wanted, exact = search.lower(), bool(admin.flag("exact"))
        return [one for one in every if any(text == wanted if exact else wanted in text for text in _texts(one))]
    asked = pairs(admin.call.query.get("q"))
    return [one for one in every if all(value in ((one.get("attributes") or {}).get(key) or ()) for key, value in asked)]


def _texts(organization: Document) -> list[str]:
    return [str(organization.get("name")).lower(), *(str(one["name"]).lower() for one in organization.get("domains") or ())]


def listing(admin: AdminCall) -> Response:
    """Organizations by name, ten unless told; none for a caller who may only ask whether there are some."""
    enter(admin)
    return found(shown(admin, page(admin, _matching(admin), _USUAL)) if admin.may(*VIEW) else [])


def count(admin: AdminCall) -> Response:
    """How many organizations the query asks for."""
    enter(admin)
    return found(len(_matching(admin)) if admin.may(*VIEW) else 0)


def read(admin: AdminCall) -> Response:
    """One organization."""
    return found(representation(organization_of(admin, *VIEW)))


def create(admin: AdminCall) -> Response:
    """A new organization; its alias is its name unless told."""
    enter(admin)
    admin.require(*MANAGE)
    if not admin.call.body:
        raise refused(400, "Organization cannot be null.")
    document = admin.body("OrganizationRepresentation")
    name = _name(admin, document, None)
    alias = _alias(admin, document, name)
    made = {"id": admin.context.ids.uuid(), "name": name, "alias": alias, "enabled": document.get("enabled", True)}
    made |= _settings(admin, document, None)
    organizations.add(admin.tables, made)
    return created(admin, "organizations", made["id"])


def update(admin: AdminCall) -> Response:
    """Replaces an organization, but for its alias; attributes stay where none are given."""
    current = organization_of(admin, *MANAGE)
    document = admin.body("OrganizationRepresentation")
    name = _name(admin, document, current)
    alias = document.get("alias")
    if (alias or name) != current.get("alias", current.get("name")):
        raise refused(400, "Cannot change the alias")
    kept = {key: current[key] for key in ("id", "alias", "members", "groups", "identityProviders", "attributes") if key in current}
    changed = {**kept, "name": name, "enabled": document.get("enabled", True), **_settings(admin, document, current)}
    organizations.replace(admin.tables, current, changed)
    return done()


def delete(admin: AdminCall) -> Response:
    """Removes an organization. Its members stay users, but for managed ones, who exist only in it."""
    current = organization_of(admin, *MANAGE)
    organizations.replace(admin.tables, current, None)
    for entry in current.get("members") or ():
        user = admin.tables.user(str(entry.get("id"))) if entry.get("membershipType") == "MANAGED" else None
        if user is not None:
            users.remove(admin, user)
    return done()


def _name(admin: AdminCall, document: Document, current: Document | None) -> str:
    name = str(document.get("name") or "").strip()
    if not name:
        raise refused(400, "Name can not be null") if current is None else refused(409, "A organization with the same name already exists.")
    if any(one.get("name") == name and one is not current for one in organizations.every(admin.tables)):
        raise refused(409, "A organization with the same name already exists.")
    return name


def _alias(admin: AdminCall, document: Document, name: str) -> str:
    alias = str(document.get("alias") or "")
    if re.search(r"\s", alias):
        raise AdminError(400, {"error": "Empty Space not allowed."})
    if not alias and re.search(r"\s", name):
        raise refused(400, "Name cannot be used as alias: Empty Space not allowed.")
    alias = alias or name
    if any(one.get("alias", one.get("name")) == alias for one in organizations.every(admin.tables)):
        raise refused(409, "A organization with the same alias already exists")
    return alias


def _settings(admin: AdminCall, document: Document, current: Document | None) -> dict[str, Any]:
    made = {key: document[key] for key in ("description", "redirectUrl", "attributes") if document.get(key) is not None}
    domains: dict[str, dict[str, Any]] = {}
    for one in document.get("domains") or ():
        domain = _domain(admin, one, current)
        domains.setdefault(domain["name"], domain)
    return {**made, "domains": list(domains.values())} if domains else made


def _domain(admin: AdminCall, given: Document | str, current: Document | None) -> dict[str, Any]:
    document: Document = {"name": given} if isinstance(given, str) else given
    if document.get("name") is None:
        message = {"error": "unknown_error", "error_description": "For more on this error consult the server log."}
        raise AdminError(500, message, "a domain needs a name")
    name = str(document["name"]).lower()
    if not name:
        raise refused(400, "Domain name cannot be empty")
    if not _DOMAIN.fullmatch(name):
        raise refused(400, f"Invalid domain format: {name}")
    for other in organizations.every(admin.tables):
        if other is not current and any(str(one["name"]).lower() == name for one in other.get("domains") or ()):
            linked = f"Domain {name} is already linked to organization {other.get('name')} in realm {admin.tables.realm.name}"
            raise refused(400, linked)
    return {"name": name, "verified": bool(document.get("verified"))}


ROUTES = [
    route("GET", "/organizations", listing),
    route("POST", "/organizations", create),
    route("GET", "/organizations/count", count),
    route("GET", "/organizations/{organization}", read),
    route("PUT", "/organizations/{organization}", update),
    route("DELETE", "/organizations/{organization}", delete),
]
