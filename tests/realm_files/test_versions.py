"""Which migrations a version asks for, and in what order; expected values are Keycloak 26.7.4's."""

import pytest

from emulator.core.ids import Ids
from emulator.login import flow_check
from emulator.realm import migrations
from emulator.realm.defaults import instantiate
from emulator.realm.migrations import MIGRATIONS, Material, newer_than
from emulator.realm.migrations._version import Version

NEWEST = ["26.7.0"]


def missing(text):
    return [migration.version for migration in newer_than(Version.read(text))]


def number(version):
    return tuple(int(part) for part in version.split("."))


def test_every_file_is_a_migration_and_they_run_in_order():
    versions = missing("0.0.0")
    assert len(versions) == len(MIGRATIONS.names())
    assert versions == sorted(versions, key=number)
    assert versions.index("9.0.0") < versions.index("18.0.0") < versions.index("24.0.0") < versions.index("24.0.3")


@pytest.mark.parametrize(
    ("version", "first"),
    [
        ("26.7.0", None), ("99.0.0", None), ("26.7.0.redhat-00001", None), ("26.7.0.CR1", "26.7.0"), ("26", "26.1.0"), ("24.0.0", "24.0.3"),
        ("24.x", "24.0.3"), ("15.0.2.redhat-00001", "18.0.0"), ("18.0.11.redhat-00001", "20.0.0"), ("7.6.0", "8.0.0"),
        ("7.4.1.GA", "18.0.0"),
        ("7.5.1.GA", "8.0.0"), ("3.3.0.CR1", "3.4.0"), ("abc", "1.2.0"), ("v24", "1.2.0"), (" 24.0.0", "1.2.0"), ("-1", "1.2.0"),
    ],
)  # fmt: skip
def test_a_version_is_read_as_keycloak_reads_it(version, first):
    assert (missing(version) or [None])[0] == first


@pytest.mark.parametrize("version", ["", "99999999999"])
def test_a_version_that_is_no_number_at_all_ends_the_import(post, version):
    assert post(keycloakVersion=version)[0].status_code == 400


def test_a_realm_of_today_has_nothing_to_migrate():
    realm, again = instantiate("realm", "r", Ids()), instantiate("realm", "r", Ids())
    realm["users"] = again["users"] = []
    migrations.make_new(realm, None, Ids())
    assert realm.keys() == again.keys()
    before = {scope["name"] for scope in realm["clientScopes"]}
    migrations.make_new(realm, "26.6.0", Ids())
    assert {scope["name"] for scope in realm["clientScopes"]} == before


def test_each_migration_alone_takes_a_fresh_realm():
    for migration in newer_than(Version.read("0.0.0")):
        realm = instantiate("realm", "r", Ids())
        migration.migrate(realm, Material(instantiate("realm", "r", Ids()), Ids()))
        assert realm["realm"] == "r"


def test_a_file_without_a_version_is_taken_as_it_is(imported):
    assert {scope["name"] for scope in imported(clientScopes=[]).get("/client-scopes")} == {"offline_access"}


@pytest.mark.parametrize(
    ("version", "names"),
    [
        ("26.7.0", set()),
        ("26.1.0", {"AuthnContextClassRef"}),
        ("26", {"AuthnContextClassRef", "service_account"}),
        ("24.0.0", {"AuthnContextClassRef", "service_account", "basic"}),
        ("17.0.0", {"AuthnContextClassRef", "service_account", "basic", "acr"}),
        ("abc", {"AuthnContextClassRef", "service_account", "basic", "acr", "microprofile-jwt", "roles", "web-origins"}),
    ],
)
def test_client_scopes_of_later_versions_are_added(imported, version, names):
    shown = {scope["name"] for scope in imported(version, clientScopes=[]).get("/client-scopes")}
    assert shown == names | {"offline_access"}


@pytest.mark.parametrize(("version", "warned"), [("22.0.0", 0), ("23.0.0", 1), (None, 1), ("", 1)])
def test_an_execution_that_an_import_takes_out_is_no_reason_to_warn(version, warned):
    execution = {"authenticator": "registration-profile-action", "requirement": "REQUIRED"}
    flows = [{"alias": "registration", "providerId": "form-flow", "authenticationExecutions": [execution]}]
    assert len(list(flow_check.warnings({"keycloakVersion": version, "authenticationFlows": flows}))) == warned
