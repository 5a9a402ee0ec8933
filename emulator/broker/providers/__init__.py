"""Identity providers, one file each, named after the provider id.

A member has ``authorization_url(asked)``, ``exchange(asked) -> Answer`` (which talks to the provider, in a thread), ``identity(asked,
answer) -> BrokeredIdentity`` and ``logout_url(provider, ...)``; the last two raise ``BrokerError``.
"""
