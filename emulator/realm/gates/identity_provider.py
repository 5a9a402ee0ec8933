"""The gate of identity providers and their mappers. All rules as observed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from emulator.configuration.features import SPIFFE
from emulator.core.documents import ReadDocument
from emulator.realm.gates import Fault, Surroundings, addresses, lengths
from emulator.realm.gates.realm import segment_faults

KINDS = frozenset({
    "bitbucket", "facebook", "github", "gitlab", "google", "jwt-authorization-grant", "keycloak-oidc", "kubernetes",
    "linkedin-openid-connect", "microsoft", "oauth2", "oidc", "openshift-v4", "paypal", "saml", "stackoverflow", "twitter",
})  # fmt: skip
"""Keycloak's kinds of identity providers, but for those of a feature that is off unless asked for."""
OF_FEATURES: Mapping[str, str] = {"spiffe": SPIFFE}
"""The kinds of features, each with its feature."""
MASK = "**********"
NEEDED = ("name", "identityProviderMapper", "identityProviderAlias")
"""What a mapper cannot be without."""
FLOWS = ("firstBrokerLoginFlowAlias", "postBrokerLoginFlowAlias")
"""Members that name a flow."""
_URLS = {
    "authorizationUrl": "authorization_url", "tokenUrl": "token_url", "userInfoUrl": "userinfo_url",
    "tokenIntrospectionUrl": "tokenIntrospection_url",
}  # fmt: skip
_FURTHER_URLS = {"jwksUrl": "jwks_url", "logoutUrl": "logout_url"}
_ISSUER_URL = {"issuer": "Issuer"}
_URLS_BY_KIND: Mapping[str, Mapping[str, str]] = {
    "saml": {name: name for name in ("singleLogoutServiceUrl", "singleSignOnServiceUrl", "metadataDescriptorUrl")},
    "google": {}, "kubernetes": _ISSUER_URL, "jwt-authorization-grant": {**_ISSUER_URL, "jwksUrl": "jwksUrl"},
}  # fmt: skip
"""Addresses of the kinds that are no clients of OAuth 2.0, or none whose addresses are looked at."""
_ARTIFACT_URL = {"artifactResolutionServiceUrl": "artifactResolutionServiceUrl"}
_TRANSIENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient"
_BY_ATTRIBUTE = ("ATTRIBUTE", "FRIENDLY_ATTRIBUTE")
"""Types of a principal that is not the subject of the assertion; any other text stands for the subject."""
_OF_SPIFFE = {"bundleEndpoint": "bundleEndpoint"}
_TRUST_DOMAIN = re.compile(r"spiffe://[a-z0-9._-]*")
_OPENID = ("oidc", "keycloak-oidc")
_SPEAK_OPENID = (*_OPENID, "gitlab", "linkedin-openid-connect", "microsoft")
"""Kinds whose settings are judged as those of OpenID Connect."""
_PKCE = ("plain", "S256")
_OPENID_TYPES = ["USER_AUTHENTICATION", "CLIENT_ASSERTION", "TRUST_MATERIAL", "EXCHANGE_EXTERNAL_TOKEN", "JWT_AUTHORIZATION_GRANT"]
_TYPES: Mapping[str, list[str]] = {
    "oidc": _OPENID_TYPES,
    "keycloak-oidc": _OPENID_TYPES,
    "saml": ["USER_AUTHENTICATION"],
    "oauth2": ["USER_AUTHENTICATION", "EXCHANGE_EXTERNAL_TOKEN"],
    "kubernetes": ["CLIENT_ASSERTION"],
    "spiffe": ["CLIENT_ASSERTION"],
    "jwt-authorization-grant": ["JWT_AUTHORIZATION_GRANT"],
}
_NEEDS_KEYS = {
    "validateSignature": "Validate signatures", "jwtAuthorizationGrantEnabled": "JWT Authorization Grant",
    "supportsClientAssertions": "Supports client assertions",
}  # fmt: skip
_ASSERTING = {"jwtAuthorizationGrantEnabled": "grant", "supportsClientAssertions": "client"}
_ASSERTS_BY_KIND = {"jwt-authorization-grant": frozenset({"grant"}), "kubernetes": frozenset({"client"})}
_UNIQUE = "Issuer must be unique if the idp supports JWT Authorization Grant or Federated Client Authentication"
_ISSUERS = {"google": "https://accounts.google.com", "kubernetes": "https://kubernetes.default.svc.cluster.local"}
_NOT_KEPT = frozenset({"updateProfileFirstLogin", "updateProfileFirstLoginMode", "types", "organizationId"})


USES = frozenset(use for uses in _TYPES.values() for use in uses)
"""What providers can be used for."""


def types(kind: object) -> list[str]:
    """What a provider of this kind can be used for."""
    return list(_TYPES.get(str(kind), ()))


