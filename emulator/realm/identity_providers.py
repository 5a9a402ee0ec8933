"""Identity providers and their mappers, as an import leaves them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from emulator.core.errors import AdminError
from emulator.core.ids import Ids
from emulator.realm.refusal import broken, duplicate, invalid

Document = dict[str, Any]

_OIDC = ["USER_AUTHENTICATION", "CLIENT_ASSERTION", "EXCHANGE_EXTERNAL_TOKEN", "JWT_AUTHORIZATION_GRANT", "TRUST_MATERIAL"]
_TYPES: Mapping[str, list[str]] = {"oidc": _OIDC, "keycloak-oidc": _OIDC, "saml": ["USER_AUTHENTICATION"]}
_PROVIDERS = frozenset({
    "oidc", "keycloak-oidc", "saml", "oauth2", "kubernetes", "spiffe", "jwt-authorization-grant", "bitbucket", "facebook",
    "github", "gitlab", "google", "instagram", "linkedin-openid-connect", "microsoft", "openshift-v4", "paypal",
    "stackoverflow", "twitter",
})  # fmt: skip
_DROPPED = frozenset({"updateProfileFirstLogin", "updateProfileFirstLoginMode"})
_FLOWS = ("firstBrokerLoginFlowAlias", "postBrokerLoginFlowAlias")


def legacy(given: Mapping[str, Any]) -> list[Document] | None:
    """The identity providers that ``socialProviders`` of old versions means."""
    if not (given.get("social") and given.get("socialProviders")) or given.get("identityProviders") is not None:
        return None
    social = given["socialProviders"]
    names = [key.split(".")[0] for key in social if key.endswith(".key")]
    return [
        {
            "alias": name,
            "providerId": name,
            "enabled": True,
            "linkOnly": False,
            "config": {"clientId": social[f"{name}.key"], "clientSecret": social.get(f"{name}.secret")},
        }
        for name in names
    ]


def providers(given: Iterable[Mapping[str, Any]], flows: Iterable[Mapping[str, Any]], ids: Ids) -> list[Document]:
    """IdentityProviderRepresentations with defaults; refuses unknown flows (400), providers and URLs (500), doubles (409)."""
    aliases = {flow.get("alias") for flow in flows}
    found = [_provider(provider, aliases, ids) for provider in given]
    names = [provider["alias"] for provider in found if "alias" in provider]
    if len(set(names)) < len(names):
        raise duplicate("two identity providers have one alias")
    return found


def _provider(given: Mapping[str, Any], flows: set[str | None], ids: Ids) -> Document:
    for key in _FLOWS:
        if given.get(key) and given[key] not in flows:
            raise invalid(f"No available authentication flow with alias: {given[key]}")
    provider = given.get("providerId")
    if provider not in _PROVIDERS:
        raise broken(f"Invalid identity provider {provider}")
    config = {key: str(value) for key, value in (given.get("config") or {}).items() if value not in (None, "")}
    for key, value in config.items():
        if key.endswith(("Url", "url")) and value.strip().lower().startswith(("javascript:", "data:", "vbscript:")):
            raise broken(f"The url [{key}] is malformed")
    own = {key: value for key, value in given.items() if value is not None and key not in _DROPPED}
    return {
        **own,
        "internalId": given.get("internalId") or ids.uuid(),
        "enabled": bool(own.get("enabled", True)),
        "config": config,
        "types": list(_TYPES.get(provider, ())),
    }


def mappers(given: Iterable[Mapping[str, Any]], ids: Ids) -> list[Document]:
    """IdentityProviderMapperRepresentations with ids."""
    found = [{**mapper, "id": mapper.get("id") or ids.uuid(), "config": mapper.get("config") or {}} for mapper in given]
    names = [(mapper.get("identityProviderAlias"), mapper.get("name")) for mapper in found]
    if len(set(names)) < len(names):
        message = "Identity provider mapper name must be unique per identity provider"
        raise AdminError(400, {"errorMessage": message}, "two identity provider mappers have one name")
    return found
