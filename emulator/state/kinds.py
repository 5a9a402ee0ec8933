"""The kinds of rows that a realm has: each is declared here once, with all that tables, journals and housekeeping want to know of it.

``role_mappings`` holds role ids by the id of whoever they are mapped to: a user, a group, a composite role, a client or a client scope
(their scope mappings). ``memberships`` holds group ids by user id, ``registration_tokens`` the ``jti`` of a client's registration access
token by the client's id. ``resource_servers`` are the settings of clients that protect resources, by the client's id, which is
``serverId`` in what belongs to them.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import field
from importlib import import_module
from typing import Any

from emulator.core.dataclass import dataclass
from emulator.core.documents import Document
from emulator.state.table import Log, Table


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of rows, by the name of its table.

    ``record`` is the module of this room and the class of its rows, which are documents without one, or tuples of ids (``identifiers``):
    the classes cost a start more than the tables that hold them, and are imported when one is decoded. ``unique`` and ``multi`` are the
    indexes. What is ``derived`` from realms is forgotten when a row changes. ``guarded`` rows are documents with names, about which two
    emulators on one journal never decide at once. Rows that have ``expires``, in epoch seconds, go some time after it.
    """

    name: str
    record: tuple[str, str] | None = None
    identifiers: bool = False
    unique: Mapping[str, Callable[[Any], Hashable | None]] = field(default_factory=dict)
    multi: Mapping[str, Callable[[Any], Iterable[Hashable]]] = field(default_factory=dict)
    derived: bool = False
    guarded: bool = False
    expires: bool = False

    def table(self, log: Log, changed: Callable[[], None], realm_id: str) -> Table[Any]:
        """An empty table of a realm."""
        table: Table[Any] = Table(log, unique=self.unique, multi=self.multi, changed=changed if self.derived else None)
        table.place = (realm_id, self.name)
        return table

    def row_class(self) -> type[Any] | None:
        """The class of the rows; None for documents and tuples."""
        if self.record is None:
            return None
        module, name = self.record
        found: type[Any] = getattr(import_module(f"{__package__}.{module}"), name)
        return found


def _folded(text: str) -> str:
    """The text in lower case: the same object where it is already, so that an index costs no copy of it."""
    lower = text.lower()
    return text if lower == text else lower


def _username(document: Document) -> Hashable | None:
    value = document.get("username")
    return _folded(value) if isinstance(value, str) and value else None


def _named(document: Document) -> tuple[Any, ...]:
    return (document.get("serverId"), document.get("name"))


def _server(document: Document) -> tuple[Any, ...]:
    return (document.get("serverId"),)


KINDS: tuple[Kind, ...] = (
    Kind("realm", derived=True, guarded=True),
    Kind("clients", unique={"clientId": lambda d: d.get("clientId")}, derived=True, guarded=True),
    Kind("client_scopes", unique={"name": lambda d: d.get("name")}, derived=True, guarded=True),
    Kind(
        "roles",
        unique={"name": lambda d: (d.get("containerId"), d.get("name"))},
        multi={"container": lambda d: (d.get("containerId"),)},
        derived=True,
        guarded=True,
    ),
    Kind(
        "groups",
        unique={"name": lambda d: (d.get("parentId") or "", d.get("name"))},
        multi={"parent": lambda d: (d.get("parentId") or "",)},
        derived=True,
        guarded=True,
    ),
    Kind(
        "users",
        unique={
            "username": _username,
            "serviceAccountClientId": lambda d: d.get("serviceAccountClientId"),
        },
        multi={
            "email": lambda d: (_folded(d["email"]),) if d.get("email") else (),
            "identity": lambda d: [(one.get("identityProvider"), one.get("userId")) for one in d.get("federatedIdentities") or ()],
        },
        derived=True,
        guarded=True,
    ),
    Kind("directory"),
    Kind("memberships", identifiers=True, multi={"group": tuple}, derived=True, guarded=True),
    Kind("role_mappings", identifiers=True, multi={"role": tuple}, derived=True, guarded=True),
    Kind("components", multi={"type": lambda d: (d.get("providerType"),)}, derived=True, guarded=True),
    Kind("workflows", unique={"name": lambda d: d.get("name")}, guarded=True),
    Kind("workflow_states", record=("records", "WorkflowState"), multi={"resource": lambda state: (state.resource_id,)}),
    Kind("resource_servers", guarded=True),
    Kind(
        "resources",
        unique={"name": lambda d: (d.get("serverId"), d.get("ownerId"), d.get("name"))},
        multi={"server": _server, "owner": lambda d: (d.get("ownerId"),), "scope": lambda d: d.get("scopeIds") or ()},
        guarded=True,
    ),
    Kind("resource_scopes", unique={"name": _named}, multi={"server": _server}, guarded=True),
    Kind(
        "policies",
        unique={"name": _named},
        multi={
            "server": _server,
            "resource": lambda d: d.get("resourceIds") or (),
            "scope": lambda d: d.get("scopeIds") or (),
            "policy": lambda d: d.get("policyIds") or (),
        },
        guarded=True,
    ),
    Kind(
        "permission_tickets",
        record=("records", "PermissionTicket"),
        multi={
            "server": lambda t: (t.server_id,),
            "resource": lambda t: (t.resource_id,),
            "user": lambda t: (t.owner_id, t.requester_id),
            "policy": lambda t: (t.policy_id,) if t.policy_id else (),
        },
    ),
    Kind("invitations", record=("records", "Invitation"), multi={"organization": lambda one: (one.organization_id,)}),
    Kind("user_sessions", record=("records", "UserSession"), multi={"user": lambda s: (s.user_id,), "client": lambda s: s.clients.keys()}),
    Kind("login_failures", record=("records", "LoginFailures")),
    Kind(
        "opaque_tokens",
        record=("records", "OpaqueToken"),
        unique={"jti": lambda t: t.claims["jti"] if isinstance(t.claims.get("jti"), str) else None},
        multi={"session": lambda t: (t.session_id,)},
        expires=True,
    ),
    Kind(
        "api_tokens",
        record=("records", "ApiToken"),
        unique={"hash": lambda token: token.hash, "public": lambda token: token.public},
        multi={"user": lambda t: (t.user_id,)},
    ),
    Kind("revoked", record=("records", "Expiring"), expires=True),
    Kind("single_use", record=("records", "Expiring"), expires=True),
    Kind(
        "authentication_sessions",
        record=("browser", "AuthenticationSession"),
        multi={"root": lambda s: (s.root,), "broker logout": lambda s: (s.notes["broker logout"],) if "broker logout" in s.notes else ()},
        expires=True,
    ),
    Kind("codes", record=("browser", "AuthorizationCode"), expires=True),
    Kind("brokered_tokens"),
    Kind("device_codes", record=("browser", "DeviceCode"), unique={"user_code": lambda code: code.user_code}, expires=True),
    Kind("backchannel_requests", record=("browser", "BackchannelRequest"), unique={"channel": lambda one: one.channel_id}, expires=True),
    Kind("initial_access", record=("records", "InitialAccess")),
    Kind("registration_tokens"),
    Kind("events", record=("happenings", "Event")),
    Kind("admin_events", record=("happenings", "AdminEvent")),
    Kind("mailbox", record=("records", "Mail")),
)
"""All kinds, in the order in which an export and a journal meet them."""
