"""What a token says: scopes, claims through mappers, issuing, verifying, opaque tokens."""
