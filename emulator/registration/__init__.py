"""Clients that register themselves (RFC 7591, RFC 7592): who may, what policies let through, and what becomes of their metadata."""
