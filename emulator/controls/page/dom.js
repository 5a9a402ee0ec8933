// Elements. Texts go in as texts, never as markup: what realms and requests say need not be friendly.

import { timeClaim } from "./words.js";

/** An element with attributes and children; `text` is its text, `on…` a listener, false or null leaves an attribute out. */
export function el(name, properties = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (key === "text") element.textContent = value;
    else if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** A table with a caption for screen readers, headers, and rows of cells; a cell is a text or an element. */
export function table(caption, names, rows, properties = {}) {
  const cell = (value, index) =>
    el(
      index === 0 ? "th" : "td",
      { scope: index === 0 ? "row" : null },
      value instanceof Node || Array.isArray(value) ? value : String(value ?? ""),
    );
  return el(
    "div",
    { class: "scroll", tabindex: "0", role: "region", "aria-label": caption },
    el(
      "table",
      properties,
      el("caption", { class: "unseen", text: caption }),
      el(
        "thead",
        {},
        el(
          "tr",
          {},
          names.map((name) => el("th", { scope: "col", text: name })),
        ),
      ),
      el(
        "tbody",
        {},
        rows.map((cells) => el("tr", {}, cells.map(cell))),
      ),
    ),
  );
}

/** A button. */
export function button(text, onclick, properties = {}) {
  return el("button", { type: "button", text, onclick, ...properties });
}

/** A link out of the page to a web address; a text where it is no such address. */
export function outside(address, text = address) {
  return /^https?:\/\//i.test(address)
    ? el("a", { href: address, target: "_blank", rel: "noopener noreferrer", text })
    : el("span", { text });
}

/** What a claim with a time says, kept true while the page is open. */
export function timed(name, value, now) {
  return el("span", { class: "quiet", "data-claim": name, "data-time": value, text: timeClaim(name, value, now) });
}

/** What is said where there is nothing to show. */
export function nothing(text) {
  return el("p", { class: "nothing", text });
}

/** A sign and a word for how something went: colour alone says nothing to many. */
export function sign(outcome) {
  const [mark, word] = { done: ["✓", "done"], refused: ["✗", "refused"], waiting: ["…", "waiting"] }[outcome] ?? ["•", outcome];
  return el("span", { class: `sign ${outcome}`, role: "img", "aria-label": word, title: word, text: mark });
}

/** Says something to whoever looks, and to screen readers; `bad` for what went wrong. */
export function say(text, bad = false) {
  const said = document.getElementById("said");
  said.className = bad ? "bad" : "";
  said.textContent = text;
  clearTimeout(say.timer);
  if (text)
    say.timer = setTimeout(
      () => {
        said.textContent = "";
      },
      bad ? 12000 : 4000,
    );
}

/** Runs a listener's work, and says what went wrong with it. */
export function guarded(work) {
  return async (event) => {
    if (event?.type === "submit") event.preventDefault();
    try {
      return await work(event);
    } catch (error) {
      say(error.message, true);
      return undefined;
    }
  };
}

/** Looks again and again while somebody sees the page; what it returns ends that. */
export function watching(look, milliseconds = 2000) {
  let busy = false;
  const timer = setInterval(async () => {
    // A text that somebody is about to copy stays.
    if (document.hidden || busy || String(getSelection())) return;
    busy = true;
    // Whether the server answers at all is said beside the clock.
    await look().catch(() => null);
    busy = false;
  }, milliseconds);
  return () => clearInterval(timer);
}

/** A button that copies a text. */
export function copier(name, text) {
  return button(
    name,
    guarded(async () => {
      await copy(typeof text === "function" ? text() : text);
      say("Copied.");
    }),
  );
}

async function copy(text) {
  if (navigator.clipboard) {
    await navigator.clipboard.writeText(text);
    return;
  }
  // Where the page is not at localhost and has no TLS, browsers offer only the old way.
  const box = el("textarea", { class: "unseen", "aria-hidden": "true" });
  box.value = text;
  document.body.append(box);
  box.select();
  document.execCommand("copy");
  box.remove();
}
