"""Conditions of client policies: one file each, named after Keycloak's provider id.

A member has ``applies(configuration, event) -> bool | None``; None where the condition has nothing to say of such an event.
``is-negative-logic`` is not its business.
"""
