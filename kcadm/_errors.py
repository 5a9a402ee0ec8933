"""What a command fails with, in the words of Keycloak's kcadm."""

from __future__ import annotations

CALLED = "kcadm.sh"
FAILURE, USAGE = 1, 2


class KcadmError(Exception):
    """A command that could not be done; the message is for standard error, the exit code is 1."""


class UsageError(KcadmError):
    """A command that was told nonsense; the exit code is 2, and help is pointed at."""


class NotHere(KcadmError):
    """Something that Keycloak's kcadm can and this one cannot; the message says which and what to do instead."""
