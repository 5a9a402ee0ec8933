// A form that makes tokens, good and wrong ones.
import { ask, inRealm, query } from "./api.js";
import { isBuiltIn } from "./details.js";
import { button, el, guarded, say } from "./dom.js";
import { choice, field, filled, names, number, pairs, text } from "./forms.js";

const MOST = 200;
const KINDS = [
  ["access_token", "Access token"],
  ["id_token", "ID token"],
  ["refresh_token", "Refresh token"],
];

/** The form; `put` gets the token that was made. */
export async function minting(page, put) {
  const [clients, users, api] = await Promise.all([
    ask(query(inRealm(page.realm, "clients"), { max: MOST })),
    ask(query(inRealm(page.realm, "users"), { max: MOST })),
    ask("/openapi.json"),
  ]);
  const schema = api.paths["/_emulator/realms/{name}/tokens"].post.requestBody.content["application/json"].schema.properties;
  const people = users.filter((user) => !user.serviceAccountClientId).map((user) => user.username);
  const wished = { client_id: preferred(clients), username: people[0] ?? "", ...page.minted };
  const claims = pairs("Claims that replace others", "claim", true);
  const others = el("p", { class: "actions" });
  const form = el(
    "form",
    { id: "mint" },
    el("h2", { text: "Make a token" }),
    field("Client", text("client_id", { list: "known-clients", required: true, value: wished.client_id })),
    field("User", text("username", { list: "known-users", value: wished.username }), "empty: the client's service account"),
    field("Scope", text("scope", { value: "openid", placeholder: "openid profile" })),
    field(
      "What is wrong with it",
      choice("wrong", [["", "nothing: a good token"], ...schema.wrong.examples.map((name) => [name, name.replaceAll("_", " ")])]),
    ),
    el(
      "details",
      {},
      el("summary", { text: "More" }),
      field("Roles", text("roles", { placeholder: "admin shop:seller" }), "in the place of the user's; client:role for a client's"),
      field("Groups", text("groups", { placeholder: "/staff" })),
      field("Audience", text("audience")),
      field("Lifespan in seconds", number("lifespan"), "below zero: it has expired"),
      field("Level of authentication (acr)", text("acr")),
      claims,
    ),
    el(
      "datalist",
      { id: "known-clients" },
      clients.map((client) => el("option", { value: client.clientId })),
    ),
    el(
      "datalist",
      { id: "known-users" },
      people.map((name) => el("option", { value: name })),
    ),
    el("p", { class: "actions" }, el("button", { class: "main", text: "Make it" })),
    others,
  );
  form.onsubmit = guarded(async () => {
    const answer = await ask(inRealm(page.realm, "tokens"), "POST", wanted(form, claims));
    others.replaceChildren(
      ...KINDS.filter(([name]) => answer[name]).map(([name, shown]) => button(shown, () => put(answer[name]), { class: "plain" })),
    );
    put(answer.access_token);
    say("Made.");
  });
  return form;
}

function wanted(form, claims) {
  const values = filled(form);
  for (const name of ["roles", "groups"]) if (values[name]) values[name] = names(values[name]);
  if (values.audience) values.audience = names(values.audience);
  const changed = claims.values();
  return Object.keys(changed).length ? { ...values, claims: changed } : values;
}

/** The first client that is not one of Keycloak's own. */
function preferred(clients) {
  return (clients.find((client) => !isBuiltIn(client)) ?? clients[0])?.clientId ?? "";
}
