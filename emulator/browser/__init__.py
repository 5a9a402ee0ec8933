"""Endpoints that a browser comes to: logins, brokering, logouts; one file each, which exports its ``ROUTES``."""
