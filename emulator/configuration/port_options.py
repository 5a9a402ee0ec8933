"""Options of the ports: TLS, the management port, and proxies that end TLS, in Keycloak's words."""

from __future__ import annotations

from collections.abc import Mapping

from emulator.core.dataclass import dataclass

Row = tuple[str, str, str, bool, tuple[str, ...]]
"""Name, help, default, whether it may come without a value, and the values that it can have."""

CLIENT_AUTH = ("none", "request", "required")
LOOKUP = "spi-x509cert-lookup"
_LOOKUP_HELP = {
    "ssl-client-cert": "header with the client's certificate",
    "ssl-cert-chain": "header with the certificates of its authorities",
    "ssl-cert-chain-prefix": "beginning of the names of headers with the certificates of its authorities",
    "certificate-chain-length": "how many certificates of authorities count",
    "trust-proxy-verification": "ask the proxy, in ssl-client-verify, whether it trusts the certificate",
    "cert-is-url-encoded": "the certificate is escaped as in a URL",
}
_NUMBERED = {"ssl-client-cert": "", "ssl-cert-chain-prefix": "", "certificate-chain-length": "1"}
LOOKUPS: Mapping[str, Mapping[str, str]] = {
    "nginx": {**_NUMBERED, "trust-proxy-verification": "false", "cert-is-url-encoded": "true"},
    "haproxy": {**_NUMBERED, "ssl-cert-chain": ""},
    "apache": _NUMBERED,
    "rfc9440": {"ssl-client-cert": "Client-Cert", "ssl-cert-chain": "Client-Cert-Chain", "certificate-chain-length": "1"},
    "traefik": {"certificate-chain-length": "1"},
    "envoy": {},
}


@dataclass(frozen=True)
class Tls:
    """How a port speaks TLS: files by path, empty where there is none; ``client_auth`` is ``none``, ``request`` or ``required``."""

    certificate_file: str = ""
    certificate_key_file: str = ""
    key_store_file: str = ""
    key_store_password: str = "password"
    key_store_type: str = ""
    client_auth: str = "none"
    trust_store_file: str = ""
    trust_store_password: str = ""
    trust_store_type: str = ""
    protocols: str = "TLSv1.3,TLSv1.2"

    @property
    def configured(self) -> bool:
        """Whether there is a certificate to serve with."""
        return bool(self.certificate_file or self.certificate_key_file or self.key_store_file)


def _row(name: str, text: str, default: str = "", flag: bool = False, choices: tuple[str, ...] = ()) -> Row:
    return name, text, default, flag, choices


def _tls(name: str, port: str) -> tuple[Row, ...]:
    """The options of a port with TLS, which have the same names for each."""
    kinds = ("PKCS12", "PEM", "JKS")
    return (
        _row(f"{name}-certificate-file", f"certificate of {port}, in PEM, those of its authorities after it"),
        _row(f"{name}-certificate-key-file", "private key of that certificate, in PEM"),
        _row(f"{name}-key-store-file", "PKCS12 file with certificate and key, in their place"),
        _row(f"{name}-key-store-password", "password of the key store", "password"),
        _row(f"{name}-key-store-type", "type of the key store (default: by the file's name)", "", False, kinds),
        _row(f"{name}-client-auth", "ask clients for a certificate: one that is sent has to be trusted", "none", False, CLIENT_AUTH),
        _row(f"{name}-trust-store-file", "authorities of client certificates, in PEM or PKCS12"),
        _row(f"{name}-trust-store-password", "password of the trust store"),
        _row(f"{name}-trust-store-type", "type of the trust store (default: by the file's name)", "", False, kinds),
        _row(f"{name}-protocols", "versions of TLS to speak", "TLSv1.3,TLSv1.2"),
        _row(f"{name}-certificates-reload-period", "accepted; the files are read once, when the server starts", "1h"),
    )


EVENT_TAGS = ("realm", "idp", "clientId")
EVENTS = (
    "authreqid_to_token", "client_delete", "client_info", "client_initiated_account_linking", "client_login", "client_register",
    "client_update", "code_to_token", "custom_required_action", "delete_account", "execute_action_token", "execute_actions",
    "federated_identity_link", "federated_identity_override_link", "grant_consent", "identity_provider_first_login",
    "identity_provider_link_account", "identity_provider_login", "identity_provider_post_login", "identity_provider_response",
    "identity_provider_retrieve_token", "impersonate", "introspect_token", "invalid_signature", "invite_org",
    "jwt_authorization_grant", "login", "logout", "oauth2_device_auth", "oauth2_device_code_to_token",
    "oauth2_device_verify_user_code", "oauth2_extension_grant", "permission_token", "pushed_authorization_request", "refresh_token",
    "register", "register_node", "remove_credential", "remove_federated_identity", "remove_totp", "reset_password",
    "restart_authentication", "revoke_grant", "send_identity_provider_link", "send_reset_password", "send_verify_email",
    "token_exchange", "unregister_node", "update_consent", "update_credential", "update_email", "update_password", "update_profile",
    "update_totp", "user_disabled_by_permanent_lockout", "user_disabled_by_temporary_lockout", "user_info_request",
    "user_session_deleted", "verifiable_credential_create_offer", "verifiable_credential_nonce_request",
    "verifiable_credential_offer_request", "verifiable_credential_pre_authorized_grant", "verifiable_credential_request",
    "verify_email", "verify_profile",
)  # fmt: skip

ROWS: tuple[Row, ...] = (
    _row("http-enabled", "listen on the http port too where https is configured", "true", True),
    _row("https-port", "port to listen on with TLS; opened where a certificate is given", "8443"),
    *_tls("https", "8443"),
    _row("truststore-paths", "files and folders of further authorities to trust, in PEM or PKCS12, separated by commas"),
    _row("http-management-scheme", "http, or inherited: https where the main port has it", "inherited", False, ("inherited", "http")),
    _row("http-management-relative-path", "path of the management port's endpoints (default: --http-relative-path)"),
    _row("http-management-health-enabled", "serve /health on the management port, where health checks are enabled at all", "true", True),
    *_tls("https-management", "the management port"),
    _row("proxy-trusted-addresses", "addresses and networks of proxies whose headers count, separated by commas (default: all)"),
    _row(f"{LOOKUP}--provider", "proxy that passes on client certificates, in its own headers", "default", False, ("default", *LOOKUPS)),
    *(
        _row(f"{LOOKUP}--{proxy}--{name}", _LOOKUP_HELP[name], default)
        for proxy, names in LOOKUPS.items()
        for name, default in names.items()
    ),
    _row("metrics-enabled", "count requests and serve /metrics on the management port", "false", True),
    _row("http-metrics-histograms-enabled", "count durations of requests in buckets", "false", True),
    _row("http-metrics-slos", "further limits of buckets in milliseconds, separated by commas"),
    _row("event-metrics-user-enabled", "count user events", "false", True),
    _row("event-metrics-user-tags", "labels of counted user events: realm, idp, clientId", "realm"),
    _row("event-metrics-user-events", "user events to count, separated by commas (default: all)"),
    _row("shutdown-delay", "how long to go on serving, no longer ready, when told to stop: 1s, 500ms (Keycloak: 1s)", "0s"),
)
