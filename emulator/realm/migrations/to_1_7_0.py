"""1.7.0: the implicit flow has a lifespan of its own, identity providers have a first login flow."""

from emulator.realm.migrations import Document, Material, Migration


def migrate(realm: Document, material: Material) -> None:
    """Sets the usual lifespan."""
    realm["accessTokenLifespanForImplicitFlow"] = material.fresh["accessTokenLifespanForImplicitFlow"]


MIGRATION = Migration("1.7.0", migrate)
