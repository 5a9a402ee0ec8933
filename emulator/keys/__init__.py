"""Keys: the realm's key ring, signing, verifying, encrypting, JWKS, password hashes. Only this room touches cryptography."""
