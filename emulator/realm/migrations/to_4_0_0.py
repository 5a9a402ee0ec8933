"""4.0.0: client scopes take the place of client templates."""

from emulator.core.documents import Document
from emulator.realm.migrations import Material, Migration, _find, _scopes

_OFFLINE = "offline_access"
_POLICY = "org.keycloak.services.clientregistration.policy.ClientRegistrationPolicy"
_TEMPLATES, _DEFAULTS = "allowed-client-templates", "allow-default-scopes"


def migrate(realm: Document, material: Material) -> None:
    """Renames a registration policy's setting, gives ``offline_access`` to clients, and lets clients ask for consent to themselves.

    Keycloak stops at a policy that names a client scope which is not there.
    """
    for component in realm["components"].get(_POLICY) or ():
        if component.get("providerId") == _TEMPLATES:
            config = {name: values for name, values in component["config"].items() if name != _TEMPLATES}
            names = component["config"].get(_TEMPLATES) or ()
            if not all(_scopes.has(realm, name) for name in names):
                return
            config |= {"allowed-client-scopes": list(names)} if names else {}
            component["config"] = {**config, _DEFAULTS: ["true"]}
    if _scopes.has(realm, _OFFLINE):
        for client in filter(_scopes.logs_in, realm["clients"]):
            _offline(realm, client)
    for client in realm["clients"]:
        if client["consentRequired"] and not client["defaultClientScopes"]:
            _find.set_attribute(client, "display.on.consent.screen", "true")
            _find.set_attribute(client, "consent.screen.text", client.get("name") or client["clientId"])


def _offline(realm: Document, client: Document) -> None:
    own = [one for one in realm.get("scopeMappings") or () if one.get("client") == client["clientId"] and _OFFLINE in one["roles"]]
    if _OFFLINE in client["optionalClientScopes"] or not (client["fullScopeAllowed"] or own):
        return
    _scopes.give(client, _OFFLINE, "optionalClientScopes")
    for mapping in () if client["fullScopeAllowed"] else own:
        mapping["roles"] = [name for name in mapping["roles"] if name != _OFFLINE]


MIGRATION = Migration("4.0.0", migrate)
