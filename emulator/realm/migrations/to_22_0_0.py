"""22.0.0: no HTTP challenges for browsers, and no themes of the product of that time."""

from emulator.core.documents import Document
from emulator.realm.gates.realm import BINDINGS
from emulator.realm.migrations import Material, Migration, _find, _flows

_CHALLENGE = "http challenge"
_OF_PROVIDERS = ("firstBrokerLoginFlowAlias", "postBrokerLoginFlowAlias")


def migrate(realm: Document, material: Material) -> None:
    """Removes the flow ``http challenge``; in a realm that uses it Keycloak stops there, and the flow stays, without executions."""
    if _flows.find(realm, _CHALLENGE) is not None and not _remove(realm, _CHALLENGE):
        return
    if realm.get("loginTheme") == "rh-sso":
        del realm["loginTheme"]
    if realm.get("accountTheme") in ("keycloak", "rh-sso", "rh-sso.v2"):
        realm["accountTheme"] = "keycloak.v2"
    if realm.get("emailTheme") == "rh-sso":
        del realm["emailTheme"]
    for client in realm["clients"]:
        if client["attributes"].get("login_theme") == "rh-sso":
            _find.set_attribute(client, "login_theme", None)


def _remove(realm: Document, alias: str) -> bool:
    """Removes a flow with all below it and their configurations; False when it meets one that is in use, which stays."""
    flow = _flows.find(realm, alias)
    if flow is None:
        return True
    for execution in list(flow["authenticationExecutions"]):
        if execution.get("flowAlias") and not _remove(realm, execution["flowAlias"]):
            return False
        config = execution.get("authenticatorConfig")
        realm["authenticatorConfig"] = [other for other in realm["authenticatorConfig"] if config is None or other.get("alias") != config]
        flow["authenticationExecutions"] = [other for other in flow["authenticationExecutions"] if other is not execution]
    if _in_use(realm, flow):
        return False
    realm["authenticationFlows"] = [other for other in realm["authenticationFlows"] if other is not flow]
    return True


def _in_use(realm: Document, flow: Document) -> bool:
    alias = flow["alias"]
    if any(realm.get(binding) == alias for binding in BINDINGS):
        return True
    if any(flow["id"] in client["authenticationFlowBindingOverrides"].values() for client in realm["clients"]):
        return True
    return any(provider.get(name) == alias for provider in realm["identityProviders"] for name in _OF_PROVIDERS)


MIGRATION = Migration("22.0.0", migrate)
