"""What the server is told and by whom: command line, environment, ``conf/keycloak.conf``; the options that Keycloak has."""
