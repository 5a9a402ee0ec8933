"""Recordings of features that Keycloak has behind an option: they are played against a server that has them on."""
