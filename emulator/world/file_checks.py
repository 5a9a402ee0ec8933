"""What only the rooms above a realm's representation know of it: what its import refuses, and what the emulator has not got."""

from __future__ import annotations

from collections.abc import Iterator

from emulator.core.documents import ReadDocument
from emulator.core.errors import AdminError
from emulator.realm.gates.component import REGISTRATION_POLICY
from emulator.realm.schema import Fault

_SETTINGS = "authorizationSettings"
_USER_STORAGE = "org.keycloak.storage.UserStorageProvider"


def refusals(realm: ReadDocument) -> Iterator[Fault]:
    """The first thing in authorization settings, or in a client registration policy, that the import refuses.

    Names mean what is stored there, so the import is tried.
    """
    places = {client.get("clientId"): index for index, client in _clients(realm) if client.get(_SETTINGS)}
    if not places and not (realm.get("components") or {}).get(REGISTRATION_POLICY):
        return
    from emulator.world.emulator import Emulator

    try:
        Emulator().built({**realm, "users": [_without_password(user) for user in realm.get("users") or ()]})
    except AdminError as error:
        if error.place[:1] == ("components",):
            yield Fault(error.place, error.reason)
        elif error.place[2:3] == (_SETTINGS,):
            yield Fault(("clients", places[error.place[1]], *error.place[2:]), error.reason)


def _without_password(user: ReadDocument) -> ReadDocument:
    """The user without what takes long and matters to nobody here."""
    return {name: value for name, value in user.items() if name != "credentials"}


def script_policies(realm: ReadDocument) -> Iterator[Fault]:
    """A warning for each policy that is a script."""
    for index, client in _clients(realm):
        for number, policy in enumerate((client.get(_SETTINGS) or {}).get("policies") or ()):
            from emulator.authz import scripts

            kind = str((policy or {}).get("type") or "")
            if scripts.is_script(kind):
                path = ("clients", index, _SETTINGS, "policies", number, "type")
                hint = f"choose with the realm's attribute {scripts.ATTRIBUTE} or --testing-script-policies"
                yield Fault(path, f"a verdict stands in for '{policy.get('name')}' unless its script is deployed, by default grant; {hint}")


def outside_users(realm: ReadDocument) -> Iterator[Fault]:
    """A warning for each identity provider of a kind that no login comes back from, and for each user storage."""
    for index, provider in enumerate(realm.get("identityProviders") or ()):
        from emulator.broker.providers import BROKER_PROVIDERS

        kind = (provider or {}).get("providerId")
        if kind and BROKER_PROVIDERS.get(str(kind)) is None:
            yield Fault(("identityProviders", index, "providerId"), f"nobody can log in with a provider of the kind '{kind}' here")
    for index, component in enumerate((realm.get("components") or {}).get(_USER_STORAGE) or ()):
        path = ("components", _USER_STORAGE, index, "providerId")
        kind = (component or {}).get("providerId")
        yield Fault(path, f"no server of the kind '{kind}' is asked: users of it are those that the file lists")


def _clients(realm: ReadDocument) -> Iterator[tuple[int, ReadDocument]]:
    return ((index, client) for index, client in enumerate(realm.get("clients") or ()) if client)
