"""The recordings of the real Keycloak, replayed: every field of the areas that are finished, a floor for the others."""

from pathlib import Path

import pytest

from tests.parity.harness import __main__ as parity
from tests.parity.harness import session
from tests.parity.harness.__main__ import against, differences, run, scenarios, target

HERE = Path(__file__).parent
FINISHED = (
    "discovery",
    "tokens",
    "claims",
    "mappers",
    "token_services",
    "signed_requests",
    "client_keys",
    "pushed_requests",
    "lenient",
    "authorization_details",
    "dpop",
    "assertion_grant",
    "direct_grants",
    "executors",
    "login_steps",
    "login_doors",
    "application_actions",
    "full_flows",
    "brokering",
    "account",
    "admin_transfer",
    "admin_realm",
    "events",
    "login_events",
    "admin_event_details",
    "organizations",
    "organization_logins",
    "settings",
    "authz_admin",
    "authz_decisions",
    "authz_sharing",
    "uma",
    "browser",
    "recorded",
    "recorded_keys",
    "registration",
    "client_policies",
    "policy_doors",
    "flow_steps",
    "global_profiles",
    "consoles",
    "user_storage",
    "clients_files",
    "workflows",
    "old_paths",
)
# Of areas that are not finished: scenarios that are. What is left out differs on purpose or is named in docs/differences.md.
EQUAL = frozenset(
    {
        "more_grants.uma_permissions",
        "more_grants.uma_resource_set",
        *(f"admin_users.{name}" for name in (
            "named_in_a_search", "credentials_that_are_brought",
            "create_read_update_delete", "search", "passwords", "role_mappings", "groups_of_a_user", "sessions_and_logout",
            "user_profile", "unprivileged_callers", "no_name_left", "what_providers_are_capable_of",
        )),
        "more_grants.dynamic_registration",
        *(f"operations.{name}" for name in (
            "attack_detection_status", "cors_of_the_admin_api", "default_groups_and_roles", "impersonation", "localization_texts",
            "master_admin_cli_token", "realm_administrators_of_several_ranks",
        )),
    }
)  # fmt: skip
JOBS = [job for job in scenarios(HERE / "scenarios", "") if job[0] in FINISHED or f"{job[0]}.{job[1]}" in EQUAL]


# What Keycloak answers here depends on whether a second has passed; the recordings were made within one.
WITHIN_A_SECOND = frozenset({"recorded.refresh_reuse_allowed_once", "tokens.refresh_rotation", "account.sessions_end"})


@pytest.mark.parametrize("job", JOBS, ids=lambda job: f"{job[0]}.{job[1]}")
def test_every_field_is_keycloaks(job, live, pooled_keys, monkeypatch):
    live.begin()
    if f"{job[0]}.{job[1]}" in WITHIN_A_SECOND:
        clock = live.emulator.clock
        now = clock.seconds()
        for name, value in {"now": float(now), "seconds": now, "millis": now * 1000}.items():
            monkeypatch.setattr(clock, name, lambda value=value: value)
    # A scenario that lets time pass at the real one need not wait for it here.
    monkeypatch.setattr(session, "sleep", lambda seconds: live.call(lambda: live.emulator.clock.move(seconds)))
    monkeypatch.setattr(session, "linger", lambda seconds: None)
    session.ADMIN.tokens.clear()
    try:
        actual = run(job, live.origin, 20.0, tidy=False)
    finally:
        live.restore()
    lines = against(target(HERE / "goldens", job), actual)
    assert not lines, "\n".join(lines)


def test_the_harness_sees_a_difference(live):
    assert parity.HERE == HERE
    _, _, lines = differences({"status": 200, "json": {"a": 1}}, {"status": 400, "json": {"b": 1}})
    assert len(lines) == 3
