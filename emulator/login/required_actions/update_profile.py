"""UPDATE_PROFILE: the form of the user profile."""

from __future__ import annotations

from emulator.login.required_actions import RequiredActionProvider, _profile

REQUIRED_ACTION_PROVIDER = RequiredActionProvider("UPDATE_PROFILE", challenge=_profile.challenge, process=_profile.process)
