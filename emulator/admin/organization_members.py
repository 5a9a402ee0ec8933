"""Members of organizations, and the organizations of a user."""

from __future__ import annotations

from typing import Any

from emulator.admin import users
from emulator.admin.access import AdminCall, route
from emulator.admin.answers import created, done, found, page
from emulator.admin.organizations import MANAGE, VIEW, brief, enter, organization_of, refused, shown
from emulator.admin.users import brief as brief_user
from emulator.core.documents import ReadDocument
from emulator.core.errors import UNKNOWN_ERROR, AdminError
from emulator.core.json_text import read_json
from emulator.core.wildcards import within
from emulator.realm.views import User
from emulator.state import organizations
from emulator.web.response import Response

_MANAGE_USERS = "manage-users"
_VIEW_USERS = ("view-users", _MANAGE_USERS)
_ASK_USERS = (*_VIEW_USERS, "query-users")
_KINDS = ("MANAGED", "UNMANAGED")
_FIELDS = ("username", "email", "firstName", "lastName")
_USUAL = 10


def _nobody(reason: str) -> AdminError:
    return AdminError(404, {"error": "HTTP 404 Not Found"}, reason)


def identifier(admin: AdminCall) -> str:
    """The body as one word: an id or an alias, with or without quotes."""
    text = admin.call.body.decode("utf-8", "replace").strip()
    try:
        value = read_json(text)
    except ValueError:
        return text
    return value if isinstance(value, str) else text


def _known(admin: AdminCall, organization: ReadDocument) -> list[tuple[User, str]]:
    """All members with their kind of membership."""
    tables = admin.tables
    known: list[tuple[User, str]] = []
    for entry in organization.get("members") or ():
        document = tables.users.get(str(entry["id"])) if entry.get("id") else tables.users.one("username", str(entry.get("username")))
        if document is not None:
            known.append((User(document), str(entry.get("membershipType") or "UNMANAGED")))
    return known


def _people(admin: AdminCall, organization: ReadDocument) -> list[tuple[User, str]]:
    """Members by name with their kind of membership; ``search`` and ``membershipType`` choose."""
    kind = (admin.call.query.get("membershipType") or "").upper()
    if kind and kind not in _KINDS:
        raise AdminError(500, UNKNOWN_ERROR, f"membershipType is one of {', '.join(_KINDS)}")
    search, exact = admin.call.query.get("search") or "", bool(admin.flag("exact"))
    chosen = [member for member in _known(admin, organization) if not kind or member[1] == kind]
    if search:
        chosen = [member for member in chosen if _meets(member[0], search, exact)]
    return sorted(chosen, key=lambda member: member[0].username)


def _meets(user: User, search: str, exact: bool) -> bool:
    texts = [str(user.document.get(name) or "") for name in _FIELDS]
    if exact:
        return search.lower() in (text.lower() for text in texts)
    wanted = within(search)
    return any(text and wanted.fullmatch(text) for text in texts)


def listing(admin: AdminCall) -> Response:
    """Members by name, ten unless told; as a list of users shows them where ``briefRepresentation`` is false."""
    organization = organization_of(admin, *VIEW)
    admin.require(*_ASK_USERS)
    people = page(admin, _people(admin, organization), _USUAL)
    show = users.representation if admin.flag("briefRepresentation") is False else brief_user
    return found([{**show(admin.tables, user), "membershipType": kind} for user, kind in people])


def count(admin: AdminCall) -> Response:
    """How many members there are, whatever the query says."""
    organization = organization_of(admin, *VIEW)
    admin.require(*_ASK_USERS)
    return found(len(_known(admin, organization)))


def add(admin: AdminCall) -> Response:
    """Makes the user whose id is the body a member."""
    organization = organization_of(admin, *MANAGE)
    admin.require(_MANAGE_USERS)
    user = admin.tables.user(identifier(admin))
    if user is None:
        raise _nobody("the body is not the id of a user")
    if organizations.entry(organization, user) is not None:
        raise refused(409, "User is already a member of the organization.")
    organizations.join(admin.tables, organization, user, "UNMANAGED")
    tell(admin, user, brief(organization))
    return created(admin, "organizations", str(organization["id"]), "members", user.id)


def tell(admin: AdminCall, user: User, changed: dict[str, Any]) -> None:
    """What the event of a change shows: what a user came into or left, and who that is."""
    admin.changed = changed
    admin.details = {name: value for name, value in (("email", user.email), ("username", user.username)) if value}


def _user(admin: AdminCall) -> User | None:
    """The user of the path; raises 400 for a blank id."""
    identifier = admin.call.parameters["member"]
    if not identifier.strip():
        raise refused(400, "id cannot be null")
    return admin.tables.user(identifier)


def member_of(admin: AdminCall, organization: ReadDocument) -> tuple[User, str]:
    """The member of the path and the kind of membership; raises 404."""
    user = _user(admin)
    entry = organizations.entry(organization, user) if user is not None else None
    if user is None or entry is None:
        raise _nobody("the user is no member of the organization")
    return user, str(entry.get("membershipType") or "UNMANAGED")


def read(admin: AdminCall) -> Response:
    """One member."""
    organization = organization_of(admin, *VIEW)
    admin.require(*_ASK_USERS)
    user, kind = member_of(admin, organization)
    return found({**users.representation(admin.tables, user), "membershipType": kind})


def remove(admin: AdminCall) -> Response:
    """Ends a membership. A managed member exists only in the organization: the user is deleted with it."""
    organization = organization_of(admin, *MANAGE)
    admin.require(*_ASK_USERS)
    user, kind = member_of(admin, organization)
    admin.require(_MANAGE_USERS)
    tell(admin, user, brief(organization))
    if kind == "MANAGED":
        users.remove(admin, user)
    else:
        organizations.leave(admin.tables, organization, user)
    return done()


def organizations_of(admin: AdminCall) -> Response:
    """The organizations of a member of one."""
    organization = organization_of(admin, *VIEW)
    admin.require(*_VIEW_USERS)
    user, _ = member_of(admin, organization)
    return found(shown(admin, _mine(admin, user)))


def of_user(admin: AdminCall) -> Response:
    """The organizations of any user."""
    enter(admin)
    admin.require(*VIEW)
    admin.require(*_VIEW_USERS)
    user = _user(admin)
    if user is None:
        raise _nobody("there is no such user")
    return found(shown(admin, _mine(admin, user)))


def _mine(admin: AdminCall, user: User) -> list[ReadDocument]:
    return [one for one in organizations.every(admin.tables) if organizations.entry(one, user) is not None]


_MEMBERS = "/organizations/{organization}/members"
ROUTES = [
    route("GET", "/organizations/members/{member}/organizations", of_user),
    route("GET", _MEMBERS, listing),
    route("POST", _MEMBERS, add, event="ORGANIZATION_MEMBERSHIP"),
    route("GET", f"{_MEMBERS}/count", count),
    route("GET", f"{_MEMBERS}/{{member}}", read),
    route("DELETE", f"{_MEMBERS}/{{member}}", remove, event="ORGANIZATION_MEMBERSHIP"),
    route("GET", f"{_MEMBERS}/{{member}}/organizations", organizations_of),
]
