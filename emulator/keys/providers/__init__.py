"""Key providers: one file each, named after Keycloak's provider id.

A member has

- ``PROPERTIES``: the entries of its config that Keycloak knows, in the order in which it checks them
- ``key(component, owner) -> Key``: the component's key, its material made or read on first use
- ``fallback(algorithm, use) -> dict | None``: the config of the component that Keycloak adds when a realm has no key for
  ``algorithm``; None when this provider has none

and may have ``complete(config, owner) -> dict``, which checks further and adds what Keycloak stores with a new component.
"""
