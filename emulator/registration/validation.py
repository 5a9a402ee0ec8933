"""Whether a client may be as it is, after all that was asked for has been applied: Keycloak's default client validation, as observed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from emulator.core.asking import Answers
from emulator.core.errors import RegistrationError
from emulator.realm.views import Client, Realm
from emulator.registration import client_urls, levels, outside, uris
from emulator.registration.outside import address
from emulator.registration.problems import Problem, told
from emulator.state.store import RealmTables

_PROTOCOLS = ("openid-connect", "saml")
_PAIRWISE = "oidc-sha256-pairwise-sub-mapper"
_SYMMETRIC = ("HS256", "HS384", "HS512")
_ASYMMETRIC = frozenset({*(f"{family}{size}" for family in ("RS", "PS", "ES") for size in (256, 384, 512)), "EdDSA", "none"})
_DELIVERY = "ciba.backchannel.token.delivery.mode"
_NOTIFICATION = "ciba.backchannel.client.notification.endpoint"
_REQUEST_ALGORITHM = "ciba.backchannel.auth.request.signing.alg"
_NAME = "backchannel_client_notification_endpoint"


@dataclass(frozen=True, slots=True)
class _Time:
    attribute: str
    limit: str
    noun: str
    key: str
    more: str
    more_key: str


_TIMES = (
    _Time(
        "client.session.idle.timeout", "ssoSessionIdleTimeout", "idle timeout", "clientSessionIdleTimeoutExceedsRealm",
        " and RememberMe idle timeout", "clientIdleExceedsRealmRememberMeIdle",
    ),
    _Time(
        "client.session.max.lifespan", "ssoSessionMaxLifespan", "max lifespan", "clientSessionMaxLifespanExceedsRealm",
        " and RememberMe Max span", "clientSessionMaxLifespanExceedsRealmRememberMeMaxSpan",
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Metadata:
    """What client metadata said of subjects (OpenID Connect Registration section 2)."""

    pairwise: bool
    sector_identifier_uri: str | None


def check(tables: RealmTables, client: Client, answers: Answers, metadata: Metadata | None = None) -> None:
    """Raises RegistrationError for a client that is not valid. Without ``metadata`` it is one in Keycloak's own representation."""
    found = told(_problems(tables, client, answers, metadata))
    if not found:
        return
    error = "invalid_redirect_uri" if any(problem.field == "redirectUris" for problem in found) else "invalid_client_metadata"
    raise RegistrationError(error, "; ".join(problem.message for problem in found))


def _problems(tables: RealmTables, client: Client, answers: Answers, metadata: Metadata | None) -> Iterator[Problem]:
    if not client.client_id.strip():
        yield Problem(None, "Client ID cannot be blank")
    if client.protocol not in _PROTOCOLS:
        yield Problem("protocol", f"Invalid protocol: {client.protocol}")
    yield from client_urls.problems(client)
    for sector in _sectors(client, metadata):
        message, key = pairwise_fault(client, sector, answers)
        if message:
            yield Problem("pairWise", message, key)
    yield from _ciba(tables.realm, client)
    if metadata is None and client.flag("use.jwks.url") and client.flag("use.jwks.string"):
        yield Problem("jwksUrl", "Illegal to use both jwks_uri and jwks_string", "duplicatedJwksSettings")
    yield from levels.problems(tables, client)
    if metadata is None:
        yield from _session_times(tables.realm, client)


def _sectors(client: Client, metadata: Metadata | None) -> list[str | None]:
    if metadata is not None:
        return [metadata.sector_identifier_uri] if metadata.pairwise or metadata.sector_identifier_uri else []
    mappers = [mapper for mapper in client.protocol_mappers if mapper.get("protocolMapper") == _PAIRWISE]
    return [(mapper.get("config") or {}).get("sectorIdentifierUri") for mapper in mappers]


def pairwise_fault(client: Client, sector: str | None, answers: Answers) -> tuple[str, str]:
    """Why a client with these redirect URIs cannot have pairwise subjects (OpenID Connect Core section 8.1); empty when it can."""
    redirects = [found for uri in client.redirect_uris if (found := uris.against(client.root_url, uri)) and found.strip()]
    if sector:
        return _sector_fault(sector, redirects, answers)
    hosts = set()
    for redirect in redirects:
        try:
            hosts.add(uris.parse(redirect).host)
        except uris.MalformedUri:
            return "Client contained an invalid redirect URI.", "pairwiseMalformedClientRedirectURI"
    if not hosts:
        return "Client redirect URIs must contain a valid host component.", "pairwiseClientRedirectURIsMissingHost"
    if len(hosts) > 1:
        message = "Without a configured Sector Identifier URI, client redirect URIs must not contain multiple host components."
        return message, "pairwiseClientRedirectURIsMultipleHosts"
    return "", ""


