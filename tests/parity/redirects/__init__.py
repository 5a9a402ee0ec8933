"""Which redirect URIs Keycloak takes, at login and at logout: a thousand shapes, made by rule and recorded."""
