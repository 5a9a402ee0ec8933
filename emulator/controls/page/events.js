// What happened in the realm: of its users, of its administrators.
import { ask, inRealm, query } from "./api.js";
import { button, el, guarded, nothing, sign, table, watching } from "./dom.js";
import { code } from "./exchange.js";
import { choice } from "./forms.js";
import { dateTime, inline } from "./words.js";

const SHOWN = 100;

/** The view: the newest events first. */
export async function view(main, page) {
  const list = el("div");
  let events = [];
  let most = SHOWN;
  const kind = choice(
    "kind",
    [
      ["", "all"],
      ["event", "of users"],
      ["admin-event", "of administrators"],
    ],
    { "aria-label": "Events", onchange: () => load() },
  );
  const draw = () => {
    const wanted = page.search.toLowerCase();
    const names = namesIn(events);
    const fitting = wanted ? events.filter((event) => JSON.stringify(event).toLowerCase().includes(wanted)) : events;
    const more =
      fitting.length > most &&
      button("More", () => {
        most += SHOWN;
        draw();
      });
    list.replaceChildren(
      fitting.length
        ? table(
            "Events",
            ["When", "What", "Client", "Who", "Details"],
            fitting.slice(0, most).map((event) => row(event, names)),
            { class: "events" },
          )
        : nothing(wanted ? "No such event." : "Nothing happened yet: logins, tokens, and what administrators change show here."),
      ...(more ? [more] : []),
    );
  };
  const read = async () => (await ask(query(inRealm(page.realm, "events"), { kind: kind.value }))).reverse();
  const load = guarded(async () => {
    events = await read();
    most = SHOWN;
    draw();
  });
  const look = async () => {
    const fresh = await read();
    const isSame = fresh.length === events.length && JSON.stringify(fresh[0]) === JSON.stringify(events[0]);
    // What somebody has opened stays as it is.
    if (isSame || list.querySelector("details[open]")) return;
    events = fresh;
    draw();
  };
  main.append(
    el(
      "div",
      { class: "bar" },
      el("h2", { text: "Events" }),
      kind,
      button(
        "Forget all",
        guarded(async () => {
          await ask(inRealm(page.realm, "events"), "DELETE");
          await load();
        }),
      ),
    ),
    list,
  );
  await load();
  return { searched: draw, leave: watching(look) };
}

/** Names of users by id, as far as some event tells both. */
function namesIn(events) {
  const told = events.filter((event) => event.userId && event.details?.username);
  return new Map(told.map((event) => [event.userId, event.details.username]));
}

/** A name as it is; of an id as much as tells it from others. */
function brief(text) {
  const isId = /^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(text);
  return isId ? el("code", { class: "quiet brief", title: text, text: `${text.slice(0, 8)}…` }) : text;
}

function row(event, names) {
  const isAdmin = event.kind === "admin-event";
  const details = Object.entries(event.details ?? {})
    .slice(0, 4)
    .map(([name, value]) => `${name}=${inline(value)}`)
    .join(" ");
  const who = isAdmin ? (event.authDetails?.userId ?? "") : (event.details?.username ?? names.get(event.userId) ?? event.userId ?? "");
  return [
    dateTime(event.time / 1000),
    [
      sign(event.error ? "refused" : "done"),
      " ",
      isAdmin ? `${event.operationType ?? event.operation ?? ""} ${event.resourceType ?? ""}` : event.type,
    ],
    brief(isAdmin ? (event.authDetails?.clientId ?? "") : (event.clientId ?? "")),
    brief(who),
    el(
      "details",
      { class: "source" },
      el("summary", { text: event.error || (isAdmin ? event.resourcePath : details) || "details" }),
      code(event),
    ),
  ];
}
