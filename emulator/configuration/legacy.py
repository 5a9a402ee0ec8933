"""Names that Keycloak once had: what they mean now, and what is said of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping

_VARIABLES = {
    "KEYCLOAK_ADMIN": "bootstrap-admin-username",
    "KEYCLOAK_ADMIN_PASSWORD": "bootstrap-admin-password",
    "KEYCLOAK_USER": "bootstrap-admin-username",
    "KEYCLOAK_PASSWORD": "bootstrap-admin-password",
}
_FORWARDING = "PROXY_ADDRESS_FORWARDING"
_OLD_HOSTNAME = ("url", "admin-url", "path", "port", "strict-backchannel", "strict-https")
HOSTNAME_V1 = frozenset({"proxy", *(f"hostname-{name}" for name in _OLD_HOSTNAME)})
_GONE = {"KEYCLOAK_IMPORT": "give the realm file to start-dev, or put it into data/import and say --import-realm"}


def variables(environ: Mapping[str, str], named: Collection[str], warnings: list[str]) -> dict[str, str]:
    """Options, by name, that old variables give and nothing in ``named`` does; a line for each goes to ``warnings``."""
    options: dict[str, str] = {}
    for old, name in _VARIABLES.items():
        if environ.get(old) and name not in named and name not in options:
            options[name] = environ[old]
            variable = "KC_" + name.upper().replace("-", "_")
            warnings.append(f"KC-SERVICES0110: Environment variable '{old}' is deprecated, use '{variable}' instead")
    if environ.get(_FORWARDING, "").lower() == "true" and "proxy-headers" not in named:
        options["proxy-headers"] = "xforwarded"
        warnings.append(f"Environment variable '{_FORWARDING}' is deprecated, use 'KC_PROXY_HEADERS=xforwarded' instead")
    warnings += [f"Environment variable '{old}' has no effect: {instead}" for old, instead in _GONE.items() if environ.get(old)]
    return options
