// The frame of the page: which view is shown, the realm, the search, the colours, the emulator's clock.
import { ROOT, ask } from "./api.js";
import { el, guarded, say } from "./dom.js";
import { dateTime, timeClaim } from "./words.js";

const VIEWS = [
  ["requests", "Requests", "./timeline.js"],
  ["tokens", "Tokens", "./tokens.js"],
  ["users", "Users", "./people.js"],
  ["clients", "Clients", "./people.js"],
  ["sessions", "Sessions", "./people.js"],
  ["upstreams", "Upstreams", "./upstreams.js"],
  ["mail", "Mail", "./mail.js"],
  ["events", "Events", "./events.js"],
  ["clock", "Clock", "./clock.js"],
  ["faults", "Faults", "./faults.js"],
];
const SEARCHABLE = new Set(["requests", "users", "clients", "sessions", "mail", "events"]);
const at = (id) => document.getElementById(id);
let shown = null;

/** What the views know of each other: the realm, the search text, the emulator's time, and how to go elsewhere. */
const page = {
  get realm() {
    return at("realm").value;
  },
  get realms() {
    return [...at("realm").options].map((option) => option.value);
  },
  get search() {
    return at("search").value.trim();
  },
  clock: { now: Date.now() / 1000, frozen: false, rate: 1, read: performance.now() },
  get now() {
    return this.clock.now + ((performance.now() - this.clock.read) / 1000) * this.clock.rate;
  },
  setClock(state) {
    this.clock = { ...state, read: performance.now() };
    drawTime();
  },
  go(place) {
    location.hash = `#/${place}`;
  },
  readRealms: () => readRealms(),
  handed: null,
  minted: null,
  other: null,
};

/** The view and the rest of the address. */
function place() {
  const [name, ...rest] = location.hash.replace(/^#\/?/, "").split("/");
  return [VIEWS.find(([known]) => known === name) ?? VIEWS[0], rest.map(decodeURIComponent)];
}

const draw = guarded(async () => {
  const [[name, title, file], rest] = place();
  for (const link of at("views").querySelectorAll("a")) {
    if (link.dataset.view === name) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  if (shown?.name === name && shown.view.moved?.(rest)) return;
  shown?.view.leave?.();
  const main = at("view");
  document.title = `${title} – Keycloak emulator`;
  main.setAttribute("aria-label", title);
  main.className = `view-${name}`;
  at("search").disabled = !SEARCHABLE.has(name);
  at("searching").classList.toggle("unused", !SEARCHABLE.has(name));
  at("search").placeholder = SEARCHABLE.has(name) ? `Search ${title.toLowerCase()}  ( / )` : "";
  if (shown && shown.name !== name) {
    at("search").value = "";
    say("");
  }
  const module = await import(file);
  const view = module.views?.[name] ?? module.view;
  const current = { name, view: {} };
  shown = current;
  // What a view that was left meanwhile still adds goes nowhere.
  const root = el("div", { class: "root" });
  main.replaceChildren(root);
  current.view = (await view(root, page, rest)) ?? {};
  if (shown !== current) current.view.leave?.();
});

function drawTime() {
  const { frozen, rate } = page.clock;
  const note = frozen ? " · frozen" : rate !== 1 ? ` · ×${rate}` : Math.abs(page.clock.offset ?? 0) > 2 ? " · moved" : "";
  at("time").textContent = dateTime(page.now) + note;
  at("time").title = "The emulator's time";
  for (const shown of document.querySelectorAll("[data-claim]")) {
    shown.textContent = timeClaim(shown.dataset.claim, Number(shown.dataset.time), page.now);
  }
}

async function readClock() {
  try {
    page.setClock(await ask("/clock"));
    document.body.classList.remove("unreachable");
  } catch {
    document.body.classList.add("unreachable");
    at("time").textContent = "not reachable";
  }
}

// -- colours ---------------------------------------------------------------------------------------------------------------------

const THEMES = ["auto", "light", "dark"];

function theme(name) {
  if (name === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = name;
  at("theme").textContent = { auto: "◐ Auto", light: "☀ Light", dark: "☾ Dark" }[name];
  at("theme").setAttribute("aria-label", `Colours: ${name}`);
  at("theme").onclick = () => {
    const next = THEMES[(THEMES.indexOf(name) + 1) % THEMES.length];
    localStorage.setItem("emulator-theme", next);
    theme(next);
  };
}

// -- the frame -------------------------------------------------------------------------------------------------------------------

function links() {
  at("views").append(
    el(
      "ul",
      {},
      VIEWS.map(([name, title]) => el("li", {}, el("a", { href: `#/${name}`, text: title, "data-view": name }))),
    ),
  );
  at("api").href = `${ROOT}/openapi.json`;
  at("skip").onclick = (event) => {
    event.preventDefault();
    at("view").focus();
  };
}

function keys(event) {
  const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
  const tree = at("view").querySelector("[role=treegrid]");
  if (tree && (event.target === document.body || event.target === at("view")) && ["j", "k", "ArrowDown", "ArrowUp"].includes(event.key)) {
    event.preventDefault();
    tree.focus({ preventScroll: true });
    tree.dispatchEvent(new KeyboardEvent("keydown", { key: event.key }));
    return;
  }
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !at("search").disabled) {
    event.preventDefault();
    at("search").focus();
    at("search").select();
  } else if (event.key === "Escape" && event.target === at("search")) {
    at("search").value = "";
    searched();
    at("view").querySelector("[role=treegrid]")?.focus();
  }
}

let waiting;

function searched() {
  clearTimeout(waiting);
  waiting = setTimeout(() => (shown?.view.searched ? shown.view.searched() : draw()), 250);
}

async function readRealms() {
  const realms = await ask("/realms");
  const before = at("realm").value || sessionStorage.getItem("emulator-realm");
  const names = realms.map((realm) => realm.name);
  at("realm").replaceChildren(...names.map((name) => el("option", { value: name, text: name })));
  at("realm").value = names.includes(before) ? before : (names.find((name) => name !== "master") ?? names[0] ?? "");
}

async function start() {
  theme(THEMES.includes(localStorage.getItem("emulator-theme")) ? localStorage.getItem("emulator-theme") : "auto");
  links();
  at("realm").onchange = () => {
    sessionStorage.setItem("emulator-realm", at("realm").value);
    if (shown?.view.realmChanged) shown.view.realmChanged();
    else {
      shown?.view.leave?.();
      shown = null;
      draw();
    }
  };
  at("realm").onfocus = guarded(readRealms);
  at("search").oninput = searched;
  at("searching").onsubmit = (event) => {
    event.preventDefault();
    searched();
    at("view").querySelector("[role=treegrid]")?.focus();
  };
  document.addEventListener("keydown", keys);
  addEventListener("hashchange", draw);
  await Promise.all([readRealms(), readClock()]);
  setInterval(() => document.hidden || readClock(), 5000);
  setInterval(() => document.hidden || document.body.classList.contains("unreachable") || drawTime(), 1000);
  await draw();
}

start().catch((error) => say(error.message, true));
