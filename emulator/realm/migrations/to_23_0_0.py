"""23.0.0: profiles of users are declared, and registration always asks for them."""

from emulator.core.documents import Document
from emulator.realm.gates.user_profile import COMPONENT, MEMBER
from emulator.realm.migrations import Material, Migration

_COUNT, _PIECE = "config-pieces-count", "config-piece-"


def migrate(realm: Document, material: Material) -> None:
    """Joins the pieces of a user profile's configuration, and takes the form action out that asked for the profile."""
    if str(realm["attributes"].get("userProfileEnabled")).lower() == "true":
        _join(realm)
    for flow in realm["authenticationFlows"]:
        if flow["providerId"] == "form-flow":
            executions = flow["authenticationExecutions"]
            flow["authenticationExecutions"] = [one for one in executions if one.get("authenticator") != "registration-profile-action"]


def _join(realm: Document) -> None:
    profiles = realm["components"].get(COMPONENT) or ()
    if not profiles:
        return
    config = profiles[0]["config"]
    count = int((config.get(_COUNT) or ["0"])[0])
    if count < 1:
        realm["components"][COMPONENT] = list(profiles[1:])
        return
    pieces = [(config.get(f"{_PIECE}{number}") or [""])[0] for number in range(count)]
    rest = {name: values for name, values in config.items() if name != _COUNT and not name.startswith(_PIECE)}
    profiles[0]["config"] = {**rest, MEMBER: ["".join(pieces)]}


MIGRATION = Migration("23.0.0", migrate)
