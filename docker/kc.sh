#!/bin/sh
# The entry point that Keycloak's image has. The server takes the shell's place, so that signals reach it.
exec python -P -m emulator "$@"