def _sector_fault(sector: str, redirects: list[str], answers: Answers) -> tuple[str, str]:
    try:
        uri = uris.parse(sector)
    except uris.MalformedUri:
        uri = uris.Uri(None, None, None)
    if uri.scheme is None or uri.host is None:
        return "Invalid Sector Identifier URI.", "pairwiseMalformedSectorIdentifierURI"
    text = outside.text(answers, sector) if uri.scheme.lower() in ("http", "https") else None
    try:
        allowed = json.loads(text) if text is not None else None
    except (ValueError, RecursionError):
        allowed = None
    if not isinstance(allowed, list):
        return "Failed to get redirect URIs from the Sector Identifier URI.", "pairwiseFailedToGetRedirectURIs"
    if not all(any(_matches(str(one), redirect) for one in allowed) for redirect in redirects):
        message = "Client redirect URIs does not match redirect URIs fetched from the Sector Identifier URI."
        return message, "pairwiseRedirectURIsMismatch"
    return "", ""


def _matches(allowed: str, redirect: str) -> bool:
    if not allowed.endswith("*") or "?" in allowed:
        return allowed == redirect
    start, bare = allowed[:-1], redirect.partition("?")[0]
    return bare.startswith(start) or (len(start) > 1 and start.removesuffix("/") == bare)


def _ciba(realm: Realm, client: Client) -> Iterator[Problem]:
    attributes = client.attributes
    mode = attributes.get(_DELIVERY) or realm.attributes.get("cibaBackchannelTokenDeliveryMode") or "poll"
    endpoint, algorithm = attributes.get(_NOTIFICATION), attributes.get(_REQUEST_ALGORITHM)
    if mode not in ("poll", "ping"):
        message = "Unsupported requested CIBA Backchannel Token Delivery Mode"
        yield Problem("cibaBackchannelTokenDeliveryMode", message, "invalidCibaBackchannelTokenDeliveryMode")
    if mode == "ping" and endpoint is None:
        message = "CIBA Backchannel Client Notification Endpoint must be set for the CIBA ping mode"
        yield Problem("cibaBackchannelClientNotificationEndpoint", message, "missingCibaBackchannelClientNotificationEndpoint")
    fault = _endpoint_fault(realm, endpoint)
    if fault:
        yield Problem("cibaBackchannelClientNotificationEndpoint", fault, "invalidBackchannelClientNotificationEndpoint")
    if algorithm and algorithm not in _ASYMMETRIC:
        if algorithm not in _SYMMETRIC:
            raise unforeseen(f"there is no algorithm '{algorithm}'")
        message = "Unsupported requested CIBA Backchannel Authentication Request Signing Algorithm"
        yield Problem("cibaBackchannelAuthRequestSigningAlg", message, "invalidCibaBackchannelAuthRequestSigningAlg")


def _endpoint_fault(realm: Realm, url: str | None) -> str:
    if not url:
        return ""
    try:
        uri = uris.parse(url)
        host = uris.url_host(url)
    except uris.MalformedUri:
        return f"The url [{_NAME}] is malformed"
    mode, literal = realm.ssl_required.lower(), address(host.strip("[]"))
    local = mode == "external" and (host == "localhost" or (literal is not None and literal.is_private))
    if mode != "none" and uri.scheme == "http" and not local:
        return f"The url [{_NAME}] requires secure connections"
    return ""


def _session_times(realm: Realm, client: Client) -> Iterator[Problem]:
    for time in _TIMES:
        wanted = client.number(time.attribute)
        most = realm.document.get(time.limit) or 0
        remember = bool(realm.document.get("rememberMe"))
        if remember:
            most = max(most, realm.document.get(f"{time.limit}RememberMe") or 0)
        if wanted is not None and wanted > most:
            more, key = (time.more, time.more_key) if remember else ("", time.key)
            yield Problem(time.attribute, f"Client session {time.noun} cannot exceed realm SSO session {time.noun}{more}.", key)


def unforeseen(reason: str) -> RegistrationError:
    """Keycloak's answer where it did not foresee what was asked for."""
    return RegistrationError("unknown_error", "For more on this error consult the server log.", 500, reason=reason)
