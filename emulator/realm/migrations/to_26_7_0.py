"""26.7.0: addresses are verified before passwords are set, scopes have typed parameters, SAML has levels of authentication."""

from emulator.core.documents import Document
from emulator.realm.migrations import Material, Migration, _find, _scopes

_STORAGE = "org.keycloak.storage.UserStorageProvider"
_LDAP_MAPPER = "org.keycloak.storage.ldap.mappers.LDAPStorageMapper"
_RENAMED = {"is.dynamic.scope": "is.parameterized.scope", "dynamic.scope.regexp": "parameterized.scope.regexp"}
_TYPE, _REGEXP = "parameterized.scope.type", "parameterized.scope.regexp"
_LEVELS = "AuthnContextClassRef"


def migrate(realm: Document, material: Material) -> None:
    """Orders required actions, renames attributes of scopes, completes LDAP mappers, and adds the SAML scope.

    The roles for organizations need nothing: every import adds admin roles that are missing.
    """
    _order(realm["requiredActions"])
    for scope in realm["clientScopes"]:
        _rename(scope)
        _type(scope)
    for provider in realm["components"].get(_STORAGE) or ():
        if provider.get("providerId") == "ldap":
            for mapper in (provider.get("subComponents") or {}).get(_LDAP_MAPPER) or ():
                _complete(mapper)
    if _scopes.add(realm, _LEVELS, material):
        _scopes.give_all(realm, _LEVELS, "saml")


def _order(actions: list[Document]) -> None:
    """Puts the one-time code and the password behind the address.

    At 54 and 57 where nobody had changed the order, else at the next free places.
    """
    by_alias = {action.get("alias"): action for action in actions}
    names = ("VERIFY_EMAIL", "CONFIGURE_TOTP", "UPDATE_PASSWORD")
    address, code, password = (by_alias.get(name) for name in names)
    if address is None:
        return
    taken = [action["priority"] for action in actions]
    places = [action and action["priority"] for action in (address, code, password)]
    if places == [50, 10, 30] and code and password:
        code["priority"], password["priority"] = 54, 57
        return
    place = _free(address["priority"], taken)
    if code is not None:
        code["priority"] = place
        place = _free(place, taken)
    if password is not None:
        password["priority"] = place


def _free(after: int, taken: list[int]) -> int:
    return next(place for place in range(after + 1, after + len(taken) + 2) if place not in taken)


def _rename(scope: Document) -> None:
    for old, new in _RENAMED.items():
        value = (scope.get("attributes") or {}).get(old)
        if value is not None:
            _find.set_attribute(scope, new, value)
            _find.set_attribute(scope, old, None)


def _type(scope: Document) -> None:
    attributes = scope.get("attributes") or {}
    if attributes.get("is.parameterized.scope") != "true" or _TYPE in attributes:
        return
    prefix, regexp = f"{scope['name']}:", attributes.get(_REGEXP)
    if regexp is None or regexp == f"{prefix}*":
        _find.set_attribute(scope, _TYPE, "string")
        _find.set_attribute(scope, _REGEXP, None)
    elif regexp.startswith(prefix):
        _find.set_attribute(scope, _TYPE, "custom")
        _find.set_attribute(scope, _REGEXP, regexp.removeprefix(prefix))


def _complete(mapper: Document) -> None:
    config = mapper["config"]
    if mapper.get("providerId") == "group-ldap-mapper":
        # As a mapper is written again, it gets the path that it has none of.
        mapper["config"] = {"decode.group.uuid.attribute": ["false"], "groups.path": ["/"], **config}
    elif mapper.get("providerId") == "user-attribute-ldap-mapper" and config.get("is.binary.attribute") == ["true"]:
        mapper["config"] = {"binary.attribute.decoder": ["base64"], **config}


MIGRATION = Migration("26.7.0", migrate)
