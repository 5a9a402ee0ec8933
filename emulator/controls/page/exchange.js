// What is known of one request, or of all that belong to one login.
import { decoded, tokensIn } from "./api.js";
import { button, copier, el, sign, table, timed } from "./dom.js";
import { curl } from "./curl.js";
import { count, dateTime, inline, timeOfDay, took } from "./words.js";

/** The steps of a flow, with bars for when each was. */
export function ofFlow(flow, go) {
  const whole = Math.max(flow.milliseconds, 1);
  const rows = flow.steps.map((step) => {
    const bar = el("span", { class: `bar-of ${step.outcome}` });
    const ends = ((step.time - flow.time) * 1000) / whole;
    const width = Math.min(1, step.milliseconds / whole);
    bar.style.marginLeft = `${Math.max(0, Math.min(1 - width, ends - width)) * 100}%`;
    bar.style.width = `${Math.max(width * 100, 1)}%`;
    return [
      [sign(step.outcome), " ", button(step.step, () => go(step.number), { class: "link" })],
      step.status || "reset",
      took(step.milliseconds),
      el("span", { class: "track" }, bar),
      el("span", { class: step.outcome === "refused" ? "bad" : "", text: step.reason }),
    ];
  });
  return [
    el("h2", { text: [flow.kind, flow.client_id, flow.username].filter(Boolean).join(" · ") }),
    el("p", {
      class: "quiet",
      text: `${count(flow.steps.length, "request")} in ${took(flow.milliseconds)}, from ${timeOfDay(flow.time, true)}, realm ${flow.realm || "none"}${flow.refused ? `, ${flow.refused} refused` : ""}`,
    }),
    table("Requests of this flow", ["Step", "Status", "Took", "When", "Reason"], rows, { class: "steps" }),
  ];
}

/** One request with its answer. */
export function ofExchange(exchange, page) {
  const refused = exchange.status === 0 || exchange.status >= 400;
  return [
    el(
      "h2",
      { class: "request-line" },
      el("span", { class: "method", text: exchange.method }),
      " ",
      el("span", { class: "breaks", text: exchange.path }),
    ),
    el(
      "p",
      { class: "summary" },
      el("strong", { class: refused ? "bad" : "good", text: exchange.status ? String(exchange.status) : "connection reset" }),
      ` · ${took(exchange.milliseconds)} · ${dateTime(exchange.time)}`,
      exchange.client_id && ` · client ${exchange.client_id}`,
      exchange.realm && ` · realm ${exchange.realm}`,
      ` · no. ${exchange.number}`,
    ),
    exchange.reason &&
      el("p", { class: `why ${refused ? "refused" : ""}` }, el("strong", { text: refused ? "Why: " : "Note: " }), exchange.reason),
    el(
      "p",
      { class: "actions" },
      copier("Copy as curl", () => curl(exchange)),
      copier("Copy the answer", () => (typeof exchange.answer === "string" ? exchange.answer : JSON.stringify(exchange.answer, null, 2))),
    ),
    ...tokens(exchange, page),
    part("Parameters", pairs(exchange.parameters), true),
    part("Answer", value(exchange.answer, exchange.answer_size), true),
    part("Body", exchange.body && !Object.keys(exchange.parameters).length ? value(asJson(exchange.body), exchange.body_size) : null, true),
    part("Request headers", pairs(exchange.headers)),
    part("Answer headers", pairs(exchange.answer_headers)),
  ].filter(Boolean);
}

function tokens(exchange, page) {
  const answer = exchange.answer && typeof exchange.answer === "object" && !Array.isArray(exchange.answer) ? exchange.answer : {};
  const sent = { ...exchange.parameters, authorization: exchange.headers.authorization };
  return [...tokensIn({ ...sent, ...answer })].map(([name, text]) => {
    const jwt = decoded(text);
    const hand = (shown, place) =>
      button(
        shown,
        () => {
          page[place] = text;
          page.go("tokens");
        },
        { "aria-label": `${shown} ${name}` },
      );
    const times = ["iat", "exp"]
      .filter((claim) => typeof jwt?.claims[claim] === "number")
      .map((claim) => timed(claim, jwt.claims[claim], page.now));
    return part(
      `Token: ${name}`,
      [
        el("p", { class: "actions" }, hand("Explain", "handed"), hand("Compare", "other"), copier("Copy", text), times),
        jwt ? code(jwt.claims) : el("p", { class: "quiet", text: "Opaque: its claims are with the realm." }),
      ],
      name in answer,
    );
  });
}

function part(name, content, open = false) {
  if (content === null || (Array.isArray(content) && !content.length)) return null;
  return el("details", { open }, el("summary", { text: name }), content);
}

/** A definition list of names and values; null where there are none. */
function pairs(values) {
  const entries = Array.isArray(values) ? values : Object.entries(values ?? {});
  if (!entries.length) return null;
  return el(
    "dl",
    { class: "pairs-of" },
    entries.map(([name, text]) => [el("dt", { text: name }), el("dd", { text: inline(text) })]),
  );
}

function value(content, size) {
  if (content === "" || content === null || content === undefined) return el("p", { class: "quiet", text: "Empty." });
  const text = typeof content === "string" ? content : JSON.stringify(content, null, 2);
  const cut =
    size > new Blob([text]).size && typeof content === "string" ? `Only the beginning is kept: it had ${count(size, "byte")}.` : "";
  return [cut && el("p", { class: "quiet", text: cut }), code(content)].filter(Boolean);
}

function asJson(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** JSON with colours, or a text as it is. */
export function code(content) {
  if (typeof content === "string") return el("pre", { tabindex: "0", text: content });
  const pre = el("pre", { tabindex: "0", class: "json" });
  const text = JSON.stringify(content, null, 2);
  let end = 0;
  for (const match of text.matchAll(/("(?:[^"\\]|\\.)*")(\s*:)?|\b(true|false|null|-?\d[\d.eE+-]*)\b/g)) {
    pre.append(text.slice(end, match.index));
    const kind = match[2] ? "key" : match[1] ? "text" : "number";
    pre.append(el("span", { class: kind, text: match[1] ?? match[0] }), match[2] ?? "");
    end = match.index + match[0].length;
  }
  pre.append(text.slice(end));
  return pre;
}
