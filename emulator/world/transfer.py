"""Realms come in and go out: what an import makes of a RealmRepresentation, and the representation that an import continues with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from emulator.configuration.features import ADMIN_PERMISSIONS_V2
from emulator.context import KEY_PROVIDER, key_ring
from emulator.core.asking import AtOnce
from emulator.core.errors import AdminError
from emulator.realm import executions
from emulator.realm.gates.component import PROFILE_CONFIG, REGISTRATION_POLICY, USER_PROFILE
from emulator.realm.refusal import broken
from emulator.realm.scalars import convert
from emulator.realm.views import User
from emulator.state.store import RealmTables, Store
from emulator.version import KEYCLOAK_VERSION

if TYPE_CHECKING:
    from emulator.world.emulator import Emulator


def built(emulator: Emulator, document: Mapping[str, Any], *, last_use: bool = False) -> RealmTables:
    """The realm that importing a RealmRepresentation makes, not yet among the others. It may be built in another thread.

    With ``last_use`` nobody needs the document afterwards, and its users go one by one as rows come.
    """
    from emulator.realm import complete
    from emulator.state import load

    features = emulator.settings.features
    completed = complete.complete(dict(document), emulator.ids, emulator.clock, features, last_use=last_use)
    completed = _with_keys(emulator, completed)
    _hash(emulator, completed)
    apart = Store()
    tables = load.realm(apart, completed)
    _check_policies(tables, document)
    _check_defaults(tables)
    _protect(emulator, tables, completed)
    if completed.get("adminPermissionsEnabled") and ADMIN_PERMISSIONS_V2 in emulator.settings.features:
        from emulator.authz import admin_permissions

        admin_permissions.switch_on(tables, emulator.ids, emulator.clock.seconds())
    apart.log.settle()
    return tables


def _check_defaults(tables: RealmTables) -> None:
    """Refuses a user profile whose attributes have default values that break their own rules."""
    profiles = tables.components.many("type", USER_PROFILE)
    if not any("defaultValue" in text for profile in profiles for text in profile["config"].get(PROFILE_CONFIG) or ()):
        return
    from emulator.login.profile.validators import keeps_rules
    from emulator.realm.gates.user_profile import of_components

    for fault in of_components({USER_PROFILE: profiles}, [scope["name"] for scope in tables.client_scopes], keeps_rules):
        raise broken(fault.message)


def _check_policies(tables: RealmTables, document: Mapping[str, Any]) -> None:
    """Refuses client registration policies of the representation that Keycloak would not take as new ones."""
    registration_policies = (document.get("components") or {}).get(REGISTRATION_POLICY)
    if not registration_policies:
        return
    from emulator.registration import policy

    for index, component in enumerate(registration_policies):
        try:
            settings = {name: convert(values, "texts") for name, values in (component.get("config") or {}).items()}
            policy.check_component(tables, {**component, "config": settings})
        except AdminError as error:
            refused = broken(f"client registration policy '{component.get('name')}': {error}")
            refused.place = ("components", REGISTRATION_POLICY, index)
            raise refused from error


def _protect(emulator: Emulator, tables: RealmTables, completed: Mapping[str, Any]) -> None:
    """Imports the authorization settings of an imported realm's clients."""
    servers = [client for client in completed["clients"] if client.get("authorizationServicesEnabled")]
    if not servers:
        return
    from emulator.authz import authorization_settings as settings
    from emulator.authz.faults import TooLong
    from emulator.authz.writing import Write

    for client in servers:
        write = Write(tables, client["id"], emulator.ids.uuid, emulator.clock.millis())
        try:
            settings.load(write, client.get("authorizationSettings") or {})
        except AdminError as error:
            place = ("clients", client["clientId"], "authorizationSettings", *error.place)
            if isinstance(error, TooLong):
                raise AdminError(400, {"errorMessage": "Database operation failed"}, error.reason, place=place) from error
            if error.status == 409:
                raise AdminError(409, {"errorMessage": "Duplicate resource error"}, error.reason, place=place) from error
            error.place = place
            raise


