"""Resources and scopes of a resource server as representations: made, changed, shown and found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from emulator.authz import path_matcher
from emulator.authz.faults import admit, duplicate, refused, unforeseen
from emulator.authz.writing import Write
from emulator.core.dataclass import dataclass
from emulator.core.documents import Document
from emulator.core.wildcards import within
from emulator.realm.authorization_views import Resource, Scope
from emulator.realm.gates import authorization as gate
from emulator.state import authorization
from emulator.state.store import RealmTables

_TEXTS = ("type", "displayName", "icon_uri")


def write_scope(write: Write, representation: Mapping[str, Any], *, update: bool = True) -> Scope:
    """Stores a ScopeRepresentation; one with its id or name is changed (``update``) or left as it is."""
    tables = write.tables
    name = representation.get("name")
    there = authorization.scope(tables, write.server_id, str(representation["id"])) if representation.get("id") else None
    if there is None and name is not None:
        there = authorization.scope_named(tables, write.server_id, str(name))
    if there is not None:
        return change_scope(write, there, representation) if update else there
    if name is None:
        raise duplicate("a scope needs a name")
    return _put_scope(write, str(representation.get("id") or write.new_id()), representation)


def change_scope(write: Write, scope: Scope, given: Mapping[str, Any]) -> Scope:
    """Puts a ScopeRepresentation in the place of a scope."""
    name = given.get("name")
    taken = authorization.scope_named(write.tables, write.server_id, str(name)) if name is not None else None
    if name is None or (taken is not None and taken.id != scope.id):
        raise duplicate(f"the name '{name}' is taken, or missing", late=True)
    return _put_scope(write, scope.id, given)


def _put_scope(write: Write, identifier: str, given: Mapping[str, Any]) -> Scope:
    admit(gate.scope_faults(given))
    texts = {name: given[name] for name in ("displayName", "iconUri") if given.get(name) is not None}
    document = {"id": identifier, "serverId": write.server_id, "name": given["name"], **texts}
    write.tables.resource_scopes.put(identifier, document)
    return Scope(document)


def show_scope(scope: Scope, *, display_name: bool = True) -> Document:
    """ScopeRepresentation."""
    document: Document = {"id": scope.id, "name": scope.name}
    if scope.document.get("iconUri") is not None:
        document["iconUri"] = scope.icon_uri
    if display_name and scope.display_name:
        document["displayName"] = scope.display_name
    return document


def owner_id(tables: RealmTables, name: str) -> str | None:
    """The id of a user given by id or name, or of a client given by its id; None for anybody unknown."""
    document = tables.users.get(name) or tables.users.one("username", name.lower())
    if document is not None:
        return str(document["id"])
    return name if name in tables.clients else None


def owner_name(tables: RealmTables, identifier: str) -> str | None:
    """The owner's ``clientId`` or username; None for one who is gone."""
    client = tables.clients.get(identifier)
    if client is not None:
        return str(client["clientId"])
    user = tables.user(identifier)
    return user.username if user is not None else None


def create(write: Write, representation: Mapping[str, Any], owner: str | None = None) -> Resource:
    """A new resource. ``owner`` is the id of whoever owns it whatever the representation says."""
    tables, name = write.tables, representation.get("name")
    asked = owner or _asked_owner(write, representation)
    if name is not None and authorization.resource_named(tables, write.server_id, str(name), asked) is not None:
        raise refused("invalid_request", f"Resource with name [{name}] already exists.", 409)
    owner_identifier = owner_id(tables, asked)
    if owner_identifier is None:
        raise unforeseen(f"there is no owner '{asked}'")
    there = authorization.resource_named(tables, write.server_id, str(name), owner_identifier) if name is not None else None
    if there is not None:
        return change(write, there, representation)
    if name is None:
        raise duplicate("a resource needs a name")
    return _put(write, str(representation.get("_id") or write.new_id()), owner_identifier, representation, {})


def _asked_owner(write: Write, given: Mapping[str, Any]) -> str:
    owner = given.get("owner")
    if owner is None:
        return write.server_id
    if owner.get("id") is None:
        raise refused("invalid_request", "You must specify the resource owner.")
    return str(owner["id"])


def change(write: Write, resource: Resource, representation: Mapping[str, Any]) -> Resource:
    """Puts a representation in the place of a resource; attributes stay unless others are given."""
    name = representation.get("name")
    if name is None:
        raise unforeseen("a resource needs a name")
    taken = authorization.resource_named(write.tables, write.server_id, str(name), resource.owner_id)
    if taken is not None and taken.id != resource.id:
        raise duplicate(f"the name '{name}' is taken", late=True)
    changed = _put(write, resource.id, resource.owner_id, representation, resource.attributes)
    for ticket in write.tables.permission_tickets.many("resource", resource.id):
        if ticket.scope_id and ticket.scope_id not in changed.scope_ids:
            authorization.remove_ticket(write.tables, ticket)
    return changed


