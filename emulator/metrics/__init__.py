"""Meters, and their text in the form of Keycloak's management port."""
