// Faults on purpose: which requests they meet, and what happens to them.
import { ask } from "./api.js";
import { button, el, guarded, nothing, say, table } from "./dom.js";
import { choice, field, filled, meant, number, pairs, text, tick } from "./forms.js";

const PRESETS = [
  ["Slow", { latency: 2 }],
  ["Unavailable, with Retry-After", { status: 503, retry_after: 1 }],
  ["No JSON", { malformed: true }],
  ["Connection reset", { reset: true }],
];
const WHICH = ["endpoint", "path", "method", "realm", "client_id", "skip", "times", "probability", "seed"];
const HIDDEN = ["id", "seen", "met"];

/** The view: the rules in force, and a form for another one. */
export async function view(main, page) {
  const list = el("div");
  const api = await ask("/openapi.json");
  const endpoints = api.paths["/_emulator/faults"].post.requestBody.content["application/json"].schema.properties.endpoint.enum;
  const draw = async () => {
    const rules = await ask("/faults");
    list.replaceChildren(rules.length ? inForce(rules, draw) : nothing("No fault is in force."));
  };
  const remove = guarded(async () => {
    await ask("/faults", "DELETE");
    await draw();
  });
  main.append(
    el("div", { class: "bar" }, el("h2", { text: "Faults" }), button("Remove all", remove)),
    list,
    ruleForm(endpoints, page.realms, async (rule) => {
      await ask("/faults", "POST", rule);
      await draw();
      say("Added.");
    }),
  );
  await draw();
}

function inForce(rules, draw) {
  const remove = (rule) =>
    guarded(async () => {
      await ask(`/faults/${encodeURIComponent(rule.id)}`, "DELETE");
      await draw();
    });
  const effects = (rule) => Object.keys(rule).filter((name) => !WHICH.includes(name) && !HIDDEN.includes(name));
  const rows = rules.map((rule) => [
    rule.id,
    said(rule, WHICH) || "all",
    said(rule, effects(rule)),
    rule.seen,
    rule.met,
    button("Remove", remove(rule), { "aria-label": `Remove fault ${rule.id}` }),
  ]);
  return table("Faults in force", ["No.", "Which requests", "What happens", "Seen", "Met", ""], rows);
}

/** The form; `add` gets the rule that it says. */
function ruleForm(endpoints, realms, add) {
  const headers = pairs("Headers beside the answer's", "header");
  const merged = pairs("Members of the JSON answer that are replaced", "member", true);
  const form = el("form", { id: "fault" });
  const presets = PRESETS.map(([name, values]) => button(name, () => preset(form, values)));
  form.append(
    el("fieldset", {}, el("legend", { text: "Which requests" }), el("div", { class: "grid" }, which(endpoints, realms))),
    el(
      "fieldset",
      {},
      el("legend", { text: "What happens" }),
      el("p", { class: "actions" }, presets),
      el("div", { class: "grid" }, what()),
      headers,
      merged,
    ),
    el("p", { class: "actions" }, el("button", { class: "main", text: "Add the fault" })),
  );
  form.onsubmit = guarded(async () => {
    await add(rule(form, headers, merged));
    // The form has a field of that name.
    HTMLFormElement.prototype.reset.call(form);
  });
  return form;
}

function which(endpoints, realms) {
  return [
    field("Endpoint", choice("endpoint", [["", "any"], ...endpoints])),
    field("Path", text("path", { placeholder: "/realms/*/account*" })),
    field("Method", choice("method", [["", "any"], "GET", "POST", "PUT", "DELETE"])),
    field("Realm", choice("realm", [["", "any"], ...realms])),
    field("Client", text("client_id")),
    field("Leave out the first", number("skip", { min: 0 })),
    field("Only so many", number("times", { min: 0 })),
    field("Probability", number("probability", { min: 0, max: 1, step: "any" }), "0 to 1"),
    field("Seed", text("seed"), "the same chances in each run"),
  ];
}

function what() {
  return [
    field("Seconds late", number("latency", { min: 0, step: "any" })),
    field("Seconds late, at most", number("latency_most", { min: 0, step: "any" }), "drawn between the two"),
    field("Status", number("status", { min: 200, max: 599 })),
    field("Body", text("body"), "a text, or JSON"),
    field("Retry-After in seconds", number("retry_after", { min: 0 })),
    field("Cut after so many bytes", number("truncate", { min: 0 })),
    el("div", { class: "field" }, tick("malformed", "no JSON"), tick("reset", "connection reset")),
  ];
}

function preset(form, values) {
  for (const [name, value] of Object.entries(values)) {
    const input = form.elements[name];
    if (input.type === "checkbox") input.checked = value;
    else input.value = value;
  }
}

function rule(form, headers, merged) {
  const { latency_most: most, ...values } = filled(form);
  if (most !== undefined) values.latency = [values.latency ?? 0, most];
  if (values.body !== undefined) values.body = meant(values.body);
  const extras = { headers: headers.values(), merge: merged.values() };
  for (const [name, extra] of Object.entries(extras)) if (Object.keys(extra).length) values[name] = extra;
  return values;
}

/** The members of a rule that say something. */
function said(rule, names) {
  const usual = { probability: 1 };
  const isUsual = (name) => [null, false, "", usual[name] ?? 0].includes(rule[name]) || JSON.stringify(rule[name]) === "{}";
  const shown = (value) => (typeof value === "string" ? value : JSON.stringify(value));
  return names
    .filter((name) => !isUsual(name))
    .map((name) => `${name} ${shown(rule[name])}`)
    .join(", ");
}
