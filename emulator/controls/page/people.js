// Users, clients and sessions of the realm.
import { ask, inRealm, query } from "./api.js";
import { button, copier, el, guarded, nothing, outside, table, watching } from "./dom.js";
import { code } from "./exchange.js";
import { beside, count, dateTime } from "./words.js";

const PAGE = 100;

/** A list that is read page by page; `row` makes cells of an entry. */
function listed(path, caption, names, row) {
  return async (main, page) => {
    let entries = [];
    const list = el("div");
    const detail = el("section", { "aria-label": "Details", class: "below", tabindex: "-1", hidden: true });
    const show = (title, content) => {
      detail.hidden = false;
      detail.replaceChildren(
        button(
          "Close",
          () => {
            detail.hidden = true;
          },
          { class: "close" },
        ),
        el("h2", { text: title }),
        code(content),
      );
      detail.focus();
    };
    const load = guarded(async () => {
      const known = entries;
      const fresh = await ask(query(inRealm(page.realm, path), { search: page.search, first: known.length, max: PAGE + 1 }));
      // Somebody may have searched for something else meanwhile.
      if (known !== entries) return;
      const more = fresh.length > PAGE;
      entries = known.concat(fresh.slice(0, PAGE));
      list.replaceChildren(
        entries.length
          ? table(
              caption,
              names,
              entries.map((entry) => row(entry, page, show)),
            )
          : nothing(page.search ? "None of that name." : `There are no ${caption.toLowerCase()}.`),
        entries.length ? el("p", { class: "quiet" }, count(entries.length, "row"), more ? " " : "", more && button("More", load)) : "",
      );
    });
    main.append(el("h2", { text: caption }), list, detail);
    await load();
    const anew = () => {
      entries = [];
      return load();
    };
    // Pages that somebody has asked for stay; so do rows while one of them has the focus.
    const look = async () => (entries.length > PAGE || list.contains(document.activeElement) ? null : anew());
    return { searched: anew, leave: watching(look, 4000) };
  };
}

const mark = (yes) => el("span", { class: yes ? "good" : "quiet", text: yes ? "✓ yes" : "– no" });
const named = (entry, name, show) => button(name, () => show(name, entry), { class: "link" });

/** The views by name. */
export const views = {
  users: listed("users", "Users", ["User name", "Name", "Address", "Verified", "Enabled", "To do", "Id"], (user, _, show) => [
    named(user, user.username, show),
    [user.firstName, user.lastName].filter(Boolean).join(" "),
    user.email,
    mark(user.emailVerified),
    mark(user.enabled),
    (user.requiredActions ?? []).join(", "),
    el("code", { class: "quiet", text: user.id }),
  ]),
  clients: listed("clients", "Clients", ["Client", "Name", "Kind", "Secret", "May be sent to"], (client, _, show) => [
    named(client, client.clientId, show),
    client.name,
    kinds(client),
    client.publicClient || !client.secret ? "" : [el("code", { text: client.secret }), " ", copier("Copy", client.secret)],
    (client.redirectUris ?? []).map((uri) => el("div", {}, outside(uri))),
  ]),
  sessions: listed("sessions", "Sessions", ["User", "Clients", "Began", "Last seen", "Kind", "Id"], (session, page) => [
    session.username,
    session.clients.join(", "),
    dateTime(session.started),
    beside(session.last_access, page.now),
    session.offline ? "offline" : "online",
    el("code", { class: "quiet", text: session.id }),
  ]),
};

function kinds(client) {
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
