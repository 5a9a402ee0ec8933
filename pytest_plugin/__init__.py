"""The pytest plugin: the fixture ``keycloak``."""
