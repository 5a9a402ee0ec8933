"""Required actions that a realm has taken out, and puts back; and those that set up a credential."""

from __future__ import annotations

from emulator.admin import _providers
from emulator.admin.access import AdminCall, route
from emulator.admin.answers import done, found
from emulator.core.documents import Document
from emulator.core.errors import AdminError
from emulator.realm.defaults import instantiate
from emulator.web.response import Response

_VIEW = ("view-realm", "manage-realm")
_REGISTRATORS = ("CONFIGURE_TOTP", "webauthn-register-passwordless", "CONFIGURE_RECOVERY_AUTHN_CODES", "webauthn-register")


def _registered(admin: AdminCall) -> list[Document]:
    return list(admin.tables.document.get("requiredActions") or ())


def _known() -> list[str]:
    return _providers.present("required-action", _providers.described()["providers"]["required-action"]["providers"])


def unregistered(admin: AdminCall) -> Response:
    """Providers without a required action of the realm."""
    taken = {one.get("providerId") for one in _registered(admin)}
    usual = {one["providerId"]: one["name"] for one in instantiate("realm", "realm", admin.context.ids)["requiredActions"]}
    return found([{"providerId": one, "name": usual.get(one, one)} for one in _known() if one not in taken])


def register(admin: AdminCall) -> Response:
    """Gives the realm the required action of a provider, under the name in the body."""
    body = admin.mapping()
    provider, rows = body.get("providerId"), _registered(admin)
    if provider not in _known():
        raise AdminError(400, {"error": "Required Action Provider with given providerId not found"})
    if any(row.get("alias") == provider for row in rows):
        said = "A Required Action Provider with given alias already exists."
        raise AdminError(409, {"error": "conflict", "error_description": said})
    last = max((row.get("priority") or 0 for row in rows), default=0)
    action = {
        "alias": provider, "name": body.get("name"), "providerId": provider, "enabled": True, "defaultAction": False,
        "priority": last + 1, "config": {},
    }  # fmt: skip
    admin.tables.document = {**admin.tables.document, "requiredActions": [*rows, action]}
    return done(no_cache=True)


def registrators(admin: AdminCall) -> Response:
    """Required actions by which users set up a credential."""
    return found(_providers.present("required-action", _REGISTRATORS))


ROUTES = [
    route("GET", "/authentication/unregistered-required-actions", unregistered, *_VIEW),
    route("POST", "/authentication/register-required-action", register, "manage-realm", event="AUTH_FLOW", reads="{}"),
    route("GET", "/credential-registrators", registrators, *_VIEW),
]
