"""``kcadm.sh``, Keycloak's admin command line: a client of the Admin REST API, of this server or of any other.

A subcommand is one file; what several of them need has a leading underscore. Nothing of the server is imported here.
"""
