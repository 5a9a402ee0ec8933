"""Identity providers that belong to an organization: one provider, one organization."""

from __future__ import annotations

from emulator.admin import identity_providers, organization_groups
from emulator.admin.access import AdminCall, route
from emulator.admin.answers import done, found
from emulator.admin.organization_members import identifier
from emulator.admin.organizations import MANAGE, VIEW, organization_of, refused
from emulator.core.documents import ReadDocument
from emulator.state import organizations
from emulator.web.response import Response

_VIEW = ("view-identity-providers", "manage-identity-providers")
_MANAGE = "manage-identity-providers"


def listing(admin: AdminCall) -> Response:
    """The organization's providers."""
    organization = organization_of(admin, *VIEW)
    admin.require(*_VIEW)
    return found([identity_providers.shown(admin, one) for one in _of(admin, organization)])


def add(admin: AdminCall) -> Response:
    """Gives the provider whose alias is the body to the organization."""
    organization = organization_of(admin, *MANAGE)
    admin.require(_MANAGE)
    alias = identifier(admin)
    if all(provider.get("alias") != alias for provider in admin.tables.realm.identity_providers):
        raise refused(400, "Identity provider not found with the given alias")
    owner = organizations.of_provider(admin.tables, alias)
    if owner is not None:
        mine = owner is organization
        raise (
            refused(409, "Identity provider already associated to the organization")
            if mine
            else refused(400, "Identity provider already associated with a different organization")
        )
    organizations.link(admin.tables, organization, alias)
    return done()


def read(admin: AdminCall) -> Response:
    """One of the organization's providers."""
    organization = organization_of(admin, *VIEW)
    admin.require(*_VIEW)
    for one in _of(admin, organization):
        if one.get("alias") == admin.call.parameters["alias"]:
            return found(identity_providers.shown(admin, one))
    raise refused(404, "Identity provider not associated with the organization")


def remove(admin: AdminCall) -> Response:
    """Takes a provider from the organization; it stays a provider of the realm."""
    organization = organization_of(admin, *MANAGE)
    admin.require(_MANAGE)
    alias = admin.call.parameters["alias"]
    if alias not in organizations.providers(organization):
        raise refused(404, "Identity provider not found with the given alias")
    organizations.unlink(admin.tables, organization, alias)
    return done()


def _of(admin: AdminCall, organization: ReadDocument) -> list[ReadDocument]:
    mine = organizations.providers(organization)
    return [one for one in admin.tables.realm.identity_providers if one.get("alias") in mine]


def groups(admin: AdminCall) -> Response:
    """Groups of the organization that mappers of one of its providers may name, as they are listed."""
    read(admin)
    return organization_groups.listing(admin)


_PROVIDERS = "/organizations/{organization}/identity-providers"
ROUTES = [
    route("GET", _PROVIDERS, listing),
    route("POST", _PROVIDERS, add, event="ORGANIZATION"),
    route("GET", f"{_PROVIDERS}/{{alias}}", read),
    route("GET", f"{_PROVIDERS}/{{alias}}/groups", groups),
    route("DELETE", f"{_PROVIDERS}/{{alias}}", remove, event="ORGANIZATION"),
]
