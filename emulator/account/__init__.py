"""What users see and change of their own accounts: Keycloak's Account REST API, one resource a file, and a console of pages."""
