"""Client profiles and client policies: read, and replaced as a whole."""

from __future__ import annotations

from emulator.admin.access import AdminCall, route
from emulator.admin.answers import done, found
from emulator.core.errors import AdminError
from emulator.realm import client_policies
from emulator.web.response import Response

_VIEW = ("view-realm", "manage-realm")
_MANAGE = "manage-realm"


def read_profiles(admin: AdminCall) -> Response:
    """The realm's profiles; with ``include-global-profiles`` also those that every realm has."""
    shown = {"profiles": [], **(admin.tables.document.get("clientProfiles") or {})}
    if admin.flag("include-global-profiles"):
        shown["globalProfiles"] = client_policies.global_profiles()
    return found(shown)


def update_profiles(admin: AdminCall) -> Response:
    """Replaces the realm's profiles; policies may go on naming one that is gone."""
    if admin.call.body.strip() in (b"", b"null"):
        raise AdminError(400, {"errorMessage": "Passing null clientProfiles not allowed"})
    made = client_policies.profiles(admin.body("ClientProfilesRepresentation"))
    admin.tables.document = {**admin.tables.document, "clientProfiles": made}
    return done()


def read_policies(admin: AdminCall) -> Response:
    """The realm's policies; there are none that every realm has."""
    shown = {"policies": [], **(admin.tables.document.get("clientPolicies") or {})}
    return found({**shown, "globalPolicies": []} if admin.flag("include-global-policies") else shown)


def update_policies(admin: AdminCall) -> Response:
    """Replaces the realm's policies."""
    if admin.call.body.strip() in (b"", b"null"):
        raise AdminError(400, {"errorMessage": "Passing null clientPolicies not allowed"})
    given = admin.body("ClientPoliciesRepresentation")
    profiles, scopes = admin.tables.document.get("clientProfiles") or {}, client_policies.scopes_of(admin.tables.client_scopes)
    made = client_policies.policies(given, profiles, scopes)
    admin.tables.document = {**admin.tables.document, "clientPolicies": made}
    return done()


ROUTES = [
    route("GET", "/client-policies/profiles", read_profiles, *_VIEW),
    route("PUT", "/client-policies/profiles", update_profiles, _MANAGE, reads="ClientProfilesRepresentation"),
    route("GET", "/client-policies/policies", read_policies, *_VIEW),
    route("PUT", "/client-policies/policies", update_policies, _MANAGE, reads="ClientPoliciesRepresentation"),
]
