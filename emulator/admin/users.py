"""Users: create, read, update, delete, logout."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import Any

from emulator.admin import admin_events, fine_grained, privileges, user_attributes
from emulator.admin._passwords import new_password
from emulator.admin.access import AdminCall, route
from emulator.admin.answers import bounds, created, done, found, page
from emulator.admin.callers import forbidden
from emulator.authz import admin_permissions
from emulator.broker import links
from emulator.core.errors import AdminError
from emulator.login import brute_force, newcomers, session_end, sessions
from emulator.login import profile as profiles
from emulator.login.profile import ROOT, Values, raw
from emulator.realm import people
from emulator.realm.gates import credentials, lengths
from emulator.realm.gates import user as gate
from emulator.realm.refusal import unforeseen
from emulator.realm.views import User
from emulator.state import groups, roles
from emulator.state import users as stored
from emulator.state.store import RealmTables
from emulator.state.surroundings import Around
from emulator.web.response import Response

MANAGE = "manage-users"
VIEW = ("view-users", "manage-users")
_MANY = 1000
_PART = 2000
"""Users that are looked at in one go: a few milliseconds."""
_ORDER = ("id", "username", "firstName", "lastName", "email", "emailVerified")
_BRIEF = (*_ORDER, "enabled", "createdTimestamp")
_HIDDEN = frozenset({"credentials", "clientConsents", "federatedIdentities", "attributes", "serviceAccountClientId", *_ORDER})
_NOT_WRITTEN = frozenset(
    {"id", "access", "credentials", "realmRoles", "clientRoles", "groups", "attributes", "username", "email", "firstName", "lastName",
     "createdTimestamp", "clientConsents", "totp", "userProfileMetadata", "disableableCredentialTypes", "origin", "self", "notBefore",
     "federatedIdentities", "serviceAccountClientId"}
)  # fmt: skip


def representation(tables: RealmTables, user: User) -> dict[str, Any]:
    """The user as the Admin API shows it, in Keycloak's order."""
    document = user.document
    readable = user_attributes.profile(tables, user).readable()
    shown = _own(_ORDER, document, readable)
    attributes = user_attributes.others(readable)
    shown |= {name: value for name, value in people.whole(document).items() if name not in _HIDDEN}
    shown["totp"] = any(credential.get("type") == "otp" for credential in user.credentials)
    return _with_attributes(tables, user, shown, attributes)


def _with_attributes(tables: RealmTables, user: User, shown: dict[str, Any], readable: Values) -> dict[str, Any]:
    """With attributes, if there are any: some are shown whatever the profile says of them. Who is locked for good is shown as disabled."""
    always = {name: list(user.attributes[name]) for name in (brute_force.REASON, "is_temporary_admin") if name in user.attributes}
    if brute_force.locked_for_good(tables, user):
        always.setdefault(brute_force.REASON, [brute_force.LOCKED])
        shown = {**shown, "enabled": False}
    attributes = {**readable, **always}
    return {**shown, "attributes": attributes} if attributes else shown


def brief(tables: RealmTables, user: User) -> dict[str, Any]:
    """The user without settings, and without attributes but for those that say why a user is disabled or goes soon."""
    return _with_attributes(tables, user, _own(_BRIEF, user.document, user_attributes.profile(tables, user).readable()), {})


def _own(names: Sequence[str], document: Mapping[str, Any], readable: Values) -> dict[str, Any]:
    """Members of the representation: those of the user profile as far as they may be seen."""
    own = {**document, **{name: readable[name][0] if name in readable else None for name in ROOT}}
    return {name: own[name] for name in names if own.get(name) is not None}


def by_name(admin: AdminCall, identifiers: Collection[str], default: int | None = None) -> list[User]:
    """The page that is asked for of the users with these ids, by name. Of many it is found along all names, not by sorting them.

    A long page is found in parts, between the requests of others.
    """
    users = admin.tables.users
    if len(identifiers) < _MANY:
        known = [row for identifier in identifiers if (row := users.get(identifier)) is not None]
        return [User(row) for row in page(admin, sorted(known, key=lambda row: str(row["username"])), default)]
    start, limit = bounds(admin, default)
    names: Sequence[str] = users.ascending("username")

    def among(part: Sequence[str]) -> Iterator[Mapping[str, Any]]:
        return (row for name in part if (row := users.one("username", name)) is not None and row["id"] in identifiers)

    if limit is not None and start + limit <= _MANY:
        return [User(row) for row in islice(among(names), start, start + limit)]
    parts = admin.context.answers.in_parts("by name", names[:], _PART, lambda part: [User(row) for row in among(part)])
    return list(islice(chain.from_iterable(parts), start, None if limit is None else start + limit))


