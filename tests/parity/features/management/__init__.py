"""What fine-grained permissions of administrators (version 1) allow: asked of the real Keycloak, kept, and asked of the emulator."""
