"""Keycloak's own consoles, in the files that the user gives: what there is, read where it lies. Nothing of them is part of the emulator.

Knows no HTTP: the pages and the paths are in ``pages``, ``admin`` and ``account``.
"""
