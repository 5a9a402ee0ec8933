"""Through Keycloak's admin console as an administrator goes, step by step; the same on any server."""

import re

TABS_OF_CLIENT = ("settings", "keys", "credentials", "roles", "clientScopes/setup", "serviceAccount", "sessions", "advanced", "user-events")
TABS_OF_USER = ("settings", "credentials", "role-mapping", "groups", "consents", "identity-provider-links", "sessions", "user-events")
PLACES = (
    "clients/initialAccessToken", "clients/client-registration/anonymous", "clients/client-registration/authenticated", "client-scopes",
    "roles", "users", "groups", "sessions", "events/user-events", "events/admin-events", "authentication/flows",
    "authentication/required-actions", "authentication/policies", "identity-providers", "user-federation", "organizations",
    *(f"realm-settings/{tab}" for tab in (
        "general", "login", "email", "themes", "keys/list", "keys/providers", "events", "localization",
        "security-defenses", "sessions", "tokens", "client-policies/profiles", "client-policies/policies", "user-profile/attributes",
        "user-profile/attributes-group", "user-profile/json-editor", "user-registration")),
)  # fmt: skip


def realm(c):
    c.page.goto(f"{c.base}/admin/")
    c.log_in("admin", "admin")
    c.page.wait_for_url(re.compile("/admin/master/console/"))
    c.at("currentRealm").wait_for()
    c.settle()
    c.page.goto(f"{c.base}/admin/master/console/#/master/realms")
    c.click("add-realm")
    c.fill(realm=c.realm)
    c.click("create")
    c.told("Realm created")


def client(c):
    c.open("clients", fresh=True)
    c.click("createClient")
    c.fill(clientId="shop")
    c.press("Next")
    c.flip("authentication")
    c.flip("authorization")
    c.press("Next")
    c.fill(redirectUris0="https://shop.example/*")
    c.press("Save")
    c.told("Client created")
    c.client = c.id_here()
    c.open(f"clients/{c.client}/settings")
    c.fill(name="The shop")
    c.click("settings-save")
    c.told("Client successfully updated")
    c.open(f"clients/{c.client}/credentials")
    c.press("Regenerate")
    c.press("Yes")
    c.told("secret")
    c.open(f"clients/{c.client}/roles/new")
    c.fill(name="buyer")
    c.click("save")
    c.told("Role created")
    for tab in TABS_OF_CLIENT:
        c.open(f"clients/{c.client}/{tab}")


def client_scope(c):
    c.open("client-scopes/new")
    c.fill(name="wishes")
    c.click("save")
    c.told("Client scope created")
    c.scope = c.id_here()
    c.open(f"client-scopes/{c.scope}/mappers")
    c.click("configure-a-new-mapper-empty-action")
    c.pick("User Attribute")
    c.fill(name="wish", claim__name="wish", **{"config.user🍺attribute": "wish"})
    c.click("save")
    c.told("Mapping successfully created")
    c.open(f"client-scopes/{c.scope}/mappers")
    c.press("Add mapper")
    c.choose("From predefined mappers")
    c.page.get_by_role("dialog").get_by_role("checkbox").nth(1).click()
    c.page.get_by_role("dialog").get_by_role("button", name="Add").click()
    c.told("Mapping successfully created")
    c.open(f"client-scopes/{c.scope}/scope")
    c.open(f"clients/{c.client}/clientScopes/setup")
    c.press("Add client scope")
    c.tick()
    c.page.get_by_role("dialog").get_by_test_id("add-dropdown").click()
    c.choose("Optional")
    c.told("Scope mapping")


def roles_and_groups(c):
    c.open("roles/new")
    c.fill(name="keeper")
    c.click("save")
    c.told("Role created")
    c.role = c.id_here()
    c.open(f"roles/{c.role}/associated-roles")
    c.click("add-role-mapping-button")
    c.click("roles-role")
    c.tick()
    c.click("assign")
    c.told("Associated roles")
    for tab in ("details", "attributes", "users-in-role", "permissions", "events"):
        c.open(f"roles/{c.role}/{tab}")
    c.open("groups")
    c.click("no-groups-in-this-realm-empty-action")
    c.fill(name="staff")
    c.click("createGroup")
    c.told("Group created")
    c.open("groups")
    c.page.get_by_role("button", name="staff").or_(c.page.get_by_role("link", name="staff")).first.click()
    c.settle()
    c.click("attributesTab", "role-mapping-tab", "members")


def user(c):
    c.open("users/add-user")
    c.fill(username="alice", email="alice@example.org", firstName="Alice", lastName="Liddell")
    c.click("user-creation-save")
    c.told("The user has been created")
    c.user = c.id_here()
    c.open(f"users/{c.user}/credentials")
    c.click("no-credentials-empty-action")
    c.fill(passwordField="wonder", passwordConfirmationField="wonder")
    c.page.get_by_role("dialog").locator("label[for=temporaryPassword], label:has(#temporaryPassword)").first.click()
    c.click("confirm", "confirm")
    c.told("password")
    c.open(f"users/{c.user}/role-mapping")
    c.click("add-role-mapping-button", "roles-role")
    c.tick()
    c.click("assign")
    c.told("role mapping")
    c.click("add-role-mapping-button", "client-role")
    c.tick()
    c.click("assign")
    c.told("role mapping")
    c.open(f"users/{c.user}/groups")
    c.click("no-groups-empty-action")
    c.page.get_by_role("dialog").get_by_role("checkbox").first.click()
    c.click("join-button")
    c.told("group membership")
    for tab in TABS_OF_USER:
        c.open(f"users/{c.user}/{tab}")