def _put(write: Write, identifier: str, owner: str, representation: Mapping[str, Any], attributes: Mapping[str, Any]) -> Resource:
    admit(gate.resource_faults(representation))
    scopes = [*(representation.get("resource_scopes") or ()), *(representation.get("scopes") or ())]
    uris = _uris(representation)
    document: Document = {"id": identifier, "serverId": write.server_id, "ownerId": owner, "name": representation["name"]}
    document.update({name: representation[name] for name in _TEXTS if representation.get(name) is not None})
    document["ownerManagedAccess"] = bool(representation.get("ownerManagedAccess"))
    document["uris"] = list(dict.fromkeys(uri for uri in uris if uri is not None and str(uri).strip()))
    document["scopeIds"] = list(dict.fromkeys(write_scope(write, scope, update=False).id for scope in scopes))
    wanted = representation["attributes"] if representation.get("attributes") is not None else attributes
    document["attributes"] = {name: values for name, values in wanted.items() if values}
    write.tables.resources.put(identifier, document)
    return Resource(document)


def _uris(representation: Mapping[str, Any]) -> Sequence[Any]:
    """The URIs of a resource: the member that stands last counts, and ``uri`` is an old way to name a single one."""
    said: Sequence[Any] = ()
    for name, value in representation.items():
        if name == "uris":
            said = value or ()
        elif name == "uri" and str(value or "").strip():
            said = [value]
    return said


def show(tables: RealmTables, resource: Resource, *, deep: bool = True) -> Document:
    """ResourceRepresentation; attributes and scopes with ``deep``."""
    document: Document = {"name": resource.name}
    if resource.type:
        document["type"] = resource.type
    name = owner_name(tables, resource.owner_id)
    document["owner"] = {"id": resource.owner_id, **({"name": name} if name is not None else {})}
    document["ownerManagedAccess"] = resource.owner_managed
    if resource.document.get("displayName") is not None:
        document["displayName"] = resource.display_name
    if deep:
        document["attributes"] = dict(resource.attributes)
    document |= {"_id": resource.id, "uris": list(resource.uris)}
    if deep and resource.scope_ids:
        scopes = authorization.scopes_of(tables, resource.scope_ids)
        document["scopes"] = [show_scope(scope, display_name=False) for scope in scopes]
    if resource.document.get("icon_uri") is not None:
        document["icon_uri"] = resource.icon_uri
    return document


@dataclass(frozen=True, slots=True)
class Search:
    """What resources are looked for by; empty texts do not count."""

    identifier: str = ""
    name: str = ""
    uri: str = ""
    owner: str = ""
    type: str = ""
    scope: str = ""
    exact_name: bool = False
    matching_uri: bool = False


def find(tables: RealmTables, server_id: str, search: Search) -> list[Resource]:
    """The resources that fit, by name. A URI that no resource has fits a pattern, where that is asked for."""
    owner = _owner_asked(tables, search.owner) if search.owner else ""
    scopes = (
        {scope.id for scope in authorization.scopes(tables, server_id) if within(search.scope).fullmatch(scope.name)}
        if search.scope
        else set()
    )
    others = [
        resource
        for resource in authorization.resources(tables, server_id)
        if (not search.identifier or resource.id == search.identifier)
        and (not search.name or _is_called(resource, search))
        and (not owner or resource.owner_id == owner)
        and (not search.type or within(search.type).fullmatch(resource.type))
        and (not search.scope or scopes & set(resource.scope_ids))
    ]
    others.sort(key=lambda resource: resource.name)
    if not search.uri:
        return others
    exact = [resource for resource in others if search.uri in resource.uris]
    return exact or (matching(tables, server_id, search.uri) if search.matching_uri else [])


def _is_called(resource: Resource, search: Search) -> bool:
    if search.exact_name:
        return resource.name.lower() == search.name.lower()
    return within(search.name).fullmatch(resource.name) is not None


def _owner_asked(tables: RealmTables, name: str) -> str:
    client = tables.client(name)
    if client is not None:
        return client.id
    user = tables.users.one("username", name.lower())
    return str(user["id"]) if user is not None else name


def by_uri(tables: RealmTables, server_id: str, uri: str, *, patterns: bool) -> list[Resource]:
    """The resources that have this URI, or, where none has, the one with the pattern that fits best."""
    exact = [one for one in authorization.resources(tables, server_id) if uri in one.uris]
    return exact or (matching(tables, server_id, uri) if patterns else [])


def matching(tables: RealmTables, server_id: str, uri: str) -> list[Resource]:
    """The server's own resource whose URI pattern fits best."""
    own = [one for one in authorization.resources(tables, server_id) if one.of_server]
    found = path_matcher.best(uri, ((pattern, one) for one in own for pattern in one.uris))
    return [found] if found is not None else []


def named(found: Iterable[Resource]) -> list[Document]:
    """Names and ids, as lists beside policies and scopes have them."""
    return [{"name": one.name, "_id": one.id} for one in found]
