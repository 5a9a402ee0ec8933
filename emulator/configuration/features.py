"""Which of Keycloak's features are on, of those that can be switched here: see ``--features`` and ``--features-disabled``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from emulator.configuration.option_values import SettingsError, comma_list
from emulator.core.dataclass import dataclass

ADMIN_PERMISSIONS_V1 = "ADMIN_FINE_GRAINED_AUTHZ"
ADMIN_PERMISSIONS_V2 = "ADMIN_FINE_GRAINED_AUTHZ_V2"
TOKEN_EXCHANGE_V1 = "TOKEN_EXCHANGE"
WORKFLOWS = "WORKFLOWS"
SPIFFE = "SPIFFE"
IDENTITY_ASSERTION = "IDENTITY_ASSERTION_JWT"
RESOURCE_INDICATORS = "RESOURCE_INDICATORS"
SCRIPTS = "SCRIPTS"
ENABLED, DISABLED, ONE = "features", "features-disabled", "feature-"
"""The options: two lists, and what the option of a single feature begins with."""
_PREVIEW = "preview"


@dataclass(frozen=True, slots=True)
class _Feature:
    """``key`` is its name in ``/admin/serverinfo``, ``name`` and ``version`` are those of the options; ``usual`` is how it is unasked."""

    key: str
    name: str
    version: int
    usual: bool
    preview: bool = False

    @property
    def versioned(self) -> str:
        """The name with the version."""
        return f"{self.name}:v{self.version}"


_SWITCHES = (
    _Feature(ADMIN_PERMISSIONS_V2, "admin-fine-grained-authz", 2, usual=True),
    _Feature(ADMIN_PERMISSIONS_V1, "admin-fine-grained-authz", 1, usual=False),
    _Feature(TOKEN_EXCHANGE_V1, "token-exchange", 1, usual=False, preview=True),
    _Feature(WORKFLOWS, "workflows", 1, usual=True),
    _Feature(SPIFFE, "spiffe", 1, usual=False, preview=True),
    _Feature(IDENTITY_ASSERTION, "identity-assertion-jwt", 1, usual=False),
    _Feature(RESOURCE_INDICATORS, "resource-indicators", 1, usual=False),
    _Feature(SCRIPTS, "scripts", 1, usual=False, preview=True),
)
"""Of several versions of a feature the one that Keycloak prefers comes first."""
SWITCHED = frozenset(feature.key for feature in _SWITCHES)
USUAL = frozenset(feature.key for feature in _SWITCHES if feature.usual)
_NAMES = frozenset({*(feature.name for feature in _SWITCHES), _PREVIEW})


def resolve(given: Mapping[str, str]) -> frozenset[str]:
    """Keys of the features that are on, of those that can be switched, by options by name. Raises SettingsError."""
    on, off = _asked(given)
    both = sorted(name for name in off if name in on)
    if both:
        raise SettingsError(f"{both[0]} is in both the enabled and disabled feature lists.")
    keys: set[str] = set()
    for name in dict.fromkeys(feature.name for feature in _SWITCHES):
        keys.update(_of_one([feature for feature in _SWITCHES if feature.name == name], on, off))
    return frozenset(keys)


def idle(given: Mapping[str, str]) -> list[str]:
    """What the options name that changes nothing here."""
    on, off = _asked(given)
    return sorted(text for text in {*on, *off} if text.partition(":")[0] not in _NAMES)


def _asked(options: Mapping[str, str]) -> tuple[set[str], set[str]]:
    """What is to be on, and what off; an option of a single feature is stronger than the lists."""
    on, off = set(comma_list(options.get(ENABLED, ""))), set(comma_list(options.get(DISABLED, "")))
    for option, value in options.items():
        name = option.removeprefix(ONE)
        if option in (ENABLED, DISABLED) or name == option:
            continue
        on, off = ({text for text in texts if text.partition(":")[0] != name} for texts in (on, off))
        if value == "disabled":
            off.add(name)
        else:
            on.add(name if value == "enabled" else f"{name}:{value}")
    return on, off


def _of_one(versions: list[_Feature], on: set[str], off: set[str]) -> Iterable[str]:
    """Keys of the versions of one feature that are on: one at most."""
    name = versions[0].name
    chosen = [feature for feature in versions if feature.versioned in on]
    for feature in versions:
        if feature.versioned in off:
            raise SettingsError(f"Feature {feature.versioned} should not be disabled using a versioned key.")
    if chosen and (name in on or name in off):
        state = "enabled" if name in on else "disabled"
        raise SettingsError(f"Versioned feature {chosen[0].versioned} is not expected as {name} is already {state}")
    if len(chosen) > 1:
        listed = ", ".join(feature.versioned for feature in chosen)
        raise SettingsError(f"Multiple versions of the same feature {listed} should not be enabled.")
    if name in off:
        return ()
    if name in on:
        chosen = versions[:1]
    return [feature.key for feature in chosen or versions if chosen or feature.usual or (feature.preview and _PREVIEW in on)]
