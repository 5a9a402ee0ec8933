"""Realms: create, read, update, delete."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from emulator.admin import access, admin_events, callers
from emulator.admin.access import AdminCall, route
from emulator.admin.answers import found, in_address, template_name
from emulator.admin.callers import Caller
from emulator.authz import admin_permissions
from emulator.configuration.features import ADMIN_PERMISSIONS_V2
from emulator.core.asking import AtOnce
from emulator.core.errors import AdminError
from emulator.realm import client_policies, defaults
from emulator.realm.gates import Fault, lengths
from emulator.realm.gates import realm as gate
from emulator.realm.gates import realm_members as members
from emulator.realm.refusal import broken, invalid
from emulator.realm.views import Group
from emulator.state import groups, management, master, realm_names
from emulator.state.store import RealmTables
from emulator.web import request_body
from emulator.web.call import Call
from emulator.web.response import Response
from emulator.web.routing import Route

_LARGE = 20_000
"""Bytes of a body above which reading it is worth a thread."""
_VIEW = ("view-realm", "manage-realm")
_HIDDEN = frozenset({"authenticationFlows", "authenticatorConfig", "requiredActions", "identityProviders", "identityProviderMappers",
                     "organizations",
                     "defaultDefaultClientScopes", "defaultOptionalClientScopes", "localizationTexts", "keycloakVersion"})  # fmt: skip
_BRIEF = ("id", "realm", "displayName", "displayNameHtml", "enabled")
_FEW = ("realm", "displayName", "displayNameHtml", "bruteForceProtected", "supportedLocales", "organizationsEnabled")
_FAILED = {"errorMessage": "Failed to update realm"}
_WRITTEN_AT_ONCE = frozenset({
    "accessCodeLifespan", "accessCodeLifespanLogin", "accessCodeLifespanUserAction", "accessTokenLifespan", "adminEventsDetailsEnabled",
    "adminEventsEnabled", "defaultLocale", "duplicateEmailsAllowed", "editUsernameAllowed", "emailTheme", "enabled", "enabledEventTypes",
    "eventsEnabled", "eventsListeners", "internationalizationEnabled", "loginTheme", "loginWithEmailAllowed", "otpPolicyType",
    "passwordPolicy", "registrationAllowed", "registrationEmailAsUsername", "rememberMe", "requiredCredentials", "resetPasswordAllowed",
    "smtpServer", "sslRequired", "supportedLocales", "userManagedAccessAllowed", "verifyEmail",
})  # fmt: skip
"""Members at which Keycloak writes what it has of a realm, so that it comes upon a text without room before its answer is made."""
_FEW_OF_USERS = ("registrationEmailAsUsername",)


def representation(tables: RealmTables) -> dict[str, Any]:
    """The realm as ``GET /admin/realms/{realm}`` shows it: without what has resources of its own."""
    shown = {k: v for k, v in tables.document.items() if k not in _HIDDEN}
    for name in ("defaultGroups", "supportedLocales", "requiredCredentials"):
        if not shown.get(name):
            shown.pop(name, None)
    if not shown.get("eventsExpiration"):
        shown.pop("eventsExpiration", None)
    shown["smtpServer"] = members.shown_mail(shown.get("smtpServer") or {})
    return shown


def create(call: Call) -> Response:
    """Imports a realm; needs the realm role ``create-realm`` of ``master``."""
    call.cors.exposed = "Location"
    caller = callers.authenticate(call)
    if caller.tables.realm.name != master.MASTER or not caller.has_realm_role("create-realm"):
        raise callers.forbidden(f"user '{caller.user.username}' may not create realms")
    tables = _imported(call)
    if template_name(tables.realm.name):
        raise broken(f"the name '{tables.realm.name}' stands for another one in an address")
    if tables.document.get("otpPolicyAlgorithm") is None:
        # As observed, the realm is shown in the end, and its policy of one-time codes cannot be without.
        raise broken("otpPolicyType without otpPolicyAlgorithm")
    call.tables = caller.tables
    admin_events.record_new_realm(AdminCall(call, caller), tables.realm.name, lambda: representation(tables))
    location = f"{call.base}/admin/realms/{in_address(tables.realm.name)}"
    return Response(201, headers=[("Location", location)])


def _imported(call: Call) -> RealmTables:
    """The realm of the body; a large one is read and built aside, and only taken in here."""
    emulator, body = call.emulator, call.body
    answers = emulator.aside(call.answers) if len(body) > _LARGE else AtOnce()

    def parsed() -> dict[str, Any]:
        return request_body.parse(body, "RealmRepresentation", stream=True)

    document = answers.ask("realm representation", parsed, own_thread=True)
    emulator.check_taken(document)
    return emulator.take_in(answers.ask("realm", lambda: emulator.built(document), own_thread=True))


def listing(call: Call) -> Response:
    """The realms that the caller administers; the name alone to who may not view them."""
    call.cors.exposed = "Location"
    caller = callers.authenticate(call)
    brief = (call.query.get("briefRepresentation") or "").lower() == "true"
    shown = [_listed(caller, tables, brief) for tables in call.emulator.store.realms if administers(caller, tables)]
    if not shown:
        raise callers.forbidden(f"user '{caller.user.username}' administers no realm")
    return found(shown)


def _listed(caller: Caller, tables: RealmTables, brief: bool) -> dict[str, Any]:
    if not any(caller.has(tables, role) for role in _VIEW):
        return {"realm": tables.realm.name}
    return _members(tables, _BRIEF) if brief else representation(tables)


def read(admin: AdminCall) -> Response:
    """The realm; to an administrator of anything who may not view it, what a form for users needs to know."""
    caller, tables = admin.caller, admin.tables
    if admin.may(*_VIEW):
        return found(representation(tables))
    of_master = caller.tables.realm.name == master.MASTER
    if not (of_master or caller.tables is tables) or not callers.administers_something(caller):
        raise callers.forbidden(f"user '{caller.user.username}' administers nothing here")
    return found(_members(tables, (*_FEW, *_FEW_OF_USERS) if admin.may("view-users", "manage-users") else _FEW))


def update(admin: AdminCall) -> Response:
    """Merges the representation in the body into the realm: what is absent stays."""
    return update_with(admin, admin.body("RealmRepresentation"))


def update_with(admin: AdminCall, document: dict[str, Any]) -> Response:
    """Merges a representation into the realm; raises AdminError for the first fault."""
    tables = admin.tables
    current = tables.document
    for fault in gate.first_change_faults(document):
        raise _refusal(fault)
    if document.get("realm") is not None:
        _check_name(admin, document["realm"])
    for fault in gate.faults(document):
        raise _too_long(fault, document) if fault.key == lengths.TOO_LONG else _refusal(fault)
    merged = members.merged(current, document, defaults.new_realm())
    for fault in [*gate.change_faults(merged), *gate.reference_faults(document, current, _groups(tables))]:
        raise _refusal(fault)
    tables.document = {**merged, **_default_groups(tables, document), **_client_policies(tables, document)}
    if ADMIN_PERMISSIONS_V2 in admin.call.emulator.settings.features:
        admin_permissions.switch_on(tables, admin.context.ids, admin.context.clock.seconds())
    if merged["realm"] != current["realm"]:
        realm_names.rename(admin.call.emulator.store, tables, current["realm"], merged["realm"])
    return Response(204)


def _check_name(admin: AdminCall, name: str) -> None:
    for fault in gate.name_faults({"realm": name}):
        raise _refusal(fault) if fault.key != lengths.TOO_LONG else invalid("Database operation failed")
    if name == admin.tables.realm.name:
        return
    if admin.tables.realm.name == master.MASTER:
        raise AdminError(400, {"errorMessage": "Can't rename master realm"})
    if name in admin.call.emulator.store.realms:
        raise AdminError(409, {"errorMessage": "Realm with same name exists"})


def _refusal(fault: Fault) -> AdminError:
    """What the Admin API answers to a fault of the realm's own members."""
    if fault.kind != "invalid":
        return AdminError(500, dict(_FAILED), fault.message)
    return invalid(fault.message)


