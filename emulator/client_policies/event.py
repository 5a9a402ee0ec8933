"""What client policies are asked about, by the names of Keycloak's ClientPolicyEvent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from emulator.context import Context
from emulator.core.errors import OAuthError
from emulator.realm.views import Client
from emulator.state.store import RealmTables

REGISTER, UPDATE, VIEW, UNREGISTER = "REGISTER", "UPDATE", "VIEW", "UNREGISTER"
PRE_AUTHORIZATION, AUTHORIZATION, PUSHED_AUTHORIZATION = (
    "PRE_AUTHORIZATION_REQUEST",
    "AUTHORIZATION_REQUEST",
    "PUSHED_AUTHORIZATION_REQUEST",
)
TOKEN, REFRESH, SERVICE_ACCOUNT = "TOKEN_REQUEST", "TOKEN_REFRESH", "SERVICE_ACCOUNT_TOKEN_REQUEST"
PASSWORD, EXCHANGE = "RESOURCE_OWNER_PASSWORD_CREDENTIALS_REQUEST", "TOKEN_EXCHANGE_REQUEST"
ASSERTION = "JWT_AUTHORIZATION_GRANT"
REVOKE, INTROSPECT, USERINFO, LOGOUT = "TOKEN_REVOKE", "TOKEN_INTROSPECT", "USERINFO_REQUEST", "LOGOUT_REQUEST"
CHANGES = (REGISTER, UPDATE)


@dataclass(slots=True)
class Event:
    """Something that happens to a client, or that it asks for.

    ``client`` is None while it is being registered; ``parameters`` are those of an authorization request or of a form, ``redirect_uri``
    the one that the request resolved to, ``scope`` what was asked for. ``proposed`` is the representation that a client is about to
    become; ``roles`` and ``groups`` are of who changes it, by name and by path, ``address`` is where that comes from.
    ``has_certificate`` tells whether the request came with a client's certificate. ``context`` is that of a request, None for a change.
    ``log`` takes lines for the log.
    """

    kind: str
    tables: RealmTables
    client: Client | None = None
    parameters: Mapping[str, str] = field(default_factory=dict)
    redirect_uri: str = ""
    scope: str | None = None
    proposed: dict[str, Any] = field(default_factory=dict)
    roles: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    address: str = ""
    has_certificate: Callable[[], bool] = lambda: False
    context: Context | None = None
    log: list[str] = field(default_factory=list)


def refused(error: str, description: str, status: int = 400) -> OAuthError:
    """What an executor says of what it does not let through."""
    return OAuthError(error, description, status, reason=f"a client policy refuses it: {description}")


def flag(configuration: Mapping[str, Any], name: str) -> bool:
    """A setting that is true or false, as text or as such; False when it is absent."""
    return str(configuration.get(name)).lower() in ("true", "1")


def names(configuration: Mapping[str, Any], name: str) -> list[str]:
    """A setting that is a list of texts; empty when it is absent."""
    found = configuration.get(name)
    return [str(one) for one in found] if isinstance(found, list) else []
