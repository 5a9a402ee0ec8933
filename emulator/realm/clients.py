"""What a client and a client scope get when they are imported or created: Keycloak's defaults for what is not given."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emulator.core.ids import Ids
from emulator.realm.web_origins import origin_of

Document = dict[str, Any]

OPENID_CONNECT = "openid-connect"
SERVICE_ACCOUNT = "service_account"
_DEFAULTS: Mapping[str, Any] = {
    "surrogateAuthRequired": False,
    "enabled": True,
    "alwaysDisplayInConsole": False,
    "clientAuthenticatorType": "client-secret",
    "redirectUris": [],
    "webOrigins": [],
    "notBefore": 0,
    "bearerOnly": False,
    "consentRequired": False,
    "standardFlowEnabled": True,
    "implicitFlowEnabled": False,
    "directAccessGrantsEnabled": False,
    "serviceAccountsEnabled": False,
    "publicClient": False,
    "frontchannelLogout": False,
    "protocol": OPENID_CONNECT,
    "authenticationFlowBindingOverrides": {},
    "fullScopeAllowed": True,
    "nodeReRegistrationTimeout": -1,
}
_LEGACY = frozenset(
    {
        "defaultRoles",
        "clientTemplate",
        "useTemplateConfig",
        "useTemplateScope",
        "useTemplateMappers",
        "directGrantsOnly",
    }
)


def client(given: Mapping[str, Any], realm: Mapping[str, Any], ids: Ids, has_service_account: bool = False) -> Document:
    """A ClientRepresentation with everything that Keycloak adds; ``realm`` tells the scopes that a new client gets.

    The scope ``service_account`` comes with the service account's user, unless that one is given (``has_service_account``).
    """
    own = {key: value for key, value in given.items() if value is not None and key not in _LEGACY}
    found: Document = {
        "id": own.get("id") or ids.uuid(),
        "clientId": own.get("clientId") or own.get("id"),
        **_DEFAULTS,
        **own,
    }
    if found["publicClient"]:
        found.pop("secret", None) if not own.get("secret") else None
    elif not found.get("secret") and found["clientAuthenticatorType"] in ("client-secret", "client-secret-jwt"):
        found["secret"] = ids.secret()
    if "webOrigins" not in own:
        found["webOrigins"] = list(dict.fromkeys(origin_of(uri) for uri in found["redirectUris"] if uri.startswith("http")))
    found["attributes"] = attributes(found, own)
    if "protocolMappers" in own:
        found["protocolMappers"] = [mapper(m, ids) for m in own["protocolMappers"]]
    _scopes(found, own, realm, found["serviceAccountsEnabled"] and not has_service_account)
    return found


def attributes(found: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, str]:
    """The client's attributes with those that Keycloak sets itself."""
    given = {key: str(value) for key, value in (own.get("attributes") or {}).items() if value is not None}
    made: dict[str, str] = {"realm_client": "false"}
    made.update(given)
    made.setdefault("post.logout.redirect.uris", "+")
    return made


def _scopes(found: Document, own: Mapping[str, Any], realm: Mapping[str, Any], service_account: bool) -> None:
    protocol = found["protocol"]
    known = {scope["name"]: scope.get("protocol") for scope in realm["clientScopes"]}
    given = "defaultClientScopes" in own or "optionalClientScopes" in own
    defaults = own.get("defaultClientScopes") if given else realm["defaultDefaultClientScopes"]
    optional = own.get("optionalClientScopes") if given else realm["defaultOptionalClientScopes"]
    names = [name for name in defaults or () if known.get(name) == protocol]
    if service_account and known.get(SERVICE_ACCOUNT) == protocol and SERVICE_ACCOUNT not in names:
        names.append(SERVICE_ACCOUNT)
    found["defaultClientScopes"] = names
    found["optionalClientScopes"] = [name for name in optional or () if known.get(name) == protocol and name not in names]


def client_scope(given: Mapping[str, Any], ids: Ids) -> Document:
    """A ClientScopeRepresentation with ids and defaults."""
    found = {key: value for key, value in given.items() if value is not None}
    found["id"] = found.get("id") or ids.uuid()
    found.setdefault("protocol", OPENID_CONNECT)
    found["attributes"] = {k: str(v) for k, v in (found.get("attributes") or {}).items() if v is not None}
    if "protocolMappers" in found:
        found["protocolMappers"] = [mapper(m, ids) for m in found["protocolMappers"]]
    return found


def mapper(given: Mapping[str, Any], ids: Ids) -> Document:
    """A ProtocolMapperRepresentation with an id."""
    found = {key: value for key, value in given.items() if value is not None}
    config = {k: v if isinstance(v, str) else str(v) for k, v in (found.get("config") or {}).items() if v is not None}
    return {
        **found,
        "id": found.get("id") or ids.uuid(),
        "consentRequired": bool(found.get("consentRequired", False)),
        "config": config,
    }
