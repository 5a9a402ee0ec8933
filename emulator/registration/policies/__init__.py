"""Client registration policies: a file is one, named after its provider id.

A member has ``HELP``, its help text, and ``properties(tables)``, its configuration as the Admin API describes it; ``check(tables, config)``
raises ``settings.Unfit`` for a configuration that does not fit. The rest is optional and speaks where a request is at: ``before_register``,
``before_update``, ``before_view`` and ``before_delete`` raise ``policy.Rejected``, ``after_register`` returns the changed client, and
``allowed_origins`` are web origins whose pages may register clients.
"""
