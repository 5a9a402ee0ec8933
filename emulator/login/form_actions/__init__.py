"""Form actions of a registration form, one file each, named after Keycloak's provider id.

A member has ``validate(attempt, execution, errors)``, which adds messages by field, and ``success(attempt, execution)``.
"""
