"""Typed windows on Keycloak's representations.

The document (a plain JSON object) is the truth; a view reads the fields that the engine acts on, with Keycloak's default
beside the name. Everything else rides along in the document.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from emulator.realm import scalars
from emulator.realm._view import Field, FilledField, View
from emulator.realm.social_names import SOCIAL


class ProtocolMapper(View):
    """ProtocolMapperRepresentation; ``config`` values are strings."""

    __slots__ = ()
    name = Field("name", "")
    protocol = Field("protocol", "openid-connect")
    provider = Field("protocolMapper", "")
    config: Field[Mapping[str, str]] = Field("config", {})


class ClientScope(View):
    """ClientScopeRepresentation."""

    __slots__ = ()
    name = Field("name", "")
    protocol = Field("protocol", "")
    attributes: Field[Mapping[str, str]] = Field("attributes", {})
    protocol_mappers: Field[Sequence[Mapping[str, Any]]] = Field("protocolMappers", ())

    @property
    def in_token_scope(self) -> bool:
        """Whether the scope's name stands in the ``scope`` of tokens."""
        return self.attributes.get("include.in.token.scope", "true") == "true"


class Client(View):
    """ClientRepresentation."""

    __slots__ = ()
    client_id = Field("clientId", "")
    enabled = Field("enabled", True)
    protocol = Field("protocol", "openid-connect")
    secret = Field("secret", "")
    authenticator = Field("clientAuthenticatorType", "client-secret")
    public = Field("publicClient", False)
    bearer_only = Field("bearerOnly", False)
    consent_required = Field("consentRequired", False)
    standard_flow = Field("standardFlowEnabled", True)
    implicit_flow = Field("implicitFlowEnabled", False)
    direct_access_grants = Field("directAccessGrantsEnabled", False)
    service_accounts = Field("serviceAccountsEnabled", False)
    full_scope_allowed = Field("fullScopeAllowed", True)
    not_before = Field("notBefore", 0)
    root_url = Field("rootUrl", "")
    base_url = Field("baseUrl", "")
    admin_url = Field("adminUrl", "")
    redirect_uris: Field[Sequence[str]] = Field("redirectUris", ())
    web_origins: Field[Sequence[str]] = Field("webOrigins", ())
    attributes: Field[Mapping[str, str]] = Field("attributes", {})
    protocol_mappers: Field[Sequence[Mapping[str, Any]]] = Field("protocolMappers", ())
    default_client_scopes: Field[Sequence[str]] = Field("defaultClientScopes", ())
    optional_client_scopes: Field[Sequence[str]] = Field("optionalClientScopes", ())
    authentication_flow_overrides: Field[Mapping[str, str]] = Field("authenticationFlowBindingOverrides", {})

    @property
    def proves_by(self) -> str:
        """How events say that the client authenticated: a public one does as one with a secret, which it has not got."""
        return "client-secret" if self.public else self.authenticator

    def flag(self, attribute: str, default: bool = False) -> bool:
        """A true/false client attribute."""
        value = self.attributes.get(attribute)
        return default if value is None else str(value).lower() == "true"

    def number(self, attribute: str) -> int | None:
        """A whole-number client attribute, as Java reads an ``int``; None when absent, empty or not such a number."""
        value = self.attributes.get(attribute)
        return None if value is None else scalars.java_int(str(value))

    def texts(self, attribute: str) -> list[str]:
        """A client attribute that holds several texts."""
        text = self.attributes.get(attribute)
        return text.split("##") if text is not None else []


class Role(View):
    """RoleRepresentation; ``container_id`` is the realm's or the client's id."""

    __slots__ = ()
    name = Field("name", "")
    client_role = Field("clientRole", False)
    container_id = Field("containerId", "")
    attributes: Field[Mapping[str, Sequence[str]]] = Field("attributes", {})


class Group(View):
    """GroupRepresentation, stored flat: ``parent_id`` is empty for a top-level group."""

    __slots__ = ()
    name = Field("name", "")
    parent_id = Field("parentId", "")
    attributes: Field[Mapping[str, Sequence[str]]] = Field("attributes", {})


class Credential(View):
    """CredentialRepresentation as stored: ``secretData`` and ``credentialData`` are JSON texts."""

    __slots__ = ()
    type = Field("type", "password")
    secret_data = Field("secretData", "")
    credential_data = Field("credentialData", "")
    temporary = Field("temporary", False)


