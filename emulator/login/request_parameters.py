"""The names that parameters of an authorization request have, as Keycloak knows them."""

from __future__ import annotations

SECRETS = frozenset({"client_secret", "client_assertion", "client_assertion_type"})
"""What a client shows of itself."""
REPEATABLE = SECRETS | {"request", "request_uri"}
"""What a request may say more than once, as observed; the first counts."""
KNOWN = SECRETS | {
    "client_id", "response_type", "response_mode", "redirect_uri", "scope", "state", "nonce", "prompt", "max_age", "login_hint",
    "ui_locales", "acr_values", "claims", "request", "request_uri", "code_challenge", "code_challenge_method", "kc_idp_hint", "kc_action",
    "dpop_jkt", "resource",
}  # fmt: skip
"""All others are parameters of somebody's own, also ``kc_locale``, ``display`` and ``id_token_hint``, as observed."""
