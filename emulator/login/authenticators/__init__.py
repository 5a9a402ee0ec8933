"""Authenticators, one file each, named after Keycloak's provider id with underscores; see ``emulator.login.flow`` for what a member has."""