def access(admin: AdminCall, user: User) -> dict[str, bool]:
    """What the caller may do with the user, who is of the caller's realm where callers ask for themselves."""
    manage, view = admin.may(MANAGE), admin.may(*VIEW)
    impersonate = admin.may("impersonation")
    has_all = manage and view and (impersonate or fine_grained.is_first(admin))
    own = fine_grained.user_access(admin, admin.call.parameters.get("id", "")) if not has_all else {}
    by_role = dict.fromkeys(("manageGroupMembership", "resetPassword", "view", "mapRoles", "impersonate", "manage"), manage)
    by_role |= {"view": view, "impersonate": impersonate}
    may = {name: by_role[name] or own.get(name, False) for name in by_role}
    return {**may, "impersonate": may["impersonate"] and privileges.stronger_by(admin, user) is None}


def missing(admin: AdminCall, message: str) -> AdminError:
    """404 of what there is not at a user, for a caller who may ask which users there are; 403 for any other."""
    if admin.may(*VIEW, "query-users") or fine_grained.sees(admin, admin_permissions.USERS):
        return AdminError(404, {"error": message})
    if fine_grained.is_first(admin):
        admin.require(*VIEW)
        return AdminError(404, {"error": message})
    return forbidden(f"user '{admin.caller.user.username}' may not ask which users there are")


def user_of(admin: AdminCall, *any_of: str) -> User:
    """The user of the path for a caller with any of these roles; raises 403 and 404 in Keycloak's order."""
    user = admin.tables.user(admin.call.parameters["id"])
    if user is None:
        raise missing(admin, "User not found")
    if any_of:
        admin.require(*any_of)
    return user


def read(admin: AdminCall) -> Response:
    """One user, with the rules of its profile where they are asked for. As observed, callers find themselves in every realm."""
    caller = admin.caller
    is_caller = admin.call.parameters["id"] == caller.user.id
    if is_caller:
        admin.require(*VIEW)
    tables, user = (caller.tables, caller.user) if is_caller else (admin.tables, user_of(admin, *VIEW))
    shown = representation(tables, user)
    if admin.flag("userProfileMetadata"):
        shown["userProfileMetadata"] = user_attributes.profile(tables, user).metadata()
    identities = [link for link in links.of(user) if links.provider(tables, link["identityProvider"]) is not None]
    if identities or tables.document.get("identityProviders"):
        shown["federatedIdentities"] = identities
    return found({**shown, "access": access(admin, user)})


def unmanaged(admin: AdminCall) -> Response:
    """The user's attributes that the profile does not know."""
    return found(user_attributes.profile(admin.tables, user_of(admin, *VIEW)).unmanaged())


def _require_membership(admin: AdminCall, paths: Iterable[str]) -> None:
    """Who makes users by a permission puts them only into groups whose members another permission lets them manage; raises 403."""
    decision = fine_grained.of(admin) if not admin.may(MANAGE) else None
    for group in (groups.by_path(admin.tables, path) for path in paths if decision is not None):
        if group is not None and decision is not None and not decision.grants(admin_permissions.GROUPS, "manage-membership", group.id):
            raise forbidden(f"'{admin.caller.user.username}' may not make members of the group '{group.name}'")


def create(admin: AdminCall) -> Response:
    """A new user; the profile's rules, names and addresses that are taken, and the password policy may refuse it."""
    document = {name: value for name, value in admin.body("UserRepresentation").items() if name != "clientConsents"}
    tables = admin.tables
    _require_membership(admin, document.get("groups") or ())
    identifier = admin.context.ids.uuid()
    profile, values = user_attributes.profile(tables, None), raw(document)
    user_attributes.check(profile, values)
    for fault in gate.faults({**document, "groups": list(dict.fromkeys(map(_full, document.get("groups") or ())))}, Around(tables)):
        if fault.key == lengths.TOO_LONG and fault.path == ("username",):
            raise AdminError(400, {"errorMessage": "Could not create user"}, fault.message)
        raise unforeseen(fault)
    base = people.user(
        {"enabled": False, **document, "id": identifier, "notBefore": 0, "requiredActions": []},
        admin.context.ids,
        admin.context.clock.millis(),
    )
    for name in ("realmRoles", "clientRoles", "groups", "serviceAccountClientId"):
        base.pop(name, None)
    actions = [*newcomers.default_actions(admin.context), *gate.known_actions(document.get("requiredActions") or ())]
    base |= {"credentials": [], "totp": False, "requiredActions": list(dict.fromkeys(actions))}
    tables.users.put(identifier, profile.document(base, values))
    _set_credentials(admin, identifier, document)
    role = tables.realm_role(tables.realm.default_role.get("name", ""))
    if role is not None:
        roles.add(tables, identifier, (role.id,))
    paths = [*(document.get("groups") or ()), *tables.realm.default_groups]
    members = [group.id for group in (groups.by_path(tables, path) for path in paths) if group is not None]
    if members:
        tables.memberships.put(identifier, tuple(dict.fromkeys(members)))
    _forget_without_storage(admin, identifier)
    return created(admin, "users", identifier)


def _full(path: str | None) -> str | None:
    return path if path is None else gate.full_path(path)


