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
  const properties = api.paths["/_emulator/faults"].post.requestBody.content["application/json"].schema.properties;
  const headers = pairs("Headers beside the answer's", "header");
  const merged = pairs("Members of the JSON answer that are replaced", "member", true);
  const form = el(
    "form",
    { id: "fault" },
    el(
      "fieldset",
      {},
      el("legend", { text: "Which requests" }),
      el(
        "div",
        { class: "grid" },
        field("Endpoint", choice("endpoint", [["", "any"], ...properties.endpoint.enum])),
        field("Path", text("path", { placeholder: "/realms/*/account*" })),
        field("Method", choice("method", [["", "any"], "GET", "POST", "PUT", "DELETE"])),
        field("Realm", choice("realm", [["", "any"], ...page.realms])),
        field("Client", text("client_id")),
        field("Leave out the first", number("skip", { min: 0 })),
        field("Only so many", number("times", { min: 0 })),
        field("Probability", number("probability", { min: 0, max: 1, step: "any" }), "0 to 1"),
        field("Seed", text("seed"), "the same chances in each run"),
      ),
    ),
    el(
      "fieldset",
      {},
      el("legend", { text: "What happens" }),
      el(
        "p",
        { class: "actions" },
        PRESETS.map(([name, values]) => button(name, () => preset(form, values))),
      ),
      el(
        "div",
        { class: "grid" },
        field("Seconds late", number("latency", { min: 0, step: "any" })),
        field("Seconds late, at most", number("latency_most", { min: 0, step: "any" }), "drawn between the two"),
        field("Status", number("status", { min: 200, max: 599 })),
        field("Body", text("body"), "a text, or JSON"),
        field("Retry-After in seconds", number("retry_after", { min: 0 })),
        field("Cut after so many bytes", number("truncate", { min: 0 })),
        el("div", { class: "field" }, tick("malformed", "no JSON"), tick("reset", "connection reset")),
      ),
      headers,
      merged,
    ),
    el("p", { class: "actions" }, el("button", { class: "main", text: "Add the fault" })),
  );
  const draw = async () => {
    const rules = await ask("/faults");
    list.replaceChildren(
      rules.length
        ? table(
            "Faults in force",
            ["No.", "Which requests", "What happens", "Seen", "Met", ""],
            rules.map((rule) => [
              rule.id,
              said(rule, WHICH) || "all",
              said(
                rule,
                Object.keys(rule).filter((name) => !WHICH.includes(name) && !HIDDEN.includes(name)),
              ),
              rule.seen,
              rule.met,
              button(
                "Remove",
                guarded(async () => {
                  await ask(`/faults/${encodeURIComponent(rule.id)}`, "DELETE");
                  await draw();
                }),
                { "aria-label": `Remove fault ${rule.id}` },
              ),
            ]),
          )
        : nothing("No fault is in force."),
    );
  };
  form.onsubmit = guarded(async () => {
    await ask("/faults", "POST", rule(form, headers, merged));
    // The form has a field of that name.
    HTMLFormElement.prototype.reset.call(form);
    await draw();
    say("Added.");
  });
  main.append(
    el(
      "div",
      { class: "bar" },
      el("h2", { text: "Faults" }),
      button(
        "Remove all",
        guarded(async () => {
          await ask("/faults", "DELETE");
          await draw();
        }),
      ),
    ),
    list,
    form,
  );
  await draw();
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
  for (const [name, extra] of [
    ["headers", headers.values()],
    ["merge", merged.values()],
  ])
    if (Object.keys(extra).length) values[name] = extra;
  return values;
}

/** The members of a rule that say something. */
function said(found, names) {
  const usual = { probability: 1 };
  return names
    .filter(
      (name) =>
        found[name] !== null &&
        found[name] !== false &&
        found[name] !== "" &&
        found[name] !== (usual[name] ?? 0) &&
        JSON.stringify(found[name]) !== "{}",
    )
    .map((name) => `${name} ${typeof found[name] === "string" ? found[name] : JSON.stringify(found[name])}`)
    .join(", ");
}
