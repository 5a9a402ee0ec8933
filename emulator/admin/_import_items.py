"""What a partial import brings, one thing at a time: who has its place already, how it is stored and how it makes room."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from emulator.admin import clients, groups, identity_providers, users
from emulator.admin.access import AdminCall
from emulator.core.dataclass import dataclass
from emulator.core.documents import Document
from emulator.core.errors import AdminError
from emulator.realm import identity_providers as providers
from emulator.realm import people
from emulator.realm.gates import Surroundings
from emulator.realm.gates import client as gate
from emulator.realm.gates import identity_provider as gate_of_providers
from emulator.realm.gates import role as role_gate
from emulator.realm.gates import user as user_gate
from emulator.realm.refusal import broken, duplicate, unforeseen
from emulator.state import given_ids, load, roles
from emulator.state import groups as tree
from emulator.state.surroundings import Around, MissingRoles
from emulator.world import ids_elsewhere, transfer

MAPPER = "IDP_MAPPER"
_ROLES = ("REALM_ROLE", "CLIENT_ROLE")


@dataclass(frozen=True, slots=True)
class Stored:
    """What was stored: its id as the answer tells it, and its representation as the event does."""

    id: str
    shown: Document


@dataclass(frozen=True, slots=True)
class Item:
    """Something to import: its kind and name in the answer, its representation, and who has its place already (an id, or empty).

    ``refusal`` is what is said of that with the policy FAIL. ``add`` stores it, ``remove`` makes room for it;
    ``added_too``: as observed, a role that is overwritten is reported as added besides.
    """

    kind: str
    name: str
    existing: str
    refusal: str
    add: Callable[[], Stored]
    remove: Callable[[], object]
    added_too: bool = False
    address: str = ""
    """What nobody else may have, of a user who is not there yet."""
    then: Callable[[], None] = lambda: None
    """What is done when everything is there."""


Look = Callable[[], Iterable[Item]]
"""Looks whether something has its place already; raises AdminError for what cannot be imported."""


def looks(admin: AdminCall, document: Mapping[str, Any]) -> Iterator[Look]:
    """How to look at everything, in the order in which it depends on each other."""
    yield from (partial(_client, admin, client) for client in document.get("clients") or ())
    yield from _roles(admin, document)
    yield from (partial(_provider, admin, provider) for provider in document.get("identityProviders") or ())
    yield from (partial(_mapper, admin, mapper) for mapper in document.get("identityProviderMappers") or ())
    yield from (partial(_group, admin, group) for group in document.get("groups") or ())
    yield from (partial(_user, admin, user) for user in document.get("users") or ())


def each_once(wanted: Iterable[Item], policy: str) -> list[Item]:
    """What is imported; raises AdminError where two of one kind have one name, or two users one address.

    As observed, what is skipped may come twice, a group that is there counts once, and of mappers one stays.
    """
    kept: dict[tuple[str, str], list[Item]] = {}
    for item in wanted:
        alike = kept.setdefault((item.kind, item.name), [])
        if not (alike and item.kind == "GROUP" and item.existing):
            alike.append(item)
    for (kind, name), items_of_name in kept.items():
        if len(items_of_name) > 1 and kind != MAPPER:
            _refuse_doubles(kind, name, items_of_name[0].existing, policy)
    addresses = [item.address for alike in kept.values() for item in alike if item.address]
    if len(set(addresses)) < len(addresses):
        raise _doubles()
    return [item for alike in kept.values() for item in alike]


def _refuse_doubles(kind: str, name: str, existing: str, policy: str) -> None:
    if kind in _ROLES:
        raise AdminError(500, {}, f"the role {name} comes twice")
    if existing and policy == "OVERWRITE" and kind in ("CLIENT", "IDP"):
        raise broken(f"{name} is overwritten twice")
    if not (existing and policy == "SKIP"):
        raise _doubles()


def _doubles() -> AdminError:
    return AdminError(409, {"errorMessage": "Duplicate resource error"})


def _called(admin: AdminCall, **parameters: str) -> AdminCall:
    """The call as if it had these path parameters."""
    admin.call.parameters = {**admin.call.parameters, **parameters}
    return admin


def _client(admin: AdminCall, representation: Document | None) -> Iterator[Item]:
    if representation is None or representation.get("clientId") is None:
        raise broken("a client needs a clientId")
    name = str(representation["clientId"])
    if gate.is_own(name):
        # Keycloak's own clients are passed over without a word.
        return
    there = admin.tables.client(name)
    identifier = there.id if there is not None else ""

    def add() -> Stored:
        new_id = str(clients.add(admin, given_ids.without(representation))["id"])
        return Stored(new_id, {**representation, "id": new_id})

    yield Item(
        "CLIENT", name, identifier, f"Client id '{name}' already exists", add, lambda: clients.delete(_called(admin, client=identifier))
    )


def _roles(admin: AdminCall, document: Mapping[str, Any]) -> Iterator[Look]:
    roles = document.get("roles") or {}
    for role in roles.get("realm") or ():
        yield partial(_role, admin, role, "", f"Realm role '{role.get('name')}' already exists.")
    new = {client.get("clientId") for client in document.get("clients") or () if client is not None}
    for client_id, members in (roles.get("client") or {}).items():
        yield partial(_roles_of, admin, client_id, members, is_new=client_id in new)


def _roles_of(admin: AdminCall, client_id: str, members: list[Document | None] | None, *, is_new: bool) -> Iterator[Item]:
    if not is_new and admin.tables.client(client_id) is None:
        raise AdminError(412, {"errorMessage": f"Can not import client roles for nonexistent client named {client_id}"})
    for role in _complete(members, client_id):
        yield from _role(admin, role, client_id, f"Client role '{role.get('name')}' for client '{client_id}' already exists.")


def _complete(members: list[Document | None] | None, client_id: str) -> list[Document]:
    complete = [role for role in members or () if role is not None]
    if members is None or len(complete) < len(members):
        raise broken(f"one of roles of {client_id} is null")
    return complete


def _role(admin: AdminCall, representation: Document, client_id: str, refusal: str) -> list[Item]:
    tables, name = admin.tables, str(representation.get("name") or "")
    client = tables.client(client_id) if client_id else None
    there = tables.client_role(client, name) if client is not None else None if client_id else tables.realm_role(name)

    def add() -> Stored:
        for fault in role_gate.faults(representation):
            raise broken(fault.message)
        if client_id and tables.client(client_id) is None:
            raise AdminError(500, {"errorMessage": f"App doesn't exist in role definitions: {client_id}"})
        identifier = admin.context.ids.uuid()
        role = {**representation, "id": identifier, "attributes": role_gate.attributes(representation.get("attributes"))}
        role.pop("composites", None)
        load.add_roles(tables, {"client": {client_id: [role]}} if client_id else {"realm": [role]})
        return Stored(owner(identifier), {**representation, "id": identifier})

    def owner(identifier: str) -> str:
        # As observed, the answer and the event name a client's role by its client's id.
        of = tables.client(client_id) if client_id else None
        return of.id if of is not None else identifier

    def compose() -> None:
        for fault in role_gate.composite_faults(representation, Around(tables)):
            raise AdminError(500, {"errorMessage": fault.message})
        composites = representation.get("composites") or {}
        inside = roles.ids_of(tables, composites.get("realm"), role_gate.inner_client_roles(composites))
        own = tables.roles.one("name", (owner(tables.id), name))
        if inside and own is not None:
            roles.add(tables, own["id"], inside)

    def remove() -> None:
        now = tables.role(there.id) if there is not None else None
        if now is not None:
            roles.delete(tables, now, admin.context.answers)

    kind, shown = (_ROLES[1], f"{client_id}-->{name}") if client_id else (_ROLES[0], name)
    return [Item(kind, shown, owner(there.id) if there is not None else "", refusal, add, remove, added_too=True, then=compose)]


def _provider(admin: AdminCall, representation: Document) -> list[Item]:
    alias = str(representation.get("alias") or "")
    known: list[Document] = list(admin.tables.document.get("identityProviders") or ())
    there = next((candidate for candidate in known if candidate.get("alias") == alias), None)

    def add() -> Stored:
        features = admin.call.emulator.settings.features
        for fault in gate_of_providers.faults(representation, Surroundings(admin.tables.document, features=features)):
            raise broken(fault.message)
        own = given_ids.without(representation, "internalId")
        [provider] = providers.providers([own], admin.tables.document, admin.context.ids, features)
        rows = [*(admin.tables.document.get("identityProviders") or ()), provider]
        admin.tables.document = {**admin.tables.document, "identityProviders": rows}
        internal_id = str(provider["internalId"])
        return Stored(internal_id, {**representation, "internalId": internal_id})

    refusal = f"Identity Provider '{alias}' already exists."
    identifier = str(there.get("internalId") or alias) if there is not None else ""
    return [Item("IDP", alias, identifier, refusal, add, lambda: identity_providers.delete(_called(admin, alias=alias)))]


def _mapper(admin: AdminCall, representation: Document | None) -> list[Item]:
    name, alias = (representation or {}).get("name"), (representation or {}).get("identityProviderAlias")
    if representation is None or not name or not alias:
        raise broken("a mapper of an identity provider needs a name and the alias of the provider")
    known: list[Document] = list(admin.tables.document.get("identityProviderMappers") or ())
    there = next((mapper for mapper in known if (mapper.get("name"), mapper.get("identityProviderAlias")) == (name, alias)), None)

    def add() -> Stored:
        for fault in gate_of_providers.mapper_faults(representation):
            raise broken(fault.message)
        identifier = str(representation.get("id") or admin.context.ids.uuid())
        if any(mapper.get("id") == identifier for mapper in _mappers(admin)):
            raise duplicate("a mapper has this id")
        row = gate_of_providers.stored_mapper(representation, identifier)
        others = [mapper for mapper in _mappers(admin) if (mapper.get("name"), mapper.get("identityProviderAlias")) != (name, alias)]
        return Stored(_with_mappers([*others, row]), representation)

    def _with_mappers(rows: list[Document]) -> str:
        admin.tables.document = {**admin.tables.document, "identityProviderMappers": rows}
        return str(rows[-1]["id"]) if rows else ""

    def remove() -> None:
        _with_mappers([mapper for mapper in _mappers(admin) if mapper is not there])

    refusal = f"Identity Provider Mapper'{name}' already exists."
    return [Item(MAPPER, str(name), str(there["id"]) if there is not None else "", refusal, add, remove)]


def _mappers(admin: AdminCall) -> list[Document]:
    return list(admin.tables.document.get("identityProviderMappers") or ())


def _with_subgroups(group: Document) -> Document:
    """A group as Keycloak's class writes it, which always has a list of groups below it."""
    return {**group, "subGroups": [_with_subgroups(inner) for inner in group.get("subGroups") or ()]}


