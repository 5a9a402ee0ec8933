"""The store: every realm's tables, one undo log for all of them."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from emulator.core.documents import Document
from emulator.realm.views import Client, ClientScope, Group, Realm, Role, User
from emulator.state.kinds import KINDS
from emulator.state.table import Log, Table

if TYPE_CHECKING:
    # The records cost a start more than the tables that hold them.
    from emulator.state.browser import AuthenticationSession, AuthorizationCode, BackchannelRequest, DeviceCode
    from emulator.state.happenings import AdminEvent, Event
    from emulator.state.records import (
        ApiToken,
        Expiring,
        InitialAccess,
        Invitation,
        LoginFailures,
        Mail,
        OpaqueToken,
        PermissionTicket,
        UserSession,
        WorkflowState,
    )

T = TypeVar("T")


class RealmTables:
    """One realm: its documents and its runtime records.

    Its tables are those of ``state.kinds``. ``memo`` keeps what was derived from the
    documents and is emptied whenever one of them changes.
    """

    _realm: Table[Document]
    clients: Table[Document]
    client_scopes: Table[Document]
    roles: Table[Document]
    groups: Table[Document]
    users: Table[Document]
    directory: Table[Document]
    memberships: Table[tuple[str, ...]]
    role_mappings: Table[tuple[str, ...]]
    components: Table[Document]
    workflows: Table[Document]
    workflow_states: Table[WorkflowState]
    resource_servers: Table[Document]
    resources: Table[Document]
    resource_scopes: Table[Document]
    policies: Table[Document]
    permission_tickets: Table[PermissionTicket]
    user_sessions: Table[UserSession]
    invitations: Table[Invitation]
    login_failures: Table[LoginFailures]
    opaque_tokens: Table[OpaqueToken]
    api_tokens: Table[ApiToken]
    revoked: Table[Expiring]
    single_use: Table[Expiring]
    authentication_sessions: Table[AuthenticationSession]
    codes: Table[AuthorizationCode]
    brokered_tokens: Table[str]
    device_codes: Table[DeviceCode]
    backchannel_requests: Table[BackchannelRequest]
    initial_access: Table[InitialAccess]
    registration_tokens: Table[str]
    events: Table[Event]
    admin_events: Table[AdminEvent]
    mailbox: Table[Mail]

    def __init__(self, log: Log, document: Document) -> None:
        self.id: str = document["id"]
        self.memo: dict[Hashable, Any] = {}
        for kind in KINDS:
            setattr(self, "_realm" if kind.name == "realm" else kind.name, kind.table(log, self.memo.clear, self.id))
        self._realm.put("", document)

    def copy(self) -> RealmTables:
        """The realm as it is now, for another thread to read. Rows are replaced and never changed, so it shares them."""
        log = Log()
        copied = RealmTables(log, self.document)
        mine = self.named()
        for name, table in copied.named().items():
            table.take(mine[name])
        log.settle()
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
