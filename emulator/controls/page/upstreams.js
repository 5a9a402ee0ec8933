// Identity providers that the emulator plays: who can log in there, and who does so next.
import { ask, inRealm, query } from "./api.js";
import { isBuiltIn } from "./details.js";
import { button, el, guarded, nothing, say, table } from "./dom.js";
import { choice, field, pairs, text } from "./forms.js";
import { inline } from "./words.js";

const MOST = 200;
const USUAL = ["sub", "preferred_username", "name", "email"];
const REFUSALS = ["access_denied", "login_required", "temporarily_unavailable", "server_error"];
const EXAMPLE = `upstreams:
  google:
    personas:
      gina: {email: gina@gmail.example, name: Gina Gmail}`;

/** The view: each provider with its personas, and a form for its next login. */
export async function view(main, page) {
  const [upstreams, clients] = await Promise.all([
    ask(inRealm(page.realm, "upstreams")),
    ask(query(inRealm(page.realm, "clients"), { max: MOST })),
  ]);
  const played = Object.entries(upstreams);
  main.append(
    el("h2", { text: "Upstreams" }),
    el(
      "datalist",
      { id: "own-clients" },
      clients.filter((client) => !isBuiltIn(client)).map((client) => el("option", { value: client.clientId })),
    ),
    ...(played.length ? played.map(([alias, personas]) => provider(page, alias, personas, clients)) : none()),
  );
}

function none() {
  return [
    nothing("The emulator plays no identity provider of this realm. “Log in with Google” works offline with a few lines in its file:"),
    el("pre", { text: EXAMPLE }),
  ];
}

function provider(page, alias, personas, clients) {
  const rows = Object.entries(personas).map(([name, claims]) => [
    name,
    claims.name,
    claims.email,
    claims.sub,
    Object.entries(claims)
      .filter(([claim]) => !USUAL.includes(claim))
      .map(([claim, value]) => `${claim}=${inline(value)}`)
      .join(" "),
  ]);
  return el(
    "section",
    { class: "card", "aria-label": alias },
    el("h3", { text: alias }),
    table(`Personas of ${alias}`, ["Persona", "Name", "Address", "Id", "Other claims"], rows),
    nextLogin(page, alias, Object.keys(personas), clients),
  );
}

/** The form of the next login; what it says over HTTP is said by a test as well. */
function nextLogin(page, alias, names, clients) {
  const path = inRealm(page.realm, `upstreams/${encodeURIComponent(alias)}`);
  const persona = choice("persona", names);
  const claims = pairs("Claims that are others this time", "claim", true);
  const error = choice("error", REFUSALS);
  const client = text("client_id", { list: "own-clients", value: clients.find((known) => !isBuiltIn(known))?.clientId ?? "" });
  const wanted = () => ({ persona: persona.value, claims: claims.values() });
  const next = guarded(async () => {
    await ask(`${path}/next`, "POST", wanted());
    say(`${persona.value} is the next who logs in at ${alias}, without a page.`);
  });
  const refuse = guarded(async () => {
    await ask(`${path}/next`, "POST", { error: error.value });
    say(`The next login at ${alias} is refused: ${error.value}.`);
  });
  const logIn = guarded(async () => {
    const answer = await ask(`${path}/logins`, "POST", { ...wanted(), client_id: client.value, scope: "openid", tokens: true });
    page.handed = answer.tokens.access_token;
    page.go("tokens");
  });
  return el(
    "div",
    { class: "next-login" },
    el("div", { class: "line" }, field("Persona", persona), button("Next to log in", next)),
    claims,
    el("div", { class: "line" }, field("Client", client), button("Log in now", logIn)),
    el("div", { class: "line" }, field("Error", error), button("Refuse the next login", refuse)),
  );
}
