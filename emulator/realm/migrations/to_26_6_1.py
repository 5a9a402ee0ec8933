"""26.6.1: the browser flow asks for the organization first."""

from emulator.core.documents import Document
from emulator.realm.migrations import Material, Migration, _flows

_DESCRIPTION = "Flow to determine if the organization identity-first login is to be used"
_SUBFLOW, _CONDITIONAL = "Organization", "Browser - Conditional Organization"


def migrate(realm: Document, material: Material) -> None:
    """Adds the sub-flow ``Organization`` to the flow ``browser`` unless the authenticator is somewhere in it. Not in ``master``."""
    browser = _flows.find(realm, "browser")
    if browser is None or realm["realm"] == "master":
        return
    if any(execution.get("authenticator") == "organization" for execution in _flows.below(realm, "browser")):
        return
    organizations = _flows.add_flow(realm, _SUBFLOW, None, True, material)
    _flows.add_execution(browser, "ALTERNATIVE", 26, below=_SUBFLOW)
    conditional = _flows.add_flow(realm, _CONDITIONAL, _DESCRIPTION, True, material)
    _flows.add_execution(organizations, "CONDITIONAL", 10, below=_CONDITIONAL)
    _flows.add_execution(conditional, "REQUIRED", 10, "conditional-user-configured")
    _flows.add_execution(conditional, "ALTERNATIVE", 20, "organization")


MIGRATION = Migration("26.6.1", migrate)
