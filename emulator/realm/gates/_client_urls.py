"""The URLs of a client: which may not be there, and in which words Keycloak says so."""

from __future__ import annotations

from collections.abc import Iterator

from emulator.core.dataclass import dataclass
from emulator.realm import clients
from emulator.realm.gates import Path, uris
from emulator.realm.gates._told import Problem
from emulator.realm.views import Client

_SERVER = "https://localhost/auth"


@dataclass(frozen=True, slots=True)
class _Place:
    field: str
    noun: str
    key: str
    opens: bool = True
    """Whether it has to be a URL, not just a URI."""
    whole: bool = False
    """Whether a fragment is refused."""
    links: bool = False
    """Whether only scripts are refused (a logo may be data)."""
    attribute: str = ""
    """The client attribute that it is in; empty for a member of its own."""

    def path(self, index: int | None = None) -> Path:
        """Where in the representation it is."""
        if self.attribute:
            return ("attributes", self.attribute)
        return (self.member,) if index is None else (self.member, index)

    @property
    def member(self) -> str:
        """The member that has the name of the field, but for SAML's, which is the admin URL."""
        return "adminUrl" if self.field == "masterSamlProcessingUrl" else self.field


_ROOT = _Place("rootUrl", "Root URL", "clientRootURL", whole=True)
_BASE = _Place("baseUrl", "Base URL", "clientBaseURL")
_BACKCHANNEL = _Place("backchannelLogoutUrl", "Backchannel logout URL", "backchannelLogoutUrl", attribute="backchannel.logout.url")
_REDIRECT = _Place("redirectUris", "A redirect URI", "clientRedirectURIs", opens=False, whole=True)
_POST_LOGOUT = _Place(
    "postLogoutUris", "A post-logout redirect URI", "clientPostLogoutRedirectURIs", opens=False, whole=True,
    attribute="post.logout.redirect.uris",
)  # fmt: skip
_REQUEST = _Place("requestUris", "Valid request URIs", "requestUris", opens=False, attribute="request.uris")
_ADMIN = _Place("adminUrl", "Admin URL", "adminURL")
_JWKS = _Place("jwksUrl", "JWKS URL", "jwksURL", attribute="jwks.url")
_FRONTCHANNEL = _Place("frontchannelLogoutUrl", "Front-channel logout URL", "frontchannelLogoutUrl", attribute="frontchannel.logout.url")
_LOGO = _Place("logoUri", "Logo URL", "logoURL", opens=False, links=True, attribute="logoUri")
_POLICY = _Place("policyUri", "Policy URL", "policyURL", attribute="policyUri")
_TERMS = _Place("tosUri", "Terms of service URL", "tosURL", attribute="tosUri")
_SAML_ADMIN = _Place("masterSamlProcessingUrl", "Master SAML Processing URL", "adminUrlURL")
_OF_SAML = tuple(
    _Place(field, noun, key, attribute=field)
    for field, noun, key in (
        ("saml_assertion_consumer_url_post", "Assertion Consumer Service POST Binding URL", "samlAssertionConsumerUrlPostURL"),
        ("saml_assertion_consumer_url_redirect", "Assertion Consumer Service Redirect Binding URL", "samlAssertionConsumerUrlRedirectURL"),
        ("saml_artifact_binding_url", "Artifact Binding URL", "samlAssertionConsumerUrlArtifactURL"),
        ("saml_single_logout_service_url_post", "Logout Service POST Binding URL", "samlLogoutServiceUrlPostURL"),
        ("saml_single_logout_service_url_artifact", "Logout Service ARTIFACT Binding URL", "samlLogoutServiceUrlArtifactURL"),
        ("saml_single_logout_service_url_redirect", "Logout Service Redirect Binding URL", "samlLogoutServiceUrlRedirectURL"),
        ("saml_single_logout_service_url_soap", "Logout Service SOAP Binding URL", "samlLogoutServiceUrlSoapURL"),
        ("saml_artifact_resolution_service_url", "Artifact Resolution Service", "samlArtifactResolutionServiceURL"),
    )
)
_IRREGULAR_KEYS = {"backchannelLogoutUrl": "backchannelLogoutUrlIsInvalid"}


def problems(client: Client) -> Iterator[Problem]:
    """The faults of a client's URLs."""
    attributes = client.attributes
    root = _SERVER if client.root_url in clients.OF_SERVER else client.root_url
    yield from _check(_ROOT, root)
    yield from _check(_BASE, _resolved(_SERVER, client.base_url))
    yield from _check(_BACKCHANNEL, _resolved(_SERVER, attributes.get("backchannel.logout.url")))
    for index, uri in enumerate(client.redirect_uris):
        yield from _check(_REDIRECT, _resolved(root, uri), index)
    for uri in client.texts("post.logout.redirect.uris"):
        if uri not in ("-", "+", "*"):
            yield from _check(_POST_LOGOUT, _resolved(root, uri))
    for uri in client.texts("request.uris"):
        yield from _check(_REQUEST, _resolved(root, uri))
    if client.protocol == "openid-connect":
        admin = _resolved(root, client.admin_url)
        yield from _check(_ADMIN, admin.replace("${client_session_host}", "localhost") if admin else admin)
    yield from _check(_JWKS, _resolved(root, attributes.get("jwks.url")))
    yield from _check(_FRONTCHANNEL, _resolved(root, attributes.get("frontchannel.logout.url")))
    for place in (_LOGO, _POLICY, _TERMS):
        yield from _check(place, attributes.get(place.field))
    if client.protocol == "saml":
        yield from _check(_SAML_ADMIN, client.admin_url)
        for place in _OF_SAML:
            yield from _check(place, attributes.get(place.field))


def _resolved(root: str | None, uri: str | None) -> str | None:
    return uris.against(root, uri)


def _check(place: _Place, url: str | None, index: int | None = None) -> Iterator[Problem]:
    if url:
        for message, key in _faults(place, url):
            yield Problem(place.field, message, key, place.path(index))


def _faults(place: _Place, url: str) -> Iterator[tuple[str, str]]:
    """Sentences and keys of what is wrong with a URL in its place."""
    try:
        uri = uris.parse(_without_parameters(url) if place is _BACKCHANNEL else url)
    except uris.MalformedUri:
        yield _invalid(place)
        return
    scheme = (uri.scheme or "").lower()
    refused = False
    if scheme == "javascript" or (scheme == "data" and not place.links):
        message = f"{place.noun} {'has a value with' if place is _REQUEST else 'uses an'} illegal scheme"
        yield message, "requestUrisHasIllegalSchemeError" if place is _REQUEST else f"{place.key}IllegalSchemeError"
        refused = True
    if place.whole and uri.fragment is not None:
        yield f"{place.noun} must not contain an URL fragment", f"{place.key}FragmentError"
        refused = True
    if place.opens and not refused and not uri.is_url:
        yield _invalid(place)


def _invalid(place: _Place) -> tuple[str, str]:
    if place is _REQUEST:
        return "Valid request URIs has an invalid value", "requestUrisAreInvalid"
    kind = "URL" if place.opens or place.links else "URI"
    return f"{place.noun} is not a valid {kind}", _IRREGULAR_KEYS.get(place.field, f"{place.key}Invalid")


def _without_parameters(url: str) -> str:
    """A back-channel logout URL may have parameters in braces; others are refused for them."""
    depth = 0
    for letter in url:
        depth += (letter == "{") - (letter == "}")
        if depth < 0:
            raise uris.MalformedUri("a brace closes that none opened")
    if depth:
        raise uris.MalformedUri("a brace stays open")
    return url.replace("{", "%7B").replace("}", "%7D")
