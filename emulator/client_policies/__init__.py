"""Client policies: what happens to clients and their requests meets the realm's conditions, and executors refuse or change it.

``conditions`` and ``executors`` have one file each for Keycloak's providers, ``engine`` brings them together.
"""
