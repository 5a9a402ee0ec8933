"""Identity brokering: who an identity provider says that somebody is, and what becomes of it in the realm."""
