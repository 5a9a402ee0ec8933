"""OpenID Connect and OAuth 2.0 endpoints below ``/realms/{realm}``: one file each, which exports its ``ROUTES``."""
