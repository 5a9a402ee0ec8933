#!/bin/sh
# Keycloak's command line for administrators.
exec python -P -m emulator.kcadm "$@"
