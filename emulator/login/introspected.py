"""What a token stands for once it is introspected: with the claims that mappers keep for introspection."""

from __future__ import annotations

from emulator.context import Context
from emulator.login.bearer import Login
from emulator.tokens import organizations, plan, scopes
from emulator.tokens.draft import Draft, Subject
from emulator.tokens.plan import Plans
from emulator.tokens.verify import Verified


def draft(context: Context, plans: Plans, owner: Login, token: Verified) -> Draft:
    """The claims of mappers at introspection, for the scope that the token has, or that its session has where it tells none.

    Raises OAuthError where the token is for an organization that its user does not belong to.
    """
    tables, client = context.tables, owner.client
    scope = token.text("scope") or (owner.client_session.scope if owner.client_session is not None else "")
    in_force = scopes.permitted(tables, client, owner.user, scope, owner.visible(tables, client))
    only = organizations.of_token(tables, owner.user, token.claims)
    subject = Subject(context, client, owner.user, in_force.names, scope, owner.session, owner.client_session, owner.roles, only)
    return plans.draft(subject, in_force, plan.INTROSPECTION)
