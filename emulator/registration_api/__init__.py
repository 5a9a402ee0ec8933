"""Client registration over HTTP: ``clients-registrations`` and its providers."""
