"""Which login theme a page is in.

A theme is a folder of templates and the classes that its elements carry. Templates that a folder has not are those of the usual theme;
what both have in the same words they share, and say ``extends layout``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from urllib.parse import parse_qs

from emulator.core import web_address
from emulator.core.dataclass import dataclass
from emulator.web.call import Call

_ATTRIBUTE = "login_theme"


@dataclass(frozen=True, slots=True)
class Theme:
    """``folder`` below the templates, with its slash; ``classes`` by what an element is, none for elements without."""

    folder: str = ""
    classes: Mapping[str, str] = field(default_factory=dict)


def of(call: Call, page_url: str = "", client_id: str | None = None) -> Theme:
    """The theme that the client names, else the realm, else the usual one; a name that no theme has is the usual one too.

    ``client_id`` is empty for a page that is no client's; None for that of the login whose page is found again at ``page_url``, or else of
    the request.
    """
    if not call.in_realm:
        return _USUAL
    client = call.tables.client(_client_id(call, page_url) if client_id is None else client_id)
    own = client.attributes.get(_ATTRIBUTE) if client is not None else None
    return _THEMES.get(str(own or call.tables.document.get("loginTheme") or ""), _USUAL)


def _client_id(call: Call, page_url: str) -> str:
    named = parse_qs(web_address.split(page_url).query).get("client_id", [""])[0]
    return named or call.query.get("client_id") or call.form.get("client_id") or ""


_USUAL = Theme()
_WIDE = "col-xs-12 col-sm-12 col-md-12 col-lg-12"
_KEYCLOAK = {
    "html": "login-pf",
    "page": "login-pf-page",
    "header": "login-pf-page-header",
    "card": "card-pf",
    "form_header": "login-pf-header",
    "locale": "pf-c-dropdown",
    "locale_list": "pf-c-dropdown__menu pf-m-align-right",
    "locale_item": "pf-c-dropdown__menu-item",
    "alert": "pf-c-alert pf-m-inline",
    "alert_title": "pf-c-alert__title kc-feedback-text",
    "form": "form-horizontal",
    "group": "form-group",
    "settings": "login-pf-settings",
    "label": "pf-c-form__label pf-c-form__label-text",
    "label_wrapper": _WIDE,
    "input": "pf-c-form-control",
    "textarea": "form-control",
    "input_group": "pf-c-input-group",
    "input_wrapper": _WIDE,
    "help_before": "pf-c-form__helper-text pf-c-form__helper-text-before",
    "help_after": "pf-c-form__helper-text pf-c-form__helper-text-after",
    "error": "pf-c-form__helper-text pf-m-error required kc-feedback-text",
    "radio_row": "pf-c-radio",
    "radio": "pf-c-radio__input",
    "radio_label": "pf-c-radio__label",
    "checkbox_row": "pf-c-check",
    "checkbox": "pf-c-check__input",
    "checkbox_label": "pf-c-check__label",
    "options": _WIDE,
    "buttons": _WIDE,
    "button": "pf-c-button",
    "primary": "pf-m-primary",
    "secondary": "btn-default",
    "block": "pf-m-block",
    "large": "btn-lg",
    "password_button": "pf-c-button pf-m-control",
    "signup": "login-pf-signup",
    "social_section": "kc-social-section kc-social-gray",
    "social_list": "pf-c-login__main-footer-links kc-social-links",
    "social_grid": "pf-l-grid kc-social-grid",
    "social_item": "pf-l-grid__item",
    "social_button": "pf-c-button pf-m-control pf-m-block kc-social-item kc-social-gray",
    "social_name": "kc-social-provider-name",
    "tile": "pf-c-tile",
    "tile_input": "pf-c-tile__input",
    "tile_title": "pf-c-tile__title",
    "choices": "pf-l-stack select-auth-container",
    "choice": "pf-l-stack__item select-auth-box-parent pf-l-split",
    "choice_body": "pf-l-split__item pf-l-stack",
    "choice_heading": "pf-l-stack__item select-auth-box-headline pf-c-title",
    "choice_help": "pf-l-stack__item select-auth-box-desc",
    "choice_title": "select-auth-box-paragraph",
    "codes": "kc-recovery-codes-list",
    "codes_actions": "kc-recovery-codes-actions",
    "codes_warning": "kc-recovery-codes-warning",
}
_THEMES = {"keycloak": Theme("base/", _KEYCLOAK), "base": Theme("base/")}
