#!/bin/sh
# Keycloak's admin command line, where Keycloak's image has it.
exec /opt/venv/bin/python -m emulator.kcadm "$@"
