"""What fine-grained permissions of administrators (version 2) allow: asked of the real Keycloak, kept, and asked of the emulator."""
