"""Protocol mappers: one file each, named after its provider id with underscores for dashes.

A member has ``NAME`` and ``HELP`` (as server-info shows them), ``PRIORITY`` (lower runs earlier), ``PLACES`` (a subset of
``access``, ``id``, ``userinfo``, ``introspection``, ``response``: where it can put something), ``CONFIG`` (its config
properties), ``READS_SESSION`` (whether its result depends on more than the realm's documents) and
``bind(mapper, subject) -> Apply | None``. Which places a configured mapper serves is decided once, in ``tokens.plan``.
"""
