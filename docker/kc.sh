#!/bin/sh
# The entry point that Keycloak's image has.
exec keycloak-emulator "$@"