def uses(kind: object) -> list[str]:
    """What providers of this kind are found by: social ones, of whom nothing is shown, by what they are for."""
    of_google = ["JWT_AUTHORIZATION_GRANT"] if kind == "google" else []
    return types(kind) or ["USER_AUTHENTICATION", *of_google]


def can_be_linked(kind: object) -> bool:
    """Whether users can be linked to providers of this kind."""
    return "USER_AUTHENTICATION" in uses(kind)


def alias_faults(alias: object) -> Iterator[Fault]:
    """What is wrong with the alias of a provider that is made by itself; one of a realm that is imported may have any."""
    yield from segment_faults(alias, ("alias",))


def faults(provider: ReadDocument, around: Surroundings) -> list[Fault]:
    """What is wrong with a provider, whoever brings it."""
    return list(_faults(provider, around))


def _faults(provider: ReadDocument, around: Surroundings) -> Iterator[Fault]:
    kind, config = provider.get("providerId"), provider.get("config", {})
    if kind not in KINDS and OF_FEATURES.get(str(kind)) not in around.features:
        shown = "null" if kind is None else str(kind)
        yield Fault(("providerId",), "kindUnknown", f"Invalid identity provider id [{shown}]", (shown,))
        return
    if config is None:
        yield Fault((), "configMissing", "an identity provider needs a 'config'", kind="unforeseen")
        return
    flows = {flow.get("alias") for flow in around.realm.get("authenticationFlows") or ()}
    for member in FLOWS:
        if provider.get(member) and provider[member] not in flows:
            message = f"No available authentication flow with alias: {provider[member]}"
            yield Fault((member,), "flowUnknown", message, (str(provider[member]),), "unknown")
    yield from _setting_faults(str(kind), config, str(around.realm.get("sslRequired") or "external"))
    yield from _issuer_faults(provider, around)
    yield from lengths.members(provider, ("alias", "displayName"))
    yield from lengths.members(provider, ("internalId",), lengths.IDENTIFIER)
    yield from lengths.keys(config, ("config",))


def _setting_faults(kind: str, config: ReadDocument, ssl_required: str) -> Iterator[Fault]:
    """Addresses, and settings that need each other, in Keycloak's order."""
    if kind == "spiffe":
        if not _TRUST_DOMAIN.fullmatch(str(config.get("trustDomain"))):
            yield Fault(("config",), "trustDomainInvalid", "Invalid trust domain name")
        yield from _url_faults(config, _OF_SPIFFE, ssl_required)
        return
    if kind == "oauth2" and not config.get("userInfoUrl"):
        yield Fault(("config",), "userInfoUrlMissing", "User Info URL not provided")
    if kind in _URLS_BY_KIND:
        yield from _url_faults(config, _URLS_BY_KIND[kind], ssl_required)
    else:
        yield from _client_faults(kind, config, ssl_required)
    yield from _config_faults(kind, config)
    if kind == "saml":
        yield from _url_faults(config, _ARTIFACT_URL, ssl_required)
        if config.get("nameIDPolicyFormat") == _TRANSIENT and config.get("principalType") not in _BY_ATTRIBUTE:
            message = "Can not have Transient NameID Policy Format together with SUBJECT Principal Type"
            yield Fault(("config", "nameIDPolicyFormat"), "transientSubject", message)


def _client_faults(kind: str, config: ReadDocument, ssl_required: str) -> Iterator[Fault]:
    """What is wrong with how the realm is a client of the provider."""
    yield from _url_faults(config, _URLS, ssl_required)
    if _is_true(config, "pkceEnabled") and config.get("pkceMethod") not in _PKCE:
        method = str(config.get("pkceMethod") or "null")
        yield Fault(("config", "pkceMethod"), "pkceMethodUnknown", f"PKCE Method not supported: {method}", (method,))
    further = _FURTHER_URLS if kind in _SPEAK_OPENID else {"logoutUrl": "logout_url"} if kind == "oauth2" else {}
    yield from _url_faults(config, further, ssl_required)


def _url_faults(config: ReadDocument, urls: Mapping[str, str], ssl_required: str) -> Iterator[Fault]:
    for name, said in urls.items():
        message = addresses.fault(ssl_required, str(config[name]), said) if config.get(name) else ""
        if message:
            yield Fault(("config", name), "urlNotUsable", message, (said,))


