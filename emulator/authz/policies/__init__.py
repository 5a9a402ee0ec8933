"""Types of policies and permissions: one file each, named after its ``type``.

A member has ``NAME`` and ``GROUP`` (for the list of providers; ``INTERNAL`` ones are not in it), ``REPRESENTATION`` (what its typed
endpoint reads), ``config(write, given)`` (the configuration of a typed representation), ``imported(write, config)`` (the one of a generic
representation, whose names become ids), ``exported(tables, config)`` (the way back), ``shown(tables, policy)`` (the members of the
typed representation), ``echo(write, given)`` (those of the answer to a creation) and ``evaluate(evaluation, policy)``: whether the policy
permits, before its ``logic``.
"""
