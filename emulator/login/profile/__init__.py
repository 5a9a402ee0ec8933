"""The user profile: which attributes a user has, who sees and who writes them, and what may be written into them. As observed on Keycloak.

It is one for all doors (``Kind``): the Admin API, the account, registration, the forms of a login. What a door says of a fault is its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from emulator.core.dataclass import dataclass
from emulator.core.documents import ReadDocument
from emulator.login.profile import attributes, membership, taken, validators
from emulator.login.profile.attributes import LOCALE, ROOT, Attribute, Kind
from emulator.login.profile.config import config
from emulator.login.profile.read_only import is_read_only
from emulator.login.profile.values import Values, composed, raw, stored
from emulator.realm.views import User
from emulator.state.store import RealmTables
from emulator.tokens.draft import java_order

__all__ = ["LOCALE", "ROOT", "Attribute", "Fault", "Kind", "Profile", "Values", "composed", "raw", "stored"]

PENDING = "kc.email.pending"
MISSING_USERNAME = "missingUsernameMessage"
_READ_ONLY = "error-user-attribute-read-only"
_REQUIRED = "error-user-attribute-required"
_LONGEST = 2048
_NAMES = ("username", "firstName", "lastName", "email")
_EDIT = {"USER_API": ("ENABLED", "ADMIN_EDIT")}
_VIEW = {"USER_API": ("ENABLED", "ADMIN_EDIT", "ADMIN_VIEW")}


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with an attribute: Keycloak's key of the message, and its parameters after the attribute's ``label``."""

    field: str
    key: str
    parameters: tuple[Any, ...] = ()
    label: str = ""


