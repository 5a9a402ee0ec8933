"""1.7.0: the implicit flow has a lifespan of its own, identity providers have a first login flow."""

from emulator.core.documents import Document
from emulator.realm.migrations import Material, Migration

_FIRST_LOGIN = "firstBrokerLoginFlowAlias"


def migrate(realm: Document, material: Material) -> None:
    """Sets the usual lifespan, and the built-in flow of identity providers that have none."""
    realm["accessTokenLifespanForImplicitFlow"] = material.fresh["accessTokenLifespanForImplicitFlow"]
    for provider in realm["identityProviders"]:
        provider[_FIRST_LOGIN] = provider.get(_FIRST_LOGIN) or "first broker login"


MIGRATION = Migration("1.7.0", migrate)
