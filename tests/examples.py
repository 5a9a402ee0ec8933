"""Random examples by hypothesis: none is too slow on a busy machine, and each run has the same.

Its settings have to be there before a test is declared, so tests take ``given`` from here.
"""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

settings.register_profile(
    "suite",
    settings.get_profile("ci"),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("suite")

__all__ = ["given", "settings", "st"]
