"""Clients whose addresses are of a form that is allowed.

Configuration: ``allowed-patterns``, regular expressions of which one has to fit the whole address; ``client-uri-fields``, the fields
that are looked at, by default all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from emulator.client_policies.event import CHANGES, Event, names, refused
from emulator.client_policies.executors import Executor
from emulator.core import safe_regex

_MEMBERS = ("rootUrl", "adminUrl", "baseUrl", "redirectUris", "webOrigins")
_ATTRIBUTES = {
    "jwksUri": "jwks.url", "requestUris": "request.uris", "backchannelLogoutUrl": "backchannel.logout.url",
    "postLogoutRedirectUris": "post.logout.redirect.uris",
    "cibaClientNotificationEndpoint": "ciba.backchannel.client.notification.endpoint",
    **{
        name: name
        for name in (
            "logoUri", "policyUri", "tosUri", "sectorIdentifierUri", "saml_assertion_consumer_url_post",
            "saml_assertion_consumer_url_redirect", "saml_artifact_binding_url", "saml_single_logout_service_url_post",
            "saml_single_logout_service_url_artifact", "saml_single_logout_service_url_redirect",
            "saml_single_logout_service_url_soap", "saml_artifact_resolution_service_url", "saml.metadataDescriptorUrl",
        )
    },
}  # fmt: skip
_SEVERAL = "##"


def execute(configuration: Mapping[str, Any], event: Event) -> None:
    """Raises OAuthError for a change with another address."""
    if event.kind not in CHANGES:
        return
    patterns = list(_patterns(configuration))
    wanted = names(configuration, "client-uri-fields") or (*_MEMBERS, *_ATTRIBUTES)
    for field in wanted:
        addresses = [address for address in _values(event.proposed, field) if address]
        if addresses and not patterns:
            raise refused("invalid_client_metadata", f"Invalid {field}: No valid allowed patterns configured")
        if any(not any(pattern.fullmatch(address) for pattern in patterns) for address in addresses):
            raise refused("invalid_client_metadata", f"Invalid {field}")


def _patterns(configuration: Mapping[str, Any]) -> Iterator[re.Pattern[str]]:
    for text in names(configuration, "allowed-patterns"):
        try:
            safe_regex.check(text)
            yield re.compile(text)
        except re.error:
            continue


def _values(proposed: Mapping[str, Any], field: str) -> list[str]:
    if field in _MEMBERS:
        value = proposed.get(field)
    else:
        value = str((proposed.get("attributes") or {}).get(_ATTRIBUTES.get(field, "")) or "").split(_SEVERAL)
    return [str(address) for address in value] if isinstance(value, list) else [str(value or "")]


EXECUTOR = Executor("secure-client-uris-pattern", execute=execute)
