"""Running deployed scripts: what they see of Keycloak's objects, and what they decide."""
