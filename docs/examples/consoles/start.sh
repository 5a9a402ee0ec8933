#!/bin/sh
# The emulator with the consoles of a Keycloak that lies on this machine: KEYCLOAK_HOME is its folder.
exec keycloak-emulator start-dev --consoles "${KEYCLOAK_HOME:?the folder of a Keycloak 26.7.4}" "$@"
