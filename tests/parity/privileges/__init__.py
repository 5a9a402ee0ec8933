"""What each administrative role may do at each route of the Admin API: asked of the real Keycloak, kept, and asked of the emulator."""
