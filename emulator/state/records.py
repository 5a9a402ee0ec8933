"""Runtime records: what the emulator remembers of logins. All times are epoch seconds; records are replaced, never changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Any

from emulator.core.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Renewal:
    """The refresh token of a family that was used last, how often it was, and when a token came of one the last time."""

    token_id: str = ""
    uses: int = 0
    latest: int = 0


@dataclass(frozen=True, slots=True)
class ClientSession:
    """One client's part in a user session.

    ``scope`` is the scope parameter that was asked for, ``started`` and ``refreshed`` when the client joined and was last seen;
    ``renewals`` is the rotation of its refresh tokens by their family, which a token names as ``reuse_id``.
    ``notes`` ride along for mappers; ``exchanged_from`` has the ids of clients whose tokens it has exchanged.
    """

    client_id: str
    started: int
    refreshed: int
    scope: str = ""
    redirect_uri: str = ""
    renewals: Mapping[str, Renewal] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    exchanged_from: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class UserSession:
    """A login of a user, online or offline; ``clients`` is by the clients' internal ids, ``user_agent`` the program that began it."""

    id: str
    user_id: str
    username: str
    started: int
    last_access: int
    ip_address: str
    offline: bool = False
    remember_me: bool = False
    auth_method: str = "openid-connect"
    clients: Mapping[str, ClientSession] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    user_agent: str | None = None


@dataclass(frozen=True, slots=True)
class LoginFailures:
    """Brute force protection's memory of one user."""

    user_id: str
    failures: int = 0
    temporary_lockouts: int = 0
    not_before: int = 0
    last_failure_ms: int = 0
    last_ip: str = ""
    secondary_failures: int = 0


@dataclass(frozen=True, slots=True)
class OpaqueToken:
    """An access token whose claims stay here; ``id`` is the SHA-256 of the token in hexadecimal. ``expires`` 0 means never."""

    id: str
    session_id: str
    claims: Mapping[str, Any]
    expires: int


@dataclass(frozen=True, slots=True)
class Expiring:
    """Something that may be used once or is refused from now on, until ``expires``: a revoked token, a seen ``jti``, a code."""

    id: str
    expires: int
    value: Any = None


@dataclass(frozen=True, slots=True)
class InitialAccess:
    """What an initial access token stands for: ``count`` registrations, of which ``remaining`` are left.

    It was made at ``timestamp`` and lives ``expiration`` seconds, for ever with 0.
    """

    id: str
    timestamp: int
    expiration: int
    count: int
    remaining: int


@dataclass(frozen=True, slots=True)
class Mail:
    """A message that the realm has sent at ``sent`` (epoch seconds)."""

    id: str
    recipient: str
    sender: str
    subject: str
    text: str
    html: str
    sent: int


@dataclass(frozen=True, slots=True)
class WorkflowState:
    """How far a workflow is with a user or a client: the step that waits until ``due`` (epoch milliseconds).

    Without a resource it is when the workflow's schedule comes next.
    """

    id: str
    workflow_id: str
    resource_id: str
    step_id: str
    due: int


@dataclass(frozen=True, slots=True)
class Invitation:
    """Somebody who was asked to join an organization. It stays until it is taken, withdrawn or sent once more, also when it is late."""

    id: str
    organization_id: str
    email: str
    sent: int
    expires: int
    first_name: str = ""
    last_name: str = ""


@dataclass(frozen=True, slots=True)
class PermissionTicket:
    """What a user asks of the owner of a resource, or was given by them (UMA 2.0).

    ``scope_id`` is empty where the resource has no scopes; ``created`` and ``granted`` are epoch milliseconds, 0 while it is not granted.
    ``policy_id`` is the policy that came of the grant.
    """

    id: str
    server_id: str
    resource_id: str
    scope_id: str
    owner_id: str
    requester_id: str
    created: int
    granted: int = 0
    policy_id: str = ""


@dataclass(frozen=True, slots=True)
class ApiToken:
    """A permanent API token of a user; times are epoch seconds, 0 for never.

    ``public`` is its beginning, which may be shown, ``hash`` the SHA-256 of all of it in hexadecimal. ``roles`` are ids of roles,
    ``scopes`` names of client scopes and ``openid``; None for whatever its owner has.
    """

    id: str
    user_id: str
    label: str
    public: str
    hash: str
    created: int
    expires: int = 0
    last_used: int = 0
    roles: tuple[str, ...] | None = None
    scopes: tuple[str, ...] | None = None
