"""Under which URLs Keycloak believes to be reached: by its hostname options and what a proxy's headers say, recorded."""
