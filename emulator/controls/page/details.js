// What is told of one user or one client.
import { button, copier, el, outside } from "./dom.js";
import { code } from "./exchange.js";
import { dateTime } from "./words.js";

const BUILT_IN = new Set(["account", "account-console", "admin-cli", "broker", "realm-management", "security-admin-console"]);

/** Whether a client is one of those that each realm has. */
export function isBuiltIn(client) {
  return BUILT_IN.has(client.clientId);
}

/** What a client may do, in words. */
export function kinds(client) {
  return [
    client.publicClient ? "public" : client.bearerOnly ? "bearer only" : "confidential",
    client.standardFlowEnabled !== false && "code",
    client.serviceAccountsEnabled && "service account",
    client.directAccessGrantsEnabled && "password",
    client.enabled === false && "disabled",
  ]
    .filter(Boolean)
    .join(", ");
}

/** Names and values of a user; `userFacts(user)` is what `facts` shows. */
export function userFacts(user) {
  return [
    ["Name", [user.firstName, user.lastName].filter(Boolean).join(" ")],
    ["Address", user.email && `${user.email}${user.emailVerified ? ", verified" : ", not verified"}`],
    ["Has to do", (user.requiredActions ?? []).join(", ")],
    ["Of the client", user.serviceAccountClientId],
    ["Logs in by", (user.federatedIdentities ?? []).map((link) => link.identityProvider).join(", ")],
    ["Made", user.createdTimestamp && dateTime(user.createdTimestamp / 1000)],
    ["Id", user.id],
    ...Object.entries(user.attributes ?? {}).map(([name, values]) => [name, [values].flat().join(", ")]),
  ];
}

/** Names and values of a client. */
export function clientFacts(client) {
  return [
    ["Name", client.name],
    ["Kind", kinds(client)],
    ["Secret", !client.publicClient && client.secret && [client.secret, " ", copier("Copy", client.secret)]],
    ["May be sent to", (client.redirectUris ?? []).map((uri) => el("div", {}, outside(uri)))],
    ["Asks from", (client.webOrigins ?? []).join(", ")],
    ["Scopes", (client.defaultClientScopes ?? []).join(", ")],
    ["When asked for", (client.optionalClientScopes ?? []).join(", ")],
    ["Mappers", (client.protocolMappers ?? []).map((mapper) => mapper.name).join(", ")],
    ["Id", client.id],
  ];
}

/** The parts of the details: what can be done, facts that say something, and the whole representation. */
export function facts(page, minted, pairs, representation) {
  const told = pairs.filter(([, value]) => (Array.isArray(value) ? value.length : value));
  return [
    el(
      "p",
      { class: "actions" },
      button("Make a token", () => {
        page.minted = minted;
        page.go("tokens");
      }),
    ),
    el(
      "dl",
      { class: "pairs-of" },
      told.map(([name, value]) => [el("dt", { text: name }), el("dd", {}, value)]),
    ),
    el("details", {}, el("summary", { text: "As JSON" }), code(representation)),
  ];
}
