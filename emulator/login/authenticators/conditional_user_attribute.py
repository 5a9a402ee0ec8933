"""Holds for users with an attribute.

Configuration: ``attribute_name``, ``attribute_expected_value``, ``not``, ``regex``, ``include_group_attributes``.
"""

from __future__ import annotations

import re

from emulator.core import safe_regex
from emulator.login.attempt import Attempt
from emulator.login.authenticators import Authenticator
from emulator.login.outcome import FlowError
from emulator.realm.executions import Execution, Flow
from emulator.realm.texts import Text
from emulator.state import groups


def matches(attempt: Attempt, execution: Execution, flow: Flow) -> bool:
    """Whether one value of the attribute is the expected one; FlowError before a user is known."""
    user = attempt.user
    if user is None:
        raise FlowError(Text("invalidUserMessage"), reason="conditional-user-attribute needs a user, and none is known")
    config = execution.config
    name, expected = config.get("attribute_name", ""), config.get("attribute_expected_value", "")
    values = list(user.attributes.get(name) or ())
    if config.get("include_group_attributes") == "true":
        tables = attempt.context.tables
        for group in groups.of_user(tables, user):
            for step in groups.ancestry(tables, group):
                values += step.attributes.get(name) or ()
    if config.get("regex") == "true":
        try:
            fits = any(safe_regex.fullmatch(expected, value) for value in values)
        except re.error:
            fits = False
    else:
        fits = expected in values
    return fits != (config.get("not") == "true")


AUTHENTICATOR = Authenticator("conditional-user-attribute", matches=matches)
