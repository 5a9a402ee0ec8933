"""The Admin REST API: one file a resource, which exports its ``ROUTES``.

A resource's function takes an ``AdminCall`` and returns a Response; who may call it is stated beside its route.
"""
