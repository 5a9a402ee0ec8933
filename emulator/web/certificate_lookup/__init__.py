"""Where a proxy that ends TLS puts the client's certificate: one file for each of Keycloak's ``x509cert-lookup`` providers.

A member has ``certificates(values, options)``: the certificates in DER, the client's own first, from ``values``, which returns all
values of a header, and the provider's options by name. It raises ValueError for what cannot be read.
"""