def _group(admin: AdminCall, representation: Document) -> list[Item]:
    name = str(representation.get("name") or "")
    path = str(representation.get("path") or "")
    there = tree.by_path(admin.tables, path)
    identifier = there.id if there is not None else ""

    def add() -> Stored:
        given_ids.refuse(admin.tables.groups, representation, duplicate("a group has this id"))
        ids_elsewhere.refuse(admin.call.emulator, admin.tables, ids_elsewhere.GROUPS, representation, duplicate("a group has this id"))
        if tree.by_path(admin.tables, f"/{name}") is not None:
            raise duplicate(f"there is a group {name}")
        if f"/{path.removeprefix('/')}" != f"/{name}":
            raise broken("a group needs the path that it will have")
        complete = people.groups([representation], MissingRoles(admin.tables, admin.context.ids), admin.context.ids)
        if not complete:
            raise broken("a group needs a name")
        group = complete[0]
        load.group(admin.tables, group, "")
        return Stored(str(group["id"]), _with_subgroups(representation))

    refusal = f"Group '{path}' already exists"
    return [Item("GROUP", name, identifier, refusal, add, lambda: groups.delete(_called(admin, group=identifier)))]


def _user(admin: AdminCall, representation: Document) -> list[Item]:
    tables, name, email = admin.tables, str(representation.get("username") or "").lower(), str(representation.get("email") or "").lower()
    there = tables.users.one("username", name)
    if there is None and email and not tables.realm.duplicate_emails:
        there = next(iter(tables.users.many("email", email)), None)
    identifier = str(there["id"]) if there is not None else ""

    def add() -> Stored:
        given_ids.refuse(tables.users, representation, duplicate("a user has this id"))
        ids_elsewhere.refuse(admin.call.emulator, tables, ids_elsewhere.USERS, representation, duplicate("a user has this id"))
        for fault in user_gate.imported_faults(representation, Around(tables)):
            raise duplicate(fault.message) if fault.kind == "duplicate" else unforeseen(fault)
        user, book = (
            people.user(representation, admin.context.ids, admin.context.clock.millis()),
            MissingRoles(tables, admin.context.ids),
        )
        book.need_realm(user.get("realmRoles") or ())
        book.need(user.get("clientRoles") or user.get("applicationRoles"))
        link = user.get("federationLink")
        if link is None or tables.components.get(link) is not None:
            load.user(tables, transfer.user_with_hashes(admin.call.emulator, user, tables.realm.password_policy))
        return Stored(str(user["id"]), {**representation, "id": user["id"]})

    def remove() -> None:
        # The service account of a client that was overwritten has gone with it.
        if tables.users.get(identifier) is not None:
            users.delete(_called(admin, id=identifier))

    refusal = f"User with user name {representation.get('username')} already exists."
    address = "" if there is not None or tables.realm.duplicate_emails else email
    return [Item("USER", str(representation.get("username")), identifier, refusal, add, remove, address=address)]
