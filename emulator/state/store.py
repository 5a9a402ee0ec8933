"""The store: every realm's tables, one undo log for all of them."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from emulator.realm.views import Client, ClientScope, Group, Realm, Role, User
from emulator.state.table import Log, Table

if TYPE_CHECKING:
    # The records cost a start more than the tables that hold them.
    from emulator.state.browser import AuthenticationSession, AuthorizationCode, BackchannelRequest, DeviceCode
    from emulator.state.happenings import AdminEvent, Event
    from emulator.state.records import ApiToken, Expiring, InitialAccess, LoginFailures, Mail, OpaqueToken, PermissionTicket, UserSession

Document = dict[str, Any]
T = TypeVar("T")


def _lower(name: str) -> Callable[[Document], Hashable | None]:
    def key(document: Document) -> Hashable | None:
        value = document.get(name)
        return value.lower() if isinstance(value, str) and value else None

    return key


def _named(document: Document) -> tuple[Any, ...]:
    return (document.get("serverId"), document.get("name"))


def _server(document: Document) -> tuple[Any, ...]:
    return (document.get("serverId"),)


class RealmTables:
    """One realm: its documents and its runtime records.

    ``role_mappings`` holds role ids by the id of whoever they are mapped to: a user, a group, a composite role, a client or a
    client scope (their scope mappings). ``memberships`` holds group ids by user id, ``registration_tokens`` the ``jti`` of a client's
    registration access token by the client's id. ``resource_servers`` are the settings of clients
    that protect resources, by the client's id, which is ``serverId`` in what belongs to them. ``memo`` keeps what was derived from the
    documents and is emptied whenever one of them changes.
    """

    def __init__(self, log: Log, document: Document) -> None:
        self.id: str = document["id"]
        self.memo: dict[Hashable, Any] = {}
        changed = self.memo.clear
        self._realm: Table[Document] = Table(log, changed=changed)
        self.clients: Table[Document] = Table(log, unique={"clientId": lambda d: d.get("clientId")}, changed=changed)
        self.client_scopes: Table[Document] = Table(log, unique={"name": lambda d: d.get("name")}, changed=changed)
        self.roles: Table[Document] = Table(
            log,
            unique={"name": lambda d: (d.get("containerId"), d.get("name"))},
            multi={"container": lambda d: (d.get("containerId"),)},
            changed=changed,
        )
        self.groups: Table[Document] = Table(
            log,
            unique={"name": lambda d: (d.get("parentId") or "", d.get("name"))},
            multi={"parent": lambda d: (d.get("parentId") or "",)},
            changed=changed,
        )
        self.users: Table[Document] = Table(
            log,
            unique={
                "username": _lower("username"),
                "serviceAccountClientId": lambda d: d.get("serviceAccountClientId"),
            },
            multi={
                "email": lambda d: (d["email"].lower(),) if d.get("email") else (),
                "identity": lambda d: [(one.get("identityProvider"), one.get("userId")) for one in d.get("federatedIdentities") or ()],
            },
            changed=changed,
        )
        self.memberships: Table[tuple[str, ...]] = Table(log, multi={"group": tuple}, changed=changed)
        self.role_mappings: Table[tuple[str, ...]] = Table(log, multi={"role": tuple}, changed=changed)
        self.components: Table[Document] = Table(log, multi={"type": lambda d: (d.get("providerType"),)}, changed=changed)
        self.resource_servers: Table[Document] = Table(log)
        self.resources: Table[Document] = Table(
            log,
            unique={"name": lambda d: (d.get("serverId"), d.get("ownerId"), d.get("name"))},
            multi={"server": _server, "owner": lambda d: (d.get("ownerId"),), "scope": lambda d: d.get("scopeIds") or ()},
        )
        self.resource_scopes: Table[Document] = Table(log, unique={"name": _named}, multi={"server": _server})
        self.policies: Table[Document] = Table(
            log,
            unique={"name": _named},
            multi={
                "server": _server,
                "resource": lambda d: d.get("resourceIds") or (),
                "scope": lambda d: d.get("scopeIds") or (),
                "policy": lambda d: d.get("policyIds") or (),
            },
        )
        self.permission_tickets: Table[PermissionTicket] = Table(
            log,
            multi={
                "server": lambda t: (t.server_id,),
                "resource": lambda t: (t.resource_id,),
                "user": lambda t: (t.owner_id, t.requester_id),
                "policy": lambda t: (t.policy_id,) if t.policy_id else (),
            },
        )
        self.user_sessions: Table[UserSession] = Table(log, multi={"user": lambda s: (s.user_id,), "client": lambda s: s.clients.keys()})
        self.login_failures: Table[LoginFailures] = Table(log)
        self.opaque_tokens: Table[OpaqueToken] = Table(log, multi={"session": lambda t: (t.session_id,)})
        self.api_tokens: Table[ApiToken] = Table(
            log, unique={"hash": lambda token: token.hash, "public": lambda token: token.public}, multi={"user": lambda t: (t.user_id,)}
        )
        self.revoked: Table[Expiring] = Table(log)
        self.single_use: Table[Expiring] = Table(log)
        self.authentication_sessions: Table[AuthenticationSession] = Table(log, multi={"root": lambda s: (s.root,)})
        self.codes: Table[AuthorizationCode] = Table(log)
        self.brokered_tokens: Table[str] = Table(log)
        self.device_codes: Table[DeviceCode] = Table(log, unique={"user_code": lambda code: code.user_code})
        self.backchannel_requests: Table[BackchannelRequest] = Table(log, unique={"channel": lambda one: one.channel_id})
        self.initial_access: Table[InitialAccess] = Table(log)
        self.registration_tokens: Table[str] = Table(log)
        self.events: Table[Event] = Table(log)
        self.admin_events: Table[AdminEvent] = Table(log)
        self.mailbox: Table[Mail] = Table(log)
        for name, table in self.named().items():
            table.place = (self.id, name)
        self._realm.put("", document)

    def copy(self) -> RealmTables:
        """The realm as it is now, for another thread to read. Rows are replaced and never changed, so it shares them."""
        copied = RealmTables(Log(), self.document)
        mine = self.named()
        for name, table in copied.named().items():
            table.take(mine[name])
        return copied

    def named(self) -> dict[str, Table[Any]]:
        """All of the realm's tables by name; the one of its own representation is ``realm``."""
        return {name.lstrip("_"): value for name, value in vars(self).items() if isinstance(value, Table)}

    def tables(self) -> list[Table[Any]]:
        """All of the realm's tables."""
        return list(self.named().values())

    @property
    def document(self) -> Document:
        """The realm's own representation, without the members that have tables."""
        found = self._realm.get("")
        if found is None:
            raise LookupError("the realm has been rolled back")
        return found

    @document.setter
    def document(self, document: Document) -> None:
        self._realm.put("", document)

    def derive(self, key: Hashable, make: Callable[[], T]) -> T:
        """What ``make`` returns, remembered under ``key`` until a document of the realm changes."""
        memo = self.memo
        found = memo.get(key)
        if found is None:
            found = memo[key] = make()
        return found

    @property
    def realm(self) -> Realm:
        """View of the realm's representation."""
        found: Realm | None = self.memo.get("realm")
        if found is None:
            found = self.memo["realm"] = Realm(self.document)
        return found

    def client(self, client_id: str) -> Client | None:
        """The client with this ``clientId``."""
        found = self.memo.get(("client", client_id))
        if found is None:
            document = self.clients.one("clientId", client_id)
            if document is None:
                return None
            found = self.memo["client", client_id] = Client(document)
        return found

    def client_by_id(self, identifier: str) -> Client | None:
        """The client with this internal id."""
        document = self.clients.get(identifier)
        return Client(document) if document is not None else None

    def client_scope(self, name: str) -> ClientScope | None:
        """The client scope with this name."""
        document = self.client_scopes.one("name", name)
        return ClientScope(document) if document is not None else None

    def user(self, identifier: str) -> User | None:
        """The user with this id."""
        document = self.users.get(identifier)
        return User(document) if document is not None else None

    def role(self, identifier: str) -> Role | None:
        """The role with this id."""
        document = self.roles.get(identifier)
        return Role(document) if document is not None else None

    def realm_role(self, name: str) -> Role | None:
        """The realm role with this name."""
        document = self.roles.one("name", (self.id, name))
        return Role(document) if document is not None else None

    def client_role(self, client: Client, name: str) -> Role | None:
        """The client's role with this name."""
        document = self.roles.one("name", (client.id, name))
        return Role(document) if document is not None else None

    def group(self, identifier: str) -> Group | None:
        """The group with this id."""
        document = self.groups.get(identifier)
        return Group(document) if document is not None else None