class User(View):
    """UserRepresentation, without the role and group members that have tables of their own."""

    __slots__ = ()
    username = Field("username", "")
    email = Field("email", "")
    first_name = Field("firstName", "")
    last_name = Field("lastName", "")
    enabled = Field("enabled", False)
    email_verified = Field("emailVerified", False)
    not_before = Field("notBefore", 0)
    created = Field("createdTimestamp", 0)
    service_account_client = Field("serviceAccountClientId", "")
    attributes: Field[Mapping[str, Sequence[str]]] = Field("attributes", {})
    credentials: Field[Sequence[Mapping[str, Any]]] = Field("credentials", ())
    required_actions: Field[Sequence[str]] = Field("requiredActions", ())
    consents: Field[Sequence[Mapping[str, Any]]] = Field("clientConsents", ())


class Component(View):
    """ComponentRepresentation; ``config`` values are lists of strings."""

    __slots__ = ()
    name = Field("name", "")
    provider_id = Field("providerId", "")
    provider_type = Field("providerType", "")
    parent_id = Field("parentId", "")
    config: Field[Mapping[str, Sequence[str]]] = Field("config", {})


class RequiredAction(View):
    """RequiredActionProviderRepresentation."""

    __slots__ = ()
    alias = Field("alias", "")
    name = Field("name", "")
    provider = Field("providerId", "")
    enabled = Field("enabled", True)
    priority = Field("priority", 0)
    config: Field[Mapping[str, str]] = Field("config", {})


class IdentityProvider(View):
    """IdentityProviderRepresentation; ``config`` values are strings."""

    __slots__ = ()
    internal_id = Field("internalId", "")
    alias = Field("alias", "")
    display_name = Field("displayName", "")
    provider = Field("providerId", "")
    enabled = Field("enabled", True)
    trust_email = Field("trustEmail", False)
    store_token = Field("storeToken", False)
    add_read_token_role = Field("addReadTokenRoleOnCreate", False)
    link_only = Field("linkOnly", False)
    first_broker_login_flow = Field("firstBrokerLoginFlowAlias", "")
    post_broker_login_flow = Field("postBrokerLoginFlowAlias", "")
    config: Field[Mapping[str, str]] = Field("config", {})

    @property
    def name(self) -> str:
        """What pages call the provider: a social one without a name of its own has its kind's, as observed."""
        return self.display_name or SOCIAL.get(self.provider) or self.alias

    def text(self, name: str) -> str:
        """A value of the configuration; empty when it is absent."""
        return str(self.config.get(name) or "")

    @property
    def accepts_prompt_none(self) -> bool:
        """Whether a login that may show no page (``prompt=none``) goes on there."""
        return self.flag("acceptsPromptNoneForwardFromClient")

    def flag(self, name: str, default: bool = False) -> bool:
        """A yes or no of the configuration."""
        value = self.config.get(name)
        return default if value in (None, "") else str(value).lower() == "true"


class IdentityProviderMapper(View):
    """IdentityProviderMapperRepresentation; ``config`` values are strings."""

    __slots__ = ()
    name = Field("name", "")
    alias = Field("identityProviderAlias", "")
    mapper = Field("identityProviderMapper", "")
    config: Field[Mapping[str, str]] = Field("config", {})


