"""What client policies are asked about, by the names of Keycloak's ClientPolicyEvent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field
from typing import Any, Literal

from emulator.client_policies.updater import NOBODY, Updater
from emulator.context import Context
from emulator.core.dataclass import dataclass
from emulator.core.errors import OAuthError
from emulator.realm.views import Client
from emulator.state.store import RealmTables

Kind = Literal[
    "REGISTER",
    "REGISTERED",
    "UPDATE",
    "UPDATED",
    "VIEW",
    "UNREGISTER",
    "PRE_AUTHORIZATION_REQUEST",
    "AUTHORIZATION_REQUEST",
    "PUSHED_AUTHORIZATION_REQUEST",
    "IMPLICIT_HYBRID_TOKEN_RESPONSE",
    "PRE_TOKEN_REQUEST",
    "TOKEN_REQUEST",
    "TOKEN_REFRESH",
    "TOKEN_REFRESH_RESPONSE",
    "SERVICE_ACCOUNT_TOKEN_REQUEST",
    "SERVICE_ACCOUNT_TOKEN_RESPONSE",
    "RESOURCE_OWNER_PASSWORD_CREDENTIALS_REQUEST",
    "RESOURCE_OWNER_PASSWORD_CREDENTIALS_RESPONSE",
    "DEVICE_AUTHORIZATION_REQUEST",
    "DEVICE_TOKEN_REQUEST",
    "DEVICE_TOKEN_RESPONSE",
    "BACKCHANNEL_AUTHENTICATION_REQUEST",
    "BACKCHANNEL_TOKEN_REQUEST",
    "JWT_AUTHORIZATION_GRANT",
    "TOKEN_EXCHANGE_REQUEST",
    "TOKEN_REVOKE",
    "TOKEN_INTROSPECT",
    "USERINFO_REQUEST",
    "LOGOUT_REQUEST",
    "UPDATE_SECRET",
]
"""The names."""
CHANGES = ("REGISTER", "UPDATE")
WRITTEN = ("REGISTERED", "UPDATED")
WITHOUT_CLIENT: frozenset[Kind] = frozenset(
    {
        "REGISTER",
        "PRE_AUTHORIZATION_REQUEST",
        "IMPLICIT_HYBRID_TOKEN_RESPONSE",
        "RESOURCE_OWNER_PASSWORD_CREDENTIALS_RESPONSE",
        "DEVICE_AUTHORIZATION_REQUEST",
        "DEVICE_TOKEN_REQUEST",
        "DEVICE_TOKEN_RESPONSE",
    }
)
"""Events of which most conditions say nothing, as Keycloak does not tell them the client."""


@dataclass(slots=True)
class Event:
    """Something that happens to a client, or that it asks for.

    ``client`` is None while it is being registered, and before it has said who it is; ``parameters`` are those of an authorization
    request or of a form, ``redirect_uri`` the one that the request resolved to, ``scope`` what was asked for. ``proposed`` is the
    representation that a client is about to become, or has become; ``updater`` is who changes it, ``address`` is where that comes from.
    ``has_certificate`` tells whether the request came with a client's certificate. ``context`` is that of the request.
    ``sent`` are parameters as they were sent, without those of a request object. ``provider`` is the alias of the identity provider
    whose assertion comes along. ``by_link`` says that the browser came by GET. ``log`` takes lines for the log.
    """

    kind: Kind
    tables: RealmTables
    client: Client | None = None
    parameters: Mapping[str, str] = field(default_factory=dict)
    redirect_uri: str = ""
    scope: str | None = None
    proposed: dict[str, Any] = field(default_factory=dict)
    updater: Updater = NOBODY
    address: str = ""
    has_certificate: Callable[[], bool] = lambda: False
    sent: Mapping[str, str] = field(default_factory=dict)
    provider: str = ""
    by_link: bool = False
    context: Context | None = None
    log: list[str] = field(default_factory=list)


def refused(error: str, description: str, status: int = 400) -> OAuthError:
    """What an executor says of what it does not let through."""
    return OAuthError(error, description, status, reason=f"a client policy refuses it: {description}")


def flag(configuration: Mapping[str, Any], name: str) -> bool:
    """A setting that is true or false, as text or as such; False when it is absent."""
    value = configuration.get(name)
    return value.lower() == "true" if isinstance(value, str) else bool(value)


def names(configuration: Mapping[str, Any], name: str) -> list[str]:
    """A setting that is a list of texts; empty when it is absent."""
    found = configuration.get(name)
    return [str(one) for one in found] if isinstance(found, list) else []