def _forget_without_storage(admin: AdminCall, identifier: str) -> None:
    """As observed, a user of a storage that the realm has not is removed as soon as somebody looks for it."""
    user = admin.tables.user(identifier)
    link = user.document.get("federationLink") if user is not None else None
    if user is not None and link is not None and admin.tables.components.get(link) is None:
        remove(admin, user)


def update(admin: AdminCall) -> Response:
    """Merges a representation into the user: what is absent stays, attributes are replaced together."""
    user = user_of(admin, MANAGE)
    if admin.call.body.strip() in (b"", b"null"):
        raise AdminError(400, {"errorMessage": "Could not update user!"})
    document = admin.body("UserRepresentation")
    tables = admin.tables
    profile, values = user_attributes.profile(tables, user), raw(document)
    if document.get("attributes") is None:
        values = {**profiles.stored(user), **values}
    user_attributes.check(profile, values)
    changes = {name: value for name, value in document.items() if value is not None and name not in _NOT_WRITTEN}
    if "requiredActions" in changes:
        # As observed, what an import has brought and nobody knows is not taken away either.
        kept = [name for name in user.required_actions if name not in gate.ACTIONS]
        changes["requiredActions"] = [*kept, *gate.known_actions(document["requiredActions"])]
    for fault in gate.update_faults(document):
        raise AdminError(400, {"errorMessage": "Could not update user!"}, fault.message)
    locked = document.get("enabled") is True and _freed(admin, user)
    tables.users.put(user.id, profile.document({**user.document, **changes}, values))
    if locked:
        _clean(tables, user.id)
    _set_credentials(admin, user.id, document)
    _forget_without_storage(admin, user.id)
    return done()


def _freed(admin: AdminCall, user: User) -> bool:
    """Forgets the failures of a user who is to be enabled; whether the user is locked for good all the same."""
    if brute_force.free(admin.context, user):
        admin_events.record_beside(admin, "DELETE", "USER_LOGIN_FAILURE")
    return brute_force.locked_for_good(admin.tables, user)


def _clean(tables: RealmTables, identifier: str) -> None:
    """Takes the traces of a lock for good from a user."""
    document = tables.users.get(identifier) or {}
    attributes = {name: values for name, values in User(document).attributes.items() if name != brute_force.REASON}
    tables.users.put(identifier, {**document, "attributes": attributes})
    tables.login_failures.delete(identifier)


def _set_credentials(admin: AdminCall, identifier: str, document: dict[str, Any]) -> None:
    passwords, policy, now = admin.call.emulator.passwords, admin.tables.realm.password_policy, admin.context.clock.millis()
    for credential in document.get("credentials") or ():
        user = admin.tables.user(identifier)
        if user is None:
            return
        plain = bool(credential.get("value"))
        if plain:
            kept = new_password(admin, user, str(credential["value"]))
        else:
            kept = _with_imported(user, passwords.imported(credentials.modern(credential), policy, now))
        changed = {**user.document, "credentials": kept}
        if plain and credential.get("temporary") and credential.get("type") == "password":
            changed["requiredActions"] = list(dict.fromkeys([*user.required_actions, "UPDATE_PASSWORD"]))
        admin.tables.users.put(identifier, changed)


def _with_imported(user: User, credential: dict[str, Any]) -> list[Mapping[str, Any]]:
    """The user's credentials with one that is brought; raises 409 for a new one with the label of another of its type."""
    kept: list[Mapping[str, Any]] = [*credentials.added(user.credentials, credential)]
    called = credential.get("type"), credential.get("userLabel")
    others = {(one.get("type"), one.get("userLabel")) for one in user.credentials}
    if called[1] and len(kept) > len(user.credentials) and called in others:
        raise AdminError(409, {"errorMessage": "User exists with same username or email"}, f"two credentials are called '{called[1]}'")
    return kept


def logout(admin: AdminCall) -> Response:
    """Ends all sessions of the user; clients with a back channel are told."""
    user = user_of(admin, MANAGE)
    session_end.end_all_of(admin.call.context, user.id)
    admin.tables.users.put(user.id, {**user.document, "notBefore": admin.context.clock.seconds()})
    return done()


def delete(admin: AdminCall) -> Response:
    """Deletes a user with sessions, roles, memberships and API tokens."""
    user = user_of(admin, MANAGE)
    remove(admin, user)
    admin.changed = {"id": user.id, "username": user.username}
    return done(no_cache=True)


def remove(admin: AdminCall, user: User) -> None:
    """Ends a user's sessions and removes the user."""
    sessions.end_all_of(admin.context, user.id)
    stored.delete(admin.tables, user.id)


ROUTES = [
    route("GET", "/users/{id}/unmanagedAttributes", unmanaged),
    route("GET", "/users/{id}", read),
    route("POST", "/users", create, MANAGE, event="USER", reads="UserRepresentation"),
    route("PUT", "/users/{id}", update, event="USER", reads="UserRepresentation"),
    route("POST", "/users/{id}/logout", logout, media="", event="USER", operation="ACTION"),
    route("DELETE", "/users/{id}", delete, event="USER"),
]
