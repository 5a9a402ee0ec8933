"""Key providers: one file each, named after Keycloak's provider id.

A member has ``keys(component, vault) -> KeyParts``: what the component's key is, with its material made or read only on use.
"""
