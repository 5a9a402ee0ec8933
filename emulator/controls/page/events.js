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
    const fitting = wanted ? events.filter((event) => JSON.stringify(event).toLowerCase().includes(wanted)) : events;
    const more =
      fitting.length > most &&
      button("More", () => {
        most += SHOWN;
        draw();
      });
    list.replaceChildren(
      fitting.length
        ? table("Events", ["When", "What", "Client", "Who", "Details"], fitting.slice(0, most).map(row), { class: "events" })
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

function row(event) {
  const isAdmin = event.kind === "admin-event";
  const details = Object.entries(event.details ?? {})
    .slice(0, 4)
    .map(([name, value]) => `${name}=${inline(value)}`)
    .join(" ");
  const who = isAdmin ? (event.authDetails?.userId ?? "") : (event.details?.username ?? event.userId ?? "");
  return [
    dateTime(event.time / 1000),
    [
      sign(event.error ? "refused" : "done"),
      " ",
      isAdmin ? `${event.operationType ?? event.operation ?? ""} ${event.resourceType ?? ""}` : event.type,
    ],
    isAdmin ? (event.authDetails?.clientId ?? "") : (event.clientId ?? ""),
    who,
    el(
      "details",
      { class: "source" },
      el("summary", { text: event.error || (isAdmin ? event.resourcePath : details) || "details" }),
      code(event),
    ),
  ];
}
