"""A client's settings for logins that it asks for elsewhere (CIBA): how it learns of the outcome, and what signs its requests."""

from __future__ import annotations

from collections.abc import Iterator

from emulator.core.documents import ReadDocument
from emulator.realm.gates import addresses
from emulator.realm.gates._told import Problem
from emulator.realm.views import Client

_SYMMETRIC = ("HS256", "HS384", "HS512")
_ASYMMETRIC = frozenset({*(f"{family}{size}" for family in ("RS", "PS", "ES") for size in (256, 384, 512)), "EdDSA", "none"})
_DELIVERY = "ciba.backchannel.token.delivery.mode"
_NOTIFICATION = "ciba.backchannel.client.notification.endpoint"
_REQUEST_ALGORITHM = "ciba.backchannel.auth.request.signing.alg"
_NAME = "backchannel_client_notification_endpoint"


def problems(realm: ReadDocument, client: Client) -> Iterator[Problem]:
    """The faults of a client's CIBA attributes."""
    attributes = client.attributes
    mode = attributes.get(_DELIVERY) or (realm.get("attributes") or {}).get("cibaBackchannelTokenDeliveryMode") or "poll"
    endpoint, algorithm = attributes.get(_NOTIFICATION), attributes.get(_REQUEST_ALGORITHM)
    if mode not in ("poll", "ping"):
        message = "Unsupported requested CIBA Backchannel Token Delivery Mode"
        key = "invalidCibaBackchannelTokenDeliveryMode"
        yield Problem("cibaBackchannelTokenDeliveryMode", message, key, ("attributes", _DELIVERY))
    if mode == "ping" and endpoint is None:
        message = "CIBA Backchannel Client Notification Endpoint must be set for the CIBA ping mode"
        key = "missingCibaBackchannelClientNotificationEndpoint"
        yield Problem("cibaBackchannelClientNotificationEndpoint", message, key, ("attributes", _NOTIFICATION))
    fault = addresses.fault(str(realm.get("sslRequired") or "external"), endpoint, _NAME) if endpoint else ""
    if fault:
        key = "invalidBackchannelClientNotificationEndpoint"
        yield Problem("cibaBackchannelClientNotificationEndpoint", fault, key, ("attributes", _NOTIFICATION))
    if algorithm and algorithm not in _ASYMMETRIC:
        message = "Unsupported requested CIBA Backchannel Authentication Request Signing Algorithm"
        key = "invalidCibaBackchannelAuthRequestSigningAlg"
        foreseen = algorithm in _SYMMETRIC
        said = message if foreseen else f"there is no algorithm '{algorithm}'"
        yield Problem("cibaBackchannelAuthRequestSigningAlg", said, key, ("attributes", _REQUEST_ALGORITHM), foreseen)
