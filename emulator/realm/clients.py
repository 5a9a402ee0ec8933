"""What a client and a client scope get when they are imported or created: Keycloak's defaults for what is not given."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from emulator.core.documents import Document
from emulator.core.ids import Ids
from emulator.realm.gates import protocol_mapper
from emulator.realm.gates.protocol_mapper import text

OPENID_CONNECT = "openid-connect"
VERIFIABLE_CREDENTIALS = "oid4vc"
SERVICE_ACCOUNT = "service_account"
SECRET_LENGTH = 86
ADMIN_CLIENTS = frozenset({"broker", "realm-management"})
_SECRET_TIME = "client.secret.creation.time"
ARTIFACT = "saml.artifact.binding.identifier"
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
    "nodeReRegistrationTimeout": -1,
}
_DROPPED = frozenset({
    "access", "origin", "claims", "defaultRoles", "clientTemplate", "useTemplateConfig", "useTemplateScope",
    "useTemplateMappers", "directGrantsOnly", "authorizationServicesEnabled", "registrationAccessToken", "id", "clientId",
})  # fmt: skip

OF_SERVER = ("${authBaseUrl}", "${authAdminUrl}")
"""Root URLs that stand for the server's own."""


def scope_protocols(protocol: str | None) -> tuple[str | None, ...]:
    """Protocols of the client scopes that a client may be given: its own, and with OpenID Connect those of verifiable credentials."""
    return (protocol, VERIFIABLE_CREDENTIALS) if protocol == OPENID_CONNECT else (protocol,)


def client(
    representation: Mapping[str, Any], realm: Mapping[str, Any], ids: Ids, has_service_account: bool = False, now: int = 0
) -> Document:
    """A ClientRepresentation with everything that Keycloak adds; ``realm`` tells the scopes that a new client gets.

    The scope ``service_account`` comes with the service account's user, unless that one is given (``has_service_account``).
    ``now`` is in epoch seconds.
    """
    own = {key: value for key, value in representation.items() if value is not None and key not in _DROPPED}
    identifier = representation.get("id") or ids.uuid()
    client_id = identifier if representation.get("clientId") is None else representation["clientId"]
    document: Document = {"id": identifier, "clientId": client_id, **_DEFAULTS, **_legacy_flows(representation), **own}
    document["redirectUris"] = list(dict.fromkeys(document["redirectUris"]))
    document["webOrigins"] = list(dict.fromkeys(own.get("webOrigins", origins_of(document["redirectUris"]))))
    document.setdefault("fullScopeAllowed", not document["consentRequired"])
    overrides = document["authenticationFlowBindingOverrides"].items()
    document["authenticationFlowBindingOverrides"] = {key: flow for key, flow in overrides if flow and flow.strip()}
    if document["publicClient"]:
        document.pop("secret", None)
    generated = "secret" not in document and not document["publicClient"]
    if generated:
        document["secret"] = ids.secret(SECRET_LENGTH)
    if representation.get("authorizationServicesEnabled") or "authorizationSettings" in own:
        document |= {"authorizationServicesEnabled": True, "serviceAccountsEnabled": True, "publicClient": False, "bearerOnly": False}
    document["attributes"] = _attributes(document, now if generated else 0)
    mappers = [protocol_mapper.new(mapper, ids) for mapper in own.get("protocolMappers") or ()]
    document.pop("protocolMappers", None)
    if mappers:
        document["protocolMappers"] = mappers
    _scopes(document, own, realm, document["serviceAccountsEnabled"] and not has_service_account, representation.get("clientTemplate"))
    return document


def _legacy_flows(given: Mapping[str, Any]) -> Document:
    direct = given.get("directGrantsOnly")
    return {} if direct is None else {"standardFlowEnabled": not direct, "directAccessGrantsEnabled": direct}


def _attributes(found: Mapping[str, Any], generated_at: int) -> dict[str, str]:
    given = {key: text(value) for key, value in (found.get("attributes") or {}).items() if not is_blank(value)}
    made = {_SECRET_TIME: str(generated_at)} if generated_at else {}
    if found["protocol"] == "saml":
        made[ARTIFACT] = artifact_identifier(found["clientId"])
    made |= {"post.logout.redirect.uris": "+", **given}
    return made | {"realm_client": "true" if found["clientId"] in ADMIN_CLIENTS else "false"}


def is_blank(value: Any) -> bool:
    """Whether a value of an attribute is none to a client."""
    return value is None or (isinstance(value, str) and not value.strip())


def artifact_identifier(client_id: str) -> str:
    """What SAML's artifact binding knows a client by."""
    return base64.b64encode(hashlib.sha1(client_id.encode(), usedforsecurity=False).digest()).decode()


def filled(values: Iterable[str | None]) -> list[str]:
    """The texts of a list that say something."""
    return [value for value in values if value is not None and value.strip()]


def origins_of(uris: Iterable[str]) -> list[str]:
    """The web origins that Keycloak derives from redirect URIs."""
    found = []
    for uri in uris:
        if uri.startswith("http") and "://" in uri:
            scheme, rest = uri.split("://", 1)
            found.append(f"{scheme}://{rest.split('/', 1)[0]}")
    return found


def _scopes(client: Document, own: Mapping[str, Any], realm: Mapping[str, Any], service_account: bool, template: str | None) -> None:
    names_its_scopes = "defaultClientScopes" in own or "optionalClientScopes" in own
    fitting = scope_protocols(client["protocol"]) if names_its_scopes else (client["protocol"],)
    known = {scope.get("name") for scope in realm["clientScopes"] if scope.get("protocol") in fitting}
    defaults = own.get("defaultClientScopes") if names_its_scopes else realm["defaultDefaultClientScopes"]
    optional = own.get("optionalClientScopes") if names_its_scopes else realm["defaultOptionalClientScopes"]
    more = [template.replace(" ", "_")] if template and not names_its_scopes else []
    more += [SERVICE_ACCOUNT] if service_account else []
    names = list(dict.fromkeys(name for name in [*(defaults or ()), *more] if name in known))
    client["defaultClientScopes"] = names
    client["optionalClientScopes"] = list(dict.fromkeys(name for name in optional or () if name in known and name not in names))
