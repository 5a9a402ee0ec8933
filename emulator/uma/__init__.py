"""The protection API (UMA 2.0): one file a resource, which exports its ``ROUTES``."""