class Store:
    """Every realm by name, and the log that undoes any change to them."""

    def __init__(self) -> None:
        self.log = Log()
        self.realms: Table[RealmTables] = Table(self.log, unique={"id": lambda tables: tables.id})
        self.realms.place = ("", "realms")

    def add_realm(self, document: Mapping[str, Any]) -> RealmTables:
        """Empty tables for a new realm with this representation (its ``id`` and ``realm`` are set)."""
        tables = RealmTables(self.log, dict(document))
        self.realms.put(document["realm"], tables)
        return tables

    def adopt(self, tables: RealmTables) -> None:
        """Takes in a realm that was made in another store, which may have been in another thread."""
        for table in tables.tables():
            table.belong(self.log)
        self.realms.put(tables.realm.name, tables)

    def realm(self, name: str) -> RealmTables | None:
        """The realm with this name."""
        return self.realms.get(name)

    def mark(self) -> int:
        """A position that ``roll_back`` returns to."""
        return self.log.mark()

    def roll_back(self, mark: int) -> None:
        """Undoes all that happened since ``mark``."""
        self.log.roll_back(mark)

    def detach(self, mark: int, realms: Iterable[RealmTables]) -> None:
        """Undoes all since ``mark`` but what happened inside of these realms, which are left filled and outside of the store."""
        own = {id(table) for tables in realms for table in tables.tables()}
        self.log.entries[mark:] = [entry for entry in self.log.entries[mark:] if id(entry[0]) not in own]
        self.log.roll_back(mark)

    def hold(self) -> int:
        """A mark that stays valid while requests come and go, until ``release``."""
        self.log.keep += 1
        return self.log.mark()

    def release(self) -> None:
        """Gives up one ``hold``."""
        self.log.keep -= 1
        self.log.settle()
