"""Required actions, one file each, named after Keycloak's provider id in lower case.

A member has ``challenge(attempt)`` and ``process(attempt)``, which return an outcome (None: done), and may have ``is_due(attempt, user)``:
whether the action is asked for although nobody required it.
"""