class Profile:
    """A realm's user profile at one door, for ``user``, or for somebody who is not there yet (None).

    ``scopes`` are the client scopes that the login, or the token, is for, ``organization`` is the id of the one that a login is about,
    and ``provider`` the alias of the identity provider whose account is reviewed.
    """

    def __init__(
        self,
        tables: RealmTables,
        kind: Kind,
        user: User | None = None,
        scopes: Sequence[str] = (),
        *,
        organization: str = "",
        provider: str = "",
    ) -> None:
        self._tables, self._kind, self._user = tables, kind, user
        self._provider, self._organization = provider, membership.about(tables, user, provider, organization)
        self._is_of_client = attributes.is_of_client(user)
        self.policy = "ENABLED" if self._is_of_client else str(config(tables).get("unmanagedAttributePolicy") or "")
        self._attributes = {attribute.name: attribute for attribute in attributes.of(tables, kind, user, scopes)}
        self._known = {*self._attributes, *(known["name"] for known in config(tables).get("attributes") or ())}
        self._current = stored(user) if user is not None else {}
        self.has_languages = attributes.has_languages(tables)

    def attributes(self) -> list[Attribute]:
        """The attributes that there are at this door, those too that are neither shown nor written here."""
        return list(self._attributes.values())

    def shown(self) -> list[Attribute]:
        """The attributes that a form has: those that may be set, and of an existing user those that may be seen."""
        new = self._user is None or self._kind is Kind.IDP_REVIEW
        return [
            one
            for one in self._attributes.values()
            if not one.kept and (one.editable or (one.visible and not new and one.name != "username"))
        ]

    def readable(self) -> Values:
        """The user's attributes as far as they may be seen at this door, its own members among them; an address that is the name is it."""
        every = self.policy in _VIEW.get(self._kind.name, ("ENABLED",))
        seen: Values = {}
        for name, values in self._current.items():
            attribute = self._attributes.get(name)
            if attribute.visible if attribute is not None else every and self._is_unmanaged(name):
                seen[name] = values
        if self._is_named_by_address and "username" in seen and self._current.get("email"):
            seen["username"] = self._current["email"]
        return seen

    def unmanaged(self) -> Values:
        """Of what may be seen, the attributes that the profile does not know, without those that are blank."""
        return {name: values for name, values in self.readable().items() if name not in self._known and any(map(str.strip, values))}

    def faults(self, values: Values, *, unique: bool = True) -> list[Fault]:
        """All that is wrong with a user of these values; ``unique`` False leaves out who else has the name or the address."""
        complete = self._complete(values)
        asked: Values = {name: values[name] for name in ("username", "email") if name in values and not self._attributes[name].kept}
        others = list(taken.faults(self._tables, self._kind, self._user, {**complete, **asked})) if unique else []
        of_others = [Fault(name, key, (), self._attributes[name].label) for name, key in others]
        own = [
            fault
            for attribute in self._attributes.values()
            for fault in (*self._faults_of(attribute, values, complete), *self._too_long(attribute.name, attribute.validations, values))
        ]
        unmanaged = [name for name in values if name not in self._known] if self._sees_unmanaged else []
        own += [fault for name in unmanaged for fault in self._too_long(name, {}, values)]
        own += self._internal([*self._attributes, *unmanaged], values)
        if self._kind is Kind.REGISTRATION:
            return [*own, *of_others]
        # As observed, it is said first that an address is none of the organization's.
        return sorted([*of_others, *own], key=lambda fault: fault.key != membership.MISMATCH)

    def in_order(self, faults: Sequence[Fault]) -> list[Fault]:
        """Faults as Keycloak's JSON has them, as observed: those of what every user has, what is missing as a Java map has it, the rest."""
        missing = {fault.field for fault in faults if fault.key == _REQUIRED}
        read = java_order(dict.fromkeys([*self._attributes, LOCALE, *(fault.field for fault in faults)]))
        order = [*(name for name in _NAMES if name not in missing), *(name for name in read if name in missing), *read]
        return sorted(faults, key=lambda fault: order.index(fault.field))

    def written(self, values: Values) -> Values:
        """What the user has when these values are written: what may not be written stays, blank values are none, defaults step in."""
        kept: Values = {}
        for name, texts in self._complete(values).items():
            current = self._current.get(name, [])
            unchanged = sorted(texts) == sorted(current)
            filled = current if unchanged else [value for value in texts if value.strip()]
            attribute = self._attributes.get(name)
            if not filled and attribute is not None and attribute.default:
                filled = [attribute.default]
            if filled:
                kept[name] = [filled[0].lower()] if name in ("username", "email") else filled
        if self._is_of_client:
            kept["username"] = self._current["username"]
        return kept

    def document(self, base: ReadDocument, values: Values) -> dict[str, Any]:
        """A UserRepresentation with what ``written`` says of the values; an address that its user changes is not verified any more."""
        changed = composed(base, self.written(values))
        if self._kind.is_of_user and changed.get("email", "") != (base.get("email") or ""):
            changed["emailVerified"] = False
        return changed

    def metadata(self) -> dict[str, Any]:
        """UserProfileMetadata: the attributes that may be seen, with their rules."""
        shown = [self._metadata(one) for one in self._attributes.values() if one.visible]
        return {"attributes": shown, "groups": config(self._tables).get("groups") or []}

    def _complete(self, values: Values) -> Values:
        """The values of all attributes: what is not given, or may not be, as it is now; a name that is the address."""
        complete: Values = {}
        for name, attribute in self._attributes.items():
            replaced = attribute.editable or (name == "username" and self._user is None)
            current = self._current.get(name, [])
            absent = current if name == attributes.TERMS else []
            complete[name] = values.get(name, absent) if replaced and not attribute.kept else current
        for name, current in self._current.items():
            complete.setdefault(name, current)
        if self._may_write_unmanaged():
            for name in {*values, *self._current}:
                if self._is_unmanaged(name) and (name in values or not self._kind.is_form):
                    complete[name] = values.get(name, [])
        if self._is_named_by_address and (complete["email"] or self._user is not None):
            complete["username"] = complete["email"]
        elif self._user is None and self._attributes["username"].kept:
            complete["username"] = values.get("username", [])
        return complete

    @property
    def is_of_somebody(self) -> bool:
        """Whether there is a user already."""
        return self._user is not None

    @property
    def _is_named_by_address(self) -> bool:
        return self._tables.realm.registration_email_as_username and not self._is_of_client

    def _may_write_unmanaged(self) -> bool:
        return self.policy in _EDIT.get(self._kind.name, ("ENABLED",))

    def _is_unmanaged(self, name: str) -> bool:
        """Whether an attribute is one that the profile does not know; the language is none where the realm has but one."""
        if name == LOCALE:
            return self._kind.is_form_of_known and self.has_languages
        return name not in self._known and name not in ROOT and name != PENDING

    def _faults_of(self, attribute: Attribute, values: Values, complete: Values) -> Iterator[Fault]:
        name = attribute.name
        fixed = not attribute.editable and (not attribute.kept or attribute.elsewhere)
        if fixed and name in values and self._differs(attribute, values[name]):
            if self._user is not None:
                yield from self._read_only_faults(attribute, values[name])
            # As observed, what may not be written has to be valid too.
            yield from self._rule_faults(attribute, values[name])
            return
        if not attribute.editable and not (attribute.kept and name == "username"):
            return
        own_values, filled = complete[name], any(value.strip() for value in complete[name])
        is_missing = bool(attribute.required) and not filled and name != "username"
        faults = [fault for fault in self._rule_faults(attribute, own_values) if not (is_missing and fault.key == validators.SIZE)]
        if not filled and self._is_told_as_missing(attribute, own_values):
            missing = Fault(name, MISSING_USERNAME if name == "username" else "missingEmailMessage", (), attribute.label)
            # As observed, of blanks it is first said how long they are.
            faults.insert(1 if faults and faults[0].key.startswith("error-invalid-length") else 0, missing)
        yield from faults
        yield from self._membership_faults(attribute, own_values)
        if is_missing:
            yield Fault(name, _REQUIRED, (), attribute.label)

    def _membership_faults(self, attribute: Attribute, values: Sequence[str]) -> Iterator[Fault]:
        if attribute.name != "email" or self._organization is None or not values:
            return
        invalid = [fault for fault in self._rule_faults(attribute, values) if fault.key == validators.INVALID_EMAIL and _first(values)]
        if invalid:
            # As observed, an address that is none is told twice.
            yield invalid[0]
            return
        key = membership.fault(self._tables, self._user, self._organization, self._provider, _first(values))
        if key:
            yield Fault("email", key, (), attribute.label)

    def _read_only_faults(self, attribute: Attribute, given: Sequence[str]) -> Iterator[Fault]:
        yield Fault(attribute.name, _READ_ONLY, (), attribute.label)
        if attribute.name == "username" and not any(value.strip() for value in given):
            yield Fault(attribute.name, MISSING_USERNAME, (), attribute.label)
        elif attribute.name == "username" and self._kind is not Kind.USER_API:
            yield Fault(attribute.name, "readOnlyUsernameMessage", (), attribute.label)

    def _rule_faults(self, attribute: Attribute, given: Sequence[str]) -> Iterator[Fault]:
        name, rules = attribute.name, attribute.validations
        if name == "username" and self._tables.realm.registration_email_as_username:
            rules = {validator: config for validator, config in rules.items() if validator != validators.USERNAME}
        multivalued, required = attribute.multivalued or name == LOCALE, bool(attribute.required) and any(map(str.strip, given))
        if name == "email":
            given = [value.lower() for value in given]
        for key, parameters in validators.faults(rules, given, multivalued=multivalued, required=required):
            yield Fault(name, key, tuple(parameters), attribute.label)

    def _is_told_as_missing(self, attribute: Attribute, given: Sequence[str]) -> bool:
        """Whether an empty value has words of its own: a name always, a required address where users send it blank."""
        if attribute.name == "username":
            return bool(given) or not attribute.kept
        return attribute.name == "email" and attribute.required and bool(given) and self._kind is not Kind.USER_API

    def _differs(self, attribute: Attribute, values: Sequence[str]) -> bool:
        given = [value for value in values if value.strip()]
        if attribute.name in ("username", "email"):
            given = [value.lower() for value in given]
        return given != [value for value in self._current.get(attribute.name, []) if value]

    @property
    def _sees_unmanaged(self) -> bool:
        """Whether rules hold for attributes that the profile does not know."""
        return self.policy == "ENABLED" or (bool(self.policy) and self._kind is Kind.USER_API)

    def _too_long(self, name: str, rules: Mapping[str, Any], values: Values) -> Iterator[Fault]:
        """The length that holds where the profile sets none."""
        if validators.LENGTH not in rules and any(len(value.strip()) > _LONGEST for value in values.get(name, ())):
            yield Fault(name, "error-invalid-length", (0, _LONGEST), self._label(name))

    def _internal(self, names: Sequence[str], values: Values) -> Iterator[Fault]:
        """Attributes that Keycloak keeps for itself; as observed, the first value counts."""
        for name in names:
            sent, current = (_first(each.get(name)) for each in (values, self._current))
            if name in values and is_read_only(name, self._kind) and sent != current:
                yield Fault(name, "updateReadOnlyAttributesRejectedMessage", (), self._label(name))

    def _label(self, name: str) -> str:
        attribute = self._attributes.get(name)
        return name if attribute is None else attribute.label

    def _metadata(self, attribute: Attribute) -> dict[str, Any]:
        rules = {name: {**(rule or {}), "ignore.empty.value": True} for name, rule in attribute.validations.items()}
        if attribute.name not in (LOCALE, attributes.TERMS) and not attribute.multivalued:
            rules.setdefault(validators.MULTIVALUED, {"max": "1"})
        optional = {
            key: attribute.document[key] for key in ("annotations", "group", "defaultValue") if attribute.document.get(key) is not None
        }
        if attribute.name == "email" and self._kind is Kind.ACCOUNT:
            supported = {"kc.required.action.supported": True} if attributes.address_has_its_action(self._tables) else {}
            optional["annotations"] = {**(optional.get("annotations") or {}), **supported}
        return {
            "name": attribute.name,
            "displayName": attribute.label,
            "required": attribute.required,
            "readOnly": attribute.name == "username" if self._is_of_client else not attribute.editable,
            "validators": rules,
            validators.MULTIVALUED: attribute.multivalued,
            **optional,
        }


def _first(values: Sequence[str] | None) -> str:
    return values[0].strip() if values else ""