def _too_long(fault: Fault, document: dict[str, Any]) -> AdminError:
    alone = fault.path == ("displayName",) and not any(document.get(name) is not None for name in _WRITTEN_AT_ONCE)
    return broken(fault.message) if alone else invalid("Database operation failed")


def _groups(tables: RealmTables) -> set[str]:
    return {groups.path(tables, Group(document)) for document in tables.groups}


def _default_groups(tables: RealmTables, document: dict[str, Any]) -> dict[str, Any]:
    given = document.get("defaultGroups")
    return {} if given is None else {"defaultGroups": list(given)}


def _client_policies(tables: RealmTables, changes: dict[str, Any]) -> dict[str, Any]:
    """Profiles and policies as they are kept, where they change."""
    kept: dict[str, Any] = {}
    try:
        profiles = client_policies.readable(changes.get("clientProfiles"), "ClientProfilesRepresentation")
        if profiles is not None:
            kept["clientProfiles"] = client_policies.profiles(profiles)
        policies = client_policies.readable(changes.get("clientPolicies"), "ClientPoliciesRepresentation")
        if policies is not None:
            known = kept.get("clientProfiles") or tables.document.get("clientProfiles") or {}
            scopes = client_policies.scopes_of(tables.client_scopes)
            kept["clientPolicies"] = client_policies.policies(policies, known, scopes)
    except AdminError as error:
        raise AdminError(500, dict(_FAILED), str(error)) from error
    return kept


def delete(admin: AdminCall) -> Response:
    """Deletes the realm and what ``master`` knows of it. The caller's realm keeps the event, as observed."""
    name = admin.tables.realm.name
    if name == master.MASTER:
        raise AdminError(400, {"errorMessage": "Can't delete master realm"})
    master.remove_realm_client(admin.call.emulator.store, name)
    admin.call.emulator.store.realms.delete(name)
    admin.tables, admin.realm, admin.told_at = admin.caller.tables, admin.caller.tables.realm, name
    return Response(204)


def _members(tables: RealmTables, names: Iterable[str]) -> dict[str, Any]:
    shown = {"supportedLocales": [], **tables.document}
    return {name: shown[name] for name in names if name in shown}


def administers(caller: Caller, tables: RealmTables) -> bool:
    """Whether the caller may do or see anything in a realm."""
    return any(caller.has(tables, role) for role in management.RANKS)


ROUTES = [
    Route("POST", "/admin/realms", create, preflight=access.PREFLIGHT),
    Route("GET", "/admin/realms", listing, preflight=access.PREFLIGHT),
    route("GET", "", read),
    route("PUT", "", update, "manage-realm", event="REALM", reads="RealmRepresentation"),
    route("DELETE", "", delete, "manage-realm", event="REALM"),
]