def _with_keys(emulator: Emulator, document: dict[str, Any]) -> dict[str, Any]:
    """The realm with its key providers as Keycloak stores them."""
    from emulator.keys import components

    given = document["components"].get(KEY_PROVIDER) or ()
    providers = [components.imported(one, emulator.vault, document["realm"], emulator.clock.now) for one in given]
    return {**document, "components": {**document["components"], KEY_PROVIDER: providers}}


def _hash(emulator: Emulator, document: Mapping[str, Any]) -> None:
    policy, users = document.get("passwordPolicy") or "", document["users"]
    for index, user in enumerate(users):
        users[index] = user_with_hashes(emulator, user, policy)


def user_with_hashes(emulator: Emulator, user: dict[str, Any], policy: str) -> dict[str, Any]:
    """The user with credentials as they are stored, made as the password policy says."""
    if not user.get("createdTimestamp"):
        user = {**user, "createdTimestamp": emulator.clock.millis()}
    credentials = user.get("credentials")
    if not credentials:
        return user
    if policy:
        _check_policy(emulator, user, policy)
    return {**user, "credentials": [emulator.passwords.imported(c, policy, emulator.clock.millis()) for c in credentials]}


def _check_policy(emulator: Emulator, user: Mapping[str, Any], policy: str) -> None:
    """Refuses plain passwords that the realm's policy refuses, as an import does."""
    from emulator.login import password_policy

    for credential in user["credentials"]:
        if credential.get("type", "password") != "password" or credential.get("value") is None:
            continue
        known = User({**user, "credentials": []})
        fault = password_policy.check(AtOnce(), emulator.passwords, policy, known, str(credential["value"]), emulator.clock.millis())
        if fault is not None:
            raise AdminError(
                400, {"errorMessage": "Password policy not met. See logs for details"}, f"user '{known.username}': {fault.text}"
            )  # fmt: skip


def export(emulator: Emulator, tables: RealmTables, *, service_accounts_only: bool = False) -> dict[str, Any]:
    """The realm's full representation, which an import continues with: hashed passwords, and keys with their material.

    Of a copy of the realm, it may be made in another thread. Of users it may have those of service accounts only.
    """
    from emulator.state import represent

    document = represent.realm(tables, service_accounts_only=service_accounts_only)
    if len(tables.resource_servers):
        document["clients"] = [_with_settings(tables, client) for client in document["clients"]]
    for user in document["users"]:
        if user.get("credentials"):
            user["credentials"] = [emulator.passwords.hashed(credential) for credential in user["credentials"]]
        elif not service_accounts_only:
            user["credentials"] = []
    for organization in document.get("organizations") or ():
        if organization.get("identityProviders"):
            organization["identityProviders"] = [{"enabled": True, "config": {}, **link} for link in organization["identityProviders"]]
    ring = key_ring(tables, emulator.vault, emulator.clock.now)
    keys = document["components"].get(KEY_PROVIDER) or ()
    document["components"] = {
        **document["components"],
        KEY_PROVIDER: [{**component, "config": ring.exported_config(component)} for component in keys],
    }
    flows = map(executions.without_ids, document.get("authenticationFlows") or ())
    document["authenticationFlows"] = sorted(flows, key=lambda flow: str(flow.get("alias")))
    if not document.get("eventsExpiration"):
        document.pop("eventsExpiration", None)
    if not document.get("defaultGroups"):
        document.pop("defaultGroups", None)
    return {**document, "keycloakVersion": KEYCLOAK_VERSION}


def _with_settings(tables: RealmTables, client: dict[str, Any]) -> dict[str, Any]:
    """A client with its authorization settings, as an export has them."""
    from emulator.authz import authorization_settings as settings
    from emulator.state import authorization

    server = authorization.server(tables, client["id"])
    return client if server is None else {**client, "authorizationSettings": settings.export(tables, server)}