def scopes_evaluated(c):
    c.open(f"clients/{c.client}/clientScopes/evaluate")
    box = c.at("user").locator("input")
    box.click()
    box.fill("ali")
    c.choose("alice", exact=False)
    for tab in ("effective-protocol-mappers", "effective-role-scope-mappings", "generated-access-token", "generated-id-token"):
        c.click(f"{tab}-tab")
    c.click("generated-user-info-tab")


def authentication(c):
    c.open("authentication/required-actions")
    c.page.locator("[id^=enable-]").nth(1).locator("xpath=..").click()
    c.told("Updated required action")
    c.open("authentication/flows")
    row = c.page.get_by_role("row", name=re.compile("^browser ")).first
    row.get_by_role("button", name="Kebab toggle").or_(row.get_by_role("button", name="Actions")).first.click()
    c.choose("Duplicate")
    c.fill(alias="my browser")
    c.click("confirm")
    c.told("Flow successfully duplicated")
    c.settle()
    c.page.get_by_role("button", name="Add execution").or_(c.page.get_by_test_id("addStep")).first.click()
    c.settle()
    c.page.get_by_role("dialog").get_by_role("radio").first.click()
    c.page.get_by_role("dialog").get_by_test_id("modal-add").click()
    c.told("Flow successfully updated")


def identity_provider(c):
    c.open("identity-providers/google/add")
    c.fill(config__clientId="g", config__clientSecret="s")
    c.click("createProvider")
    c.told("Identity provider successfully created")
    for tab in ("settings", "mappers", "events"):
        c.open(f"identity-providers/google/google/{tab}")
    c.open("identity-providers/oidc/add")
    c.open("identity-providers/saml/add")
    c.open("identity-providers/github/add")


def realm_settings(c):
    c.open("realm-settings/general")
    c.fill(displayName="A walk")
    c.flip("userManagedAccessAllowed")
    c.flip("organizationsEnabled")
    c.click("realmSettingsGeneralTab-save")
    c.told("Realm successfully updated")
    c.open("realm-settings/login")
    c.page.locator("#kc-user-reg-switch").locator("xpath=..").click()
    c.told("changed successfully")
    c.flip("passkeys-enabled-switch")
    c.told("changed successfully")
    c.open("realm-settings/keys/providers", fresh=True)
    c.click("addProviderDropdown")
    c.click("option-rsa-generated")
    c.fill(name="mine")
    c.click("add-provider-button")
    c.told("Success")
    c.open("realm-settings/events")
    c.click("rs-events-tab")
    c.flip("eventsEnabled")
    c.click("save-user")
    c.told("Successfully saved")
    for place in PLACES:
        c.open(place)


def organization(c):
    c.open("organizations/new", fresh=True)
    c.fill(name="acme", domains0="acme.example")
    c.click("save")
    c.told("Organization successfully saved")
    c.organization = c.id_here()
    c.open(f"organizations/{c.organization}/members")
    c.click("add-realm-user-empty-action")
    c.tick()
    c.page.get_by_role("dialog").get_by_test_id("add").click()
    c.told("added")
    for tab in ("settings", "attributes", "members", "groups", "identityProviders"):
        c.open(f"organizations/{c.organization}/{tab}")
    c.open(f"users/{c.user}/organizations")


def authorization(c):
    place = f"clients/{c.client}/authorization"
    c.open(f"{place}/scopes")
    c.click("no-authorization-scopes-empty-action")
    c.fill(name="read")
    c.click("save")
    c.told("Authorization scope created")
    c.open(f"{place}/resources")
    c.click("no-resources-empty-action")
    c.fill(name="album", displayName="An album")
    c.click("save")
    c.told("Resource created")
    c.open(f"{place}/policies")
    c.click("no-policies-empty-action")
    c.pick("User")
    c.fill(name="alice alone")
    box = c.page.get_by_test_id("users").locator("input").first
    box.click()
    box.fill("ali")
    c.choose("alice", exact=False)
    c.page.keyboard.press("Escape")
    c.click("save")
    c.told("Policy")
    c.open(f"{place}/permissions")
    c.click("create-resource")
    c.fill(name="see albums")
    c.page.get_by_role("combobox", name="Resources").click()
    c.choose("album", exact=False)
    c.page.get_by_role("combobox", name="Policies").click()
    c.choose("alice alone", exact=False)
    c.page.keyboard.press("Escape")
    c.click("save")
    c.told("permission")
    c.open(f"{place}/evaluate")
    box = c.at("user").locator("input").first
    box.click()
    box.fill("ali")
    c.choose("alice", exact=False)
    c.page.get_by_placeholder("Select a role").click()
    c.choose("keeper", exact=False)
    c.page.keyboard.press("Escape")
    c.click("authorization-eval")
    c.settle()
    for tab in ("settings", "export"):
        c.open(f"{place}/{tab}")


def export(c):
    c.open("realm-settings/general")
    c.click("action-dropdown")
    c.choose("Partial export")
    c.page.locator("#include-groups-and-roles-check, [data-testid=include-groups-and-roles-check]").first.locator("xpath=..").click()
    c.page.locator("#include-clients-check, [data-testid=include-clients-check]").first.locator("xpath=..").click()
    with c.page.expect_download() as download:
        c.click("confirm")
    assert download.value.suggested_filename == "realm-export.json"


STEPS = (
    realm, client, client_scope, roles_and_groups, user, scopes_evaluated, authentication, identity_provider, realm_settings, organization,
    authorization, export,
)  # fmt: skip
