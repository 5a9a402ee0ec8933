"""The pages of a login: a page is a row of ``PAGES`` and a template."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from emulator.core.dataclass import dataclass
from emulator.login.profile.config import config
from emulator.pages import error_page, form_post, notice, words
from emulator.pages import render as pages
from emulator.web.call import Call
from emulator.web.response import Response

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Shown:
    """What a login has to show.

    ``urls`` has what the page links to: ``action`` of the form, ``current`` where the page is found again, ``login``, ``registration``,
    ``reset``, ``restart`` and ``consent``. ``values`` of every page may have ``attempted_username``, ``initiated`` (the application asked
    for the action) and ``try_another_way``; what else it takes stands beside its row. ``message`` is its kind and its text.
    """

    urls: Mapping[str, str]
    values: Values
    errors: Mapping[str, str]
    message: tuple[str, str] | None = None
    status: int = 200

    @property
    def page_url(self) -> str:
        """Where the page is found again."""
        return self.urls.get("current", "")


Prepare = Callable[[Call, Shown], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its template, the id of its body, and the key of its heading, followed by names of values that are its arguments.

    ``prepare`` gives values beside those of the login.
    """

    template: str
    page_id: str
    heading: str
    arguments: tuple[str, ...] = ()
    prepare: Prepare | None = None


def show(call: Call, name: str, shown: Shown) -> Response:
    """The page of a challenge, not to be cached; raises LookupError for a name that no page has.

    A page that answers a form takes the place of its URL in the browser's history, so that going back, or loading it again, sends nothing
    twice.
    """
    if name in _OUTSIDE:
        return _OUTSIDE[name](call, shown)
    page = PAGES.get(name)
    if page is None:
        raise LookupError(f"there is no page '{name}'")
    text = words.of(call, shown.page_url)
    values = {**shown.values, **(page.prepare(call, shown) if page.prepare is not None else {})}
    response = pages.page(
        call,
        page.template,
        page.page_id,
        text.msg(page.heading, *(str(values[argument]) for argument in page.arguments)),
        shown.status,
        page_url=shown.page_url,
        **{"username_label": text.msg(username_key(call)), **values},
        urls=shown.urls,
        errors=shown.errors,
        message=shown.message,
        history_url=shown.page_url if call.method == "POST" else "",
    )
    response.headers.append(pages.NO_STORE)
    return response


def username_key(call: Call) -> str:
    """The message that names the field of the user name, by what the realm logs in with."""
    realm = call.context.realm
    if not realm.login_with_email:
        return "username"
    return "email" if realm.registration_email_as_username else "usernameOrEmail"


def _error(call: Call, shown: Shown) -> Response:
    """Values: ``message``, ``try_another_way``. An error that is a step of a login is no fault of the request, and has status 200."""
    elsewhere = shown.urls["action"] if shown.values.get("try_another_way") else ""
    response = error_page.shown(call, str(shown.values["message"]), shown.status, shown.page_url, elsewhere=elsewhere)
    response.headers.append(pages.NO_STORE)
    return response


def _info(call: Call, shown: Shown) -> Response:
    """Values: ``text``, ``heading``, ``link`` as (URL, label)."""
    text = str(shown.values.get("text") or "")
    return notice.render(call, str(shown.values.get("heading") or text), text, shown.values.get("link"))


def _negotiate(call: Call, shown: Shown) -> Response:
    """A browser that has no Kerberos ticket shows this page, which goes on without one."""
    return form_post.without_ticket(shown.urls["action"], shown.status)


def _negotiation_refused(call: Call, shown: Shown) -> Response:
    """Values: ``message``. Nobody gets on without a ticket."""
    response = _error(call, shown)
    response.headers.append(form_post.NEGOTIATE)
    return response


_OUTSIDE: Mapping[str, Callable[[Call, Shown], Response]] = {
    "error": _error, "info": _info, "negotiate": _negotiate, "negotiate_refused": _negotiation_refused,
}  # fmt: skip
"""Pages that are not a step of the login."""


def _fields(call: Call, shown: Shown) -> dict[str, Any]:
    return {"fields": arranged(call, shown.values["fields"])}


def _profile(call: Call, shown: Shown) -> dict[str, Any]:
    return {**_fields(call, shown), "required_fields": True}


def _review(call: Call, shown: Shown) -> dict[str, Any]:
    return {**_profile(call, shown), "form_id": "kc-idp-review-profile-form"}


def _registration(call: Call, shown: Shown) -> dict[str, Any]:
    return {**_profile(call, shown), "email_as_username": call.context.realm.registration_email_as_username}


def _forgotten(call: Call, shown: Shown) -> dict[str, Any]:
    return {"duplicate_emails": call.context.realm.duplicate_emails}


def _consent(call: Call, shown: Shown) -> dict[str, Any]:
    return {"client_name": words.of(call, shown.page_url).advanced(str(shown.values["client_name"]))}


def _sent(call: Call, shown: Shown) -> dict[str, Any]:
    return {"sent": shown.values.get("sent", True)}


def _totp(call: Call, shown: Shown) -> dict[str, Any]:
    from emulator.pages import qr

    return {"applications": applications(shown.values), "qr_code": qr.image}


