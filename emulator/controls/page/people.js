// Users, clients and sessions of the realm.
import { ask, inRealm, query } from "./api.js";
import { clientFacts, facts, isBuiltIn, kinds, userFacts } from "./details.js";
import { button, copier, el, guarded, nothing, outside, table, watching } from "./dom.js";
import { beside, count, dateTime } from "./words.js";

const PAGE = 100;

/** A list that is read page by page; `row` makes cells of an entry, `later` says which entries stand below the others. */
function listed(path, caption, names, row, later = () => false) {
  return async (main, page) => {
    let entries = [];
    const list = el("div");
    const detail = el("section", { "aria-label": "Details", class: "detail", tabindex: "-1", hidden: true });
    const split = el("div", { class: "split people" }, list, detail);
    const close = () => {
      detail.hidden = true;
      split.classList.remove("opened");
      list.querySelector("[aria-expanded=true]")?.focus();
      for (const opened of list.querySelectorAll("[aria-expanded=true]")) opened.setAttribute("aria-expanded", "false");
    };
    const show = (from, title, content) => {
      for (const opened of list.querySelectorAll("[aria-expanded=true]")) opened.setAttribute("aria-expanded", "false");
      from.setAttribute("aria-expanded", "true");
      detail.hidden = false;
      split.classList.add("opened");
      detail.replaceChildren(
        button("Close", close, { class: "close", "aria-label": "Close the details" }),
        el("h2", { text: title }),
        ...content,
      );
      detail.scrollTop = 0;
      detail.focus();
    };
    detail.onkeydown = (event) => event.key === "Escape" && close();
    const load = guarded(async () => {
      const known = entries;
      const fresh = await ask(query(inRealm(page.realm, path), { search: page.search, first: known.length, max: PAGE + 1 }));
      // Somebody may have searched for something else meanwhile.
      if (known !== entries) return;
      const more = fresh.length > PAGE;
      entries = known.concat(fresh.slice(0, PAGE));
      const ordered = [...entries.filter((entry) => !later(entry)), ...entries.filter(later)];
      list.replaceChildren(
        entries.length
          ? table(
              caption,
              names,
              ordered.map((entry) => row(entry, page, show)),
            )
          : nothing(page.search ? "None of that name." : `There are no ${caption.toLowerCase()}.`),
        entries.length ? el("p", { class: "quiet" }, count(entries.length, "row"), more ? " " : "", more && button("More", load)) : "",
      );
    });
    main.append(el("h2", { text: caption }), split);
    await load();
    const anew = () => {
      entries = [];
      return load();
    };
    // Pages that somebody has asked for stay; so do rows while one of them has the focus.
    const isInUse = () => entries.length > PAGE || !detail.hidden || list.contains(document.activeElement);
    const look = async () => (isInUse() ? null : anew());
    return { searched: anew, leave: watching(look, 4000) };
  };
}

const mark = (yes) => el("span", { class: yes ? "good" : "quiet", text: yes ? "✓ yes" : "– no" });
const named = (name, show, content) =>
  button(name, (event) => show(event.currentTarget, name, content()), { class: "link", "aria-expanded": "false" });

/** What a token of this user is made with. */
const mintedFor = ({ username, serviceAccountClientId: client }) => (client ? { client_id: client, username: "" } : { username });

/** The views by name. */
export const views = {
  users: listed(
    "users",
    "Users",
    ["User name", "Name", "Address", "Verified", "Enabled", "To do", "Id"],
    (user, page, show) => [
      named(user.username, show, () => facts(page, mintedFor(user), userFacts(user), user)),
      [user.firstName, user.lastName].filter(Boolean).join(" "),
      user.email,
      mark(user.emailVerified),
      mark(user.enabled),
      (user.requiredActions ?? []).join(", "),
      el("code", { class: "quiet", text: user.id }),
    ],
    (user) => Boolean(user.serviceAccountClientId),
  ),
  clients: listed(
    "clients",
    "Clients",
    ["Client", "Name", "Kind", "Secret", "May be sent to"],
    (client, page, show) => [
      named(client.clientId, show, () => facts(page, { client_id: client.clientId }, clientFacts(client), client)),
      isBuiltIn(client) ? el("span", { class: "quiet", text: "Keycloak's own" }) : client.name,
      kinds(client),
      client.publicClient || !client.secret ? "" : [el("code", { text: client.secret }), " ", copier("Copy", client.secret)],
      (client.redirectUris ?? []).map((uri) => el("div", {}, outside(uri))),
    ],
    isBuiltIn,
  ),
  sessions: listed("sessions", "Sessions", ["User", "Clients", "Began", "Last seen", "Kind", "Id"], (session, page) => [
    session.username,
    session.clients.join(", "),
    dateTime(session.started),
    beside(session.last_access, page.now),
    session.offline ? "offline" : "online",
    el("code", { class: "quiet", text: session.id }),
  ]),
};
