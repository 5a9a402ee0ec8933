"""Client authenticators: one file each, named after its provider id.

A member has ``authenticate(call, client, parameters) -> bool``: False when the request has nothing for it, OAuthError when what it has is refused.
"""