def arranged(call: Call, fields: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Fields of no group first, then group by group in the profile's order; each with its ``group``, None for none."""
    profile = config(call.tables)
    names = {one["name"]: one.get("group") or "" for one in profile.get("attributes") or ()}
    groups = {one["name"]: one for one in profile.get("groups") or ()}
    order = {name: index for index, name in enumerate(groups)}
    grouped = [{**field, "group": groups.get(names.get(field["name"], ""))} for field in fields]
    return sorted(grouped, key=lambda field: -1 if field["group"] is None else order[field["group"]["name"]])


def applications(values: Values) -> list[str]:
    """Messages that name the applications which know the realm's policy of one-time codes."""
    policy = values["policy"]
    usual = policy["type"] == "totp" and policy["algorithm"] == "SHA1" and policy["digits"] == 6 and policy["period"] == 30
    google = policy["algorithm"] == "SHA1" and policy["digits"] in (6, 8)
    known = ["totpAppFreeOTPName"]
    if google and (policy["type"] == "hotp" or policy["period"] == 30):
        known.append("totpAppGoogleName")
    return [*known, "totpAppMicrosoftAuthenticatorName"] if usual else known


PAGES: Mapping[str, Page] = {
    # As ``login.person.login_page`` has them; ``providers`` with alias, name and url; ``users`` with username, name and
    # url are those whom a developer may log in as with one click.
    "login": Page("login", "login-login", "loginAccountTitle"),
    "login_username": Page("login_username", "login-login-username", "loginAccountTitle"),
    # ``organizations`` as (alias, name).
    "select_organization": Page("select_organization", "login-select-organization", "emptyHeading"),
    "login_password": Page("login_password", "login-login-password", "doLogIn"),
    # ``credentials`` as (id, label), ``selected``.
    "login_otp": Page("login_otp", "login-login-otp", "doLogIn"),
    "reset_otp": Page("reset_otp", "login-login-reset-otp", "doLogIn"),
    # ``number`` of the code that is asked for.
    "recovery_code_input": Page("recovery_code_input", "login-login-recovery-authn-code-input", "auth-recovery-code-header"),
    # ``subject`` of the certificate.
    "x509_info": Page("x509_info", "login-login-x509-info", "doLogIn"),
    # ``options`` (bytes as base64url) of the browser's API; ``credentials``: id, label, transports, created.
    "webauthn_authenticate": Page("webauthn_authenticate", "login-webauthn-authenticate", "webauthn-login-title"),
    "webauthn_register": Page("webauthn_register", "login-webauthn-register", "webauthn-registration-title"),
    # ``execution`` to try again.
    "webauthn_error": Page("webauthn_error", "login-webauthn-error", "webauthn-error-title"),
    # ``options`` as (execution, title, help), where titles and helps are messages.
    "select_authenticator": Page("select_authenticator", "login-select-authenticator", "loginChooseAuthenticator"),
    # ``username``.
    "reset_password": Page("reset_password", "login-login-reset-password", "emailForgotTitle", prepare=_forgotten),
    # ``fields`` (see ``login.profile_form.fields``), ``password_required``, ``terms_required``.
    "register": Page("register", "login-register", "registerTitle", prepare=_registration),
    # ``organization`` is the name of the one that has invited.
    "register_invited": Page("register", "login-register", "registerOrganizationTitle", ("organization",), _registration),
    "update_profile": Page("update_profile", "login-login-update-profile", "loginProfileTitle", prepare=_profile),
    "review_profile": Page("update_profile", "login-idp-review-user-profile", "loginIdpReviewProfileTitle", prepare=_review),
    "update_email": Page("update_email", "login-update-email", "updateEmailTitle", prepare=_fields),
    # ``email``; ``sent`` False before an application's request is confirmed.
    "verify_email": Page("verify_email", "login-login-verify-email", "emailVerifyTitle", prepare=_sent),
    "update_password": Page("update_password", "login-login-update-password", "updatePasswordTitle"),
    # ``secret``, ``secret_encoded``, ``uri``, ``mode``, ``policy``, ``has_other``.
    "config_totp": Page("config_totp", "login-login-config-totp", "loginTotpTitle", prepare=_totp),
    # ``codes`` without dashes, ``generated_at`` in epoch milliseconds.
    "recovery_codes": Page("recovery_codes", "login-login-recovery-authn-code-config", "recovery-code-config-header"),
    "terms": Page("terms", "login-terms", "termsTitle"),
    "delete_account": Page("delete_account", "login-delete-account-confirm", "deleteAccountConfirm"),
    # ``label``.
    "delete_credential": Page("delete_credential", "login-delete-credential", "deleteCredentialTitle", ("label",)),
    # ``client_name``, ``scopes`` (see ``login.consents.Row``), ``code``, ``logo``, ``policy``, ``terms``.
    "consent": Page("consent", "login-login-oauth-grant", "oauthGrantTitle", ("client_name",), _consent),
    # ``provider`` is the display name of an identity provider in all that follow; ``username`` the user's there.
    "link_confirm": Page("link_confirm", "login-login-idp-link-confirm", "confirmLinkIdpTitle"),
    "link_override": Page("link_override", "login-login-idp-link-confirm-override", "confirmOverrideIdpTitle"),
    "link_email": Page("link_email", "login-login-idp-link-email", "emailLinkIdpTitle", ("provider",)),
    "link_provider": Page("link_provider", "login-link-idp-action", "linkIdpActionTitle", ("provider",)),
}
"""By the names that challenges use."""