def _config_faults(kind: str, config: ReadDocument) -> Iterator[Fault]:
    """Settings that need each other, or that one kind cannot be without."""
    if kind in _SPEAK_OPENID:
        yield from _key_faults(config)
    if kind == "saml" and _is_true(config, "useMetadataDescriptorUrl") and not config.get("metadataDescriptorUrl"):
        message = "useMetadataDescriptorUrl needs a non-empty URL for metadataDescriptorUrl"
        yield Fault(("config", "useMetadataDescriptorUrl"), "metadataUrlMissing", message)
    if kind == "jwt-authorization-grant" and not config.get("issuer"):
        yield Fault(("config",), "issuerMissing", "Issuer is required")
    if kind == "google" and config.get("issuer") and config["issuer"] != _ISSUERS[kind]:
        issuer = str(config["issuer"])
        yield Fault(("config", "issuer"), "issuerNotUsable", f"The issuer url [{issuer}] is invalid", (issuer,))


def _key_faults(config: ReadDocument) -> Iterator[Fault]:
    """Whoever's tokens are verified has a key or a place where keys are, and who issues them is known."""
    needs = next((label for name, label in _NEEDS_KEYS.items() if _is_true(config, name)), "")
    if needs and _is_true(config, "useJwksUrl") and not config.get("jwksUrl"):
        message = f"JWKS URL is required when '{needs}' enabled and 'Use JWKS URL' enabled"
        yield Fault(("config", "useJwksUrl"), "jwksUrlMissing", message)
    elif needs and not _is_true(config, "useJwksUrl") and not config.get("publicKeySignatureVerifier"):
        message = f"The 'Validating public key' is required when '{needs}' enabled and 'Use JWKS URL' disabled"
        yield Fault(("config",), "publicKeyMissing", message)
    elif any(_is_true(config, name) for name in _ASSERTING) and not config.get("issuer"):
        yield Fault(("config",), "issuerMissing", "Issuer is required")


def asserts(provider: ReadDocument) -> frozenset[str]:
    """What the assertions of an enabled provider are taken for: ``grant`` (RFC 7523 section 2.1), ``client`` (section 2.2)."""
    kind, config = provider.get("providerId"), provider.get("config") or {}
    if not provider.get("enabled", True):
        return frozenset()
    if kind in _OPENID:
        return frozenset(use for name, use in _ASSERTING.items() if _is_true(config, name))
    return _ASSERTS_BY_KIND.get(str(kind), frozenset())


def _issuer_faults(provider: ReadDocument, around: Surroundings) -> Iterator[Fault]:
    uses, issuer = asserts(provider), (provider.get("config") or {}).get("issuer") or _ISSUERS.get(str(provider.get("providerId")))
    for other in around.realm.get("identityProviders") or () if uses and issuer else ():
        same = other.get("alias") != provider.get("alias") and (other.get("config") or {}).get("issuer") == issuer
        if same and not uses.isdisjoint(asserts(other)):
            alias = str(other.get("alias"))
            yield Fault(("config", "issuer"), "issuerTaken", f"Issuer URL already used for IDP '{alias}', {_UNIQUE}", (alias,))
            return


def _is_true(config: ReadDocument, name: str) -> bool:
    return str(config.get(name)).lower() == "true"


def stored(representation: ReadDocument, identifier: str, current: ReadDocument | None = None) -> dict[str, Any]:
    """A provider as it is kept; a masked secret is the one that was there."""
    own = {name: value for name, value in representation.items() if value is not None and name not in _NOT_KEPT}
    config: dict[str, Any] = {name: str(value) for name, value in (representation.get("config") or {}).items() if value not in (None, "")}
    if current is not None and config.get("clientSecret") == MASK:
        config["clientSecret"] = (current.get("config") or {}).get("clientSecret")
    for member in FLOWS:
        if own.get(member) == "":
            del own[member]
    own |= _implied(str(own.get("providerId")), config)
    # A null is Keycloak's false; what is not said is true.
    return {**own, "internalId": identifier, "enabled": bool(representation.get("enabled", True)), "config": config}


def _implied(kind: str, config: dict[str, str]) -> dict[str, Any]:
    """Members that follow from the kind or from old settings; what the kind fixes is put into ``config``."""
    if kind in _ISSUERS:
        config.setdefault("issuer", _ISSUERS[kind])
    said = config.pop("hideOnLoginPage", None)
    if kind == "kubernetes":
        return {"hideOnLogin": True}
    return {} if said is None else {"hideOnLogin": said.lower() == "true"}


def mapper_faults(mapper: ReadDocument) -> Iterator[Fault]:
    """What is wrong with a mapper of a provider."""
    for member in NEEDED:
        if mapper.get(member) is None:
            yield Fault((), "mapperIncomplete", f"a mapper needs '{member}'", (member,), "duplicate")
    yield from lengths.members(mapper, NEEDED)


def stored_mapper(given: ReadDocument, identifier: str) -> dict[str, Any]:
    """A mapper of a provider as it is kept; a setting without a value is none."""
    config = {name: value for name, value in (given.get("config") or {}).items() if value not in (None, "")}
    return {**given, "config": config, "id": identifier}
