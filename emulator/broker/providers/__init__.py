"""Identity providers, one file each, named after the provider id.

A member has ``authorization_url(asked)``, ``exchange(asked)`` (work that talks to the provider, in a thread, and returns an ``Answer``),
``keys(asked, answer, at)``, which verify what was answered, ``identity(asked, answer) -> BrokeredIdentity`` and ``logout_url(provider,
...)``. They raise ``BrokerError``.
"""
