"""Clients all of whose URIs are https and name one place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from emulator.client_policies.event import CHANGES, Event, flag, refused
from emulator.client_policies.executors import Executor

_MEMBERS = (("rootUrl", "rootUrl"), ("adminUrl", "adminUrl"), ("baseUrl", "baseUrl"))
_ATTRIBUTES = (
    ("backchannel.logout.url", "logoutUrl"), ("frontchannel.logout.url", "frontChannelLogoutUrl"), ("jwks.url", "jwksUri"),
    ("ciba.backchannel.client.notification.endpoint", "cibaClientNotificationEndpoint"), ("logoUri", "logoUri"), ("tosUri", "tosUri"),
    ("policyUri", "policyUri"),
)  # fmt: skip
_LISTS = (("request.uris", "requestUris"), ("post.logout.redirect.uris", "postLogoutUris"))
_LOCAL = ("http://localhost", "http://127.0.0.1")


def execute(configuration: Mapping[str, Any], event: Event) -> None:
    """Raises OAuthError for a client with another URI, and for a request that goes to one."""
    if event.kind in CHANGES:
        _change(event)
    elif event.kind == "AUTHORIZATION_REQUEST":
        uri = event.redirect_uri
        local = uri.startswith(_LOCAL) and flag(configuration, "allow-http-on-localhost")
        if "*" in uri or not (uri.startswith("https://") or local):
            raise refused("invalid_request", "Invalid redirect_uri")


def _change(event: Event) -> None:
    proposed = event.proposed
    attributes = proposed.get("attributes") or {}
    for name, said in _MEMBERS:
        _check([proposed.get(name)], said)
    redirects = proposed.get("redirectUris") or []
    _check(redirects, "redirectUris")
    _check([origin for origin in proposed.get("webOrigins") or () if origin != "+"], "webOrigins")
    for name, said in _ATTRIBUTES:
        _check([attributes.get(name)], said)
    for name, said in _LISTS:
        _check([entry for entry in str(attributes.get(name) or "").split("##") if entry not in ("+", "-")], said)
    if event.kind == "REGISTER" and proposed.get("rootUrl") and not redirects:
        proposed["redirectUris"] = [proposed["rootUrl"]]


def _check(uris: Iterable[Any], said: str) -> None:
    if any(uri and (not str(uri).startswith("https://") or "*" in str(uri)) for uri in uris):
        raise refused("invalid_client_metadata", f"Invalid {said}")


EXECUTOR = Executor("secure-client-uris", execute=execute)
