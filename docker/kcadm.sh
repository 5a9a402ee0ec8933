#!/bin/sh
# Keycloak's admin command line, where Keycloak's image has it.
exec python -P -m kcadm "$@"