class Realm(View):
    """RealmRepresentation, without the members that have tables of their own. Lifespans are in seconds."""

    __slots__ = ()
    name = Field("realm", "")
    display_name = Field("displayName", "")
    display_name_html = Field("displayNameHtml", "")
    enabled = Field("enabled", False)
    events_enabled = Field("eventsEnabled", False)
    events_expiration = Field("eventsExpiration", 0)
    events_listeners: Field[Sequence[str]] = Field("eventsListeners", ())
    enabled_event_types: Field[Sequence[str]] = Field("enabledEventTypes", ())
    admin_events_enabled = Field("adminEventsEnabled", False)
    admin_events_details = Field("adminEventsDetailsEnabled", False)
    ssl_required = Field("sslRequired", "external")
    not_before = Field("notBefore", 0)
    default_signature_algorithm: FilledField[str] = FilledField("defaultSignatureAlgorithm", "RS256")
    revoke_refresh_token = Field("revokeRefreshToken", False)
    refresh_token_max_reuse = Field("refreshTokenMaxReuse", 0)
    access_token_lifespan = Field("accessTokenLifespan", 300)
    access_token_lifespan_implicit = Field("accessTokenLifespanForImplicitFlow", 900)
    sso_session_idle = Field("ssoSessionIdleTimeout", 1800)
    sso_session_max = Field("ssoSessionMaxLifespan", 36000)
    sso_session_idle_remember_me = Field("ssoSessionIdleTimeoutRememberMe", 0)
    sso_session_max_remember_me = Field("ssoSessionMaxLifespanRememberMe", 0)
    offline_session_idle = Field("offlineSessionIdleTimeout", 2592000)
    offline_session_max_enabled = Field("offlineSessionMaxLifespanEnabled", False)
    offline_session_max = Field("offlineSessionMaxLifespan", 5184000)
    client_session_idle = Field("clientSessionIdleTimeout", 0)
    client_session_max = Field("clientSessionMaxLifespan", 0)
    client_offline_session_idle = Field("clientOfflineSessionIdleTimeout", 0)
    client_offline_session_max = Field("clientOfflineSessionMaxLifespan", 0)
    access_code_lifespan = Field("accessCodeLifespan", 60)
    access_code_lifespan_login = Field("accessCodeLifespanLogin", 1800)
    registration_allowed = Field("registrationAllowed", False)
    registration_email_as_username = Field("registrationEmailAsUsername", False)
    remember_me = Field("rememberMe", False)
    verify_email = Field("verifyEmail", False)
    login_with_email = Field("loginWithEmailAllowed", True)
    duplicate_emails = Field("duplicateEmailsAllowed", False)
    reset_password_allowed = Field("resetPasswordAllowed", False)
    edit_username_allowed = Field("editUsernameAllowed", False)
    password_policy = Field("passwordPolicy", "")
    brute_force_protected = Field("bruteForceProtected", False)
    permanent_lockout = Field("permanentLockout", False)
    max_temporary_lockouts = Field("maxTemporaryLockouts", 0)
    brute_force_strategy = Field("bruteForceStrategy", "MULTIPLE")
    max_failure_wait = Field("maxFailureWaitSeconds", 900)
    minimum_quick_login_wait = Field("minimumQuickLoginWaitSeconds", 60)
    wait_increment = Field("waitIncrementSeconds", 60)
    quick_login_check_ms = Field("quickLoginCheckMilliSeconds", 1000)
    max_delta_time = Field("maxDeltaTimeSeconds", 43200)
    failure_factor = Field("failureFactor", 30)
    max_secondary_failures = Field("maxSecondaryAuthFailures", 0)
    user_managed_access = Field("userManagedAccessAllowed", False)
    organizations_enabled = Field("organizationsEnabled", False)
    default_role: Field[Mapping[str, Any]] = Field("defaultRole", {})
    default_groups: Field[Sequence[str]] = Field("defaultGroups", ())
    default_default_client_scopes: Field[Sequence[str]] = Field("defaultDefaultClientScopes", ())
    default_optional_client_scopes: Field[Sequence[str]] = Field("defaultOptionalClientScopes", ())
    browser_security_headers: Field[Mapping[str, str]] = Field("browserSecurityHeaders", {})
    attributes: Field[Mapping[str, str]] = Field("attributes", {})
    required_actions: Field[Sequence[Mapping[str, Any]]] = Field("requiredActions", ())
    authentication_flows: Field[Sequence[Mapping[str, Any]]] = Field("authenticationFlows", ())
    authenticator_config: Field[Sequence[Mapping[str, Any]]] = Field("authenticatorConfig", ())
    browser_flow = Field("browserFlow", "browser")
    registration_flow = Field("registrationFlow", "registration")
    reset_credentials_flow = Field("resetCredentialsFlow", "reset credentials")
    direct_grant_flow = Field("directGrantFlow", "direct grant")
    first_broker_login_flow = Field("firstBrokerLoginFlow", "first broker login")
    identity_providers: Field[Sequence[Mapping[str, Any]]] = Field("identityProviders", ())
    identity_provider_mappers: Field[Sequence[Mapping[str, Any]]] = Field("identityProviderMappers", ())
    otp_policy_type = Field("otpPolicyType", "totp")
    otp_policy_algorithm = Field("otpPolicyAlgorithm", "HmacSHA1")
    otp_policy_initial_counter = Field("otpPolicyInitialCounter", 0)
    otp_policy_digits = Field("otpPolicyDigits", 6)
    otp_policy_look_ahead = Field("otpPolicyLookAheadWindow", 1)
    otp_policy_period = Field("otpPolicyPeriod", 30)
    otp_policy_reusable = Field("otpPolicyCodeReusable", False)
    action_token_user_lifespan = Field("actionTokenGeneratedByUserLifespan", 300)
    action_token_admin_lifespan = Field("actionTokenGeneratedByAdminLifespan", 43200)
    access_code_lifespan_user_action = Field("accessCodeLifespanUserAction", 300)
    smtp_server: Field[Mapping[str, str]] = Field("smtpServer", {})

    def number(self, attribute: str, default: int = 0) -> int:
        """A whole-number realm attribute."""
        try:
            return int(self.attributes.get(attribute) or default)
        except ValueError:
            return default
