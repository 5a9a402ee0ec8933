"""HTML pages, with the ids and names of Keycloak's keycloak.v2 theme."""
