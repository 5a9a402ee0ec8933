"""Executors of client policies: one file each, named after Keycloak's provider id.

A member has ``execute(configuration, event)``, which raises OAuthError for what it refuses, and may change ``event.proposed``.
"""
