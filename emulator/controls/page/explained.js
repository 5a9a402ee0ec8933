// An explanation of a token: is it good, who made each claim, where roles come from, what is missing.
import { el, table, timed } from "./dom.js";
import { code } from "./exchange.js";
import { text } from "./forms.js";
import { count, dateTime, inline } from "./words.js";

const TIMES = new Set(["exp", "iat", "nbf", "auth_time", "updated_at"]);

/** The elements; the first one is the verdict. */
export function explained(told, page) {
  const now = told.now ?? page.now;
  return [
    verdict(told, now),
    ...told.doubts.map((doubt) => el("p", { class: "why", text: doubt })),
    el("h3", { text: "Claims" }),
    table(
      "Claims",
      ["Claim", "Value", "Why it is there"],
      told.claims.map((claim) => claimRow(claim, now)),
      { class: "claims" },
    ),
    ...missing(told),
    ...roles(told.roles),
    ...scopes(told.scopes),
    el("details", {}, el("summary", { text: "Header" }), code(told.header)),
  ];
}

function verdict(told, now) {
  const expires = told.claims.find((claim) => claim.claim === "exp");
  const when = typeof expires?.value === "number" ? timed("exp", expires.value, now) : "never expires";
  const whose = [
    told.client && `client ${told.client}`,
    told.user && `user ${told.user}`,
    told.session && `session ${told.session.slice(0, 8)}…`,
  ]
    .filter(Boolean)
    .join(" · ");
  return el(
    "div",
    { class: told.valid ? "verdict-good" : "verdict-bad" },
    el("strong", { text: told.valid ? "✓ Good" : "✗ Refused" }),
    ` ${kindOf(told.kind)}, `,
    when,
    !told.valid && el("span", { class: "bad", text: ` – ${told.reason}` }),
    whose && el("div", { class: "quiet", text: whose }),
  );
}

function kindOf(kind) {
  return (
    { access: "access token", lightweight: "lightweight access token", id: "ID token", refresh: "refresh token", logout: "logout token" }[
      kind
    ] ?? "token"
  );
}

function claimRow(claim, now) {
  const value = [el("code", { text: inline(claim.value) })];
  if (TIMES.has(claim.claim) && typeof claim.value === "number")
    value.push(el("div", {}, timed(claim.claim, claim.value, now), el("span", { class: "quiet", text: ` · ${dateTime(claim.value)}` })));
  if ("now" in claim) value.push(el("div", { class: "changed", text: `would be ${inline(claim.now)} now` }));
  return [
    el("code", { class: "name", text: claim.claim }),
    value,
    [claim.by.map(source), claim.by.length && claim.said.endsWith("wrote it.") ? "" : claim.said],
  ];
}

/** A mapper with its configuration. */
function source(by) {
  const settings = Object.entries(by.config).filter(([name]) => !name.endsWith(".claim") && name !== "jsonType.label");
  return el(
    "details",
    { class: "source" },
    el(
      "summary",
      {},
      "mapper ",
      el("strong", { text: by.mapper }),
      ` of ${by.container === "client" ? "client" : "scope"} `,
      el("strong", { text: by.container_name }),
    ),
    el(
      "dl",
      { class: "pairs-of" },
      el("dt", { text: "type" }),
      el("dd", { text: by.provider }),
      settings.map(([name, value]) => [el("dt", { text: name }), el("dd", { text: value })]),
    ),
  );
}

function missing(told) {
  if (!told.absent.length) return [];
  const list = el("div");
  const filter = text("missing", {
    type: "search",
    "aria-label": "Why is a claim missing?",
    placeholder: "Why is … missing? A claim or an audience",
  });
  const draw = () => {
    const wanted = filter.value.trim().toLowerCase();
    const rows = told.absent.filter((entry) => `${entry.claim} ${entry.value ?? ""}`.toLowerCase().includes(wanted));
    list.replaceChildren(
      rows.length
        ? table(
            "Claims that are missing",
            ["Claim", "Why it is missing"],
            rows.map((entry) => [
              el("code", { class: "name", text: entry.value ? `${entry.claim}: ${entry.value}` : entry.claim }),
              entry.said,
            ]),
          )
        : el("p", {
            class: "nothing",
            text: wanted ? `No mapper of this realm writes '${filter.value.trim()}' into this kind of token.` : "Nothing.",
          }),
    );
  };
  filter.oninput = draw;
  draw();
  return [el("details", { class: "missing" }, el("summary", { text: `What is not there, and why (${told.absent.length})` }), filter, list)];
}

function roles(entries) {
  if (!entries.length) return [];
  const inToken = entries.filter((entry) => entry.in_token).length;
  const rows = entries.map((entry) => [
    [
      el("span", {
        class: `sign ${entry.in_token ? "done" : entry.through.length ? "refused" : "quiet"}`,
        role: "img",
        "aria-label": entry.in_token ? "in the token" : "not in the token",
        text: entry.in_token ? "✓" : entry.through.length ? "✗" : "–",
      }),
      " ",
      el("code", { text: entry.client ? `${entry.client}:${entry.role}` : entry.role }),
    ],
    entry.through.join(" → ") || "–",
    entry.said,
  ]);
  return [
    el(
      "details",
      { open: true },
      el("summary", { text: `Roles (${inToken} in the token, ${entries.length - inToken} not)` }),
      table("Roles", ["Role", "Assigned through", "Why"], rows),
    ),
  ];
}

function scopes(entries) {
  if (!entries.length) return [];
  const chips = entries.map((entry) =>
    el(
      "li",
      { class: `chip ${entry.in_force ? "done" : "off"}`, title: `${entry.kind}. ${entry.said}` },
      entry.in_force ? "✓ " : "– ",
      entry.name,
      el("span", { class: "unseen", text: `: ${entry.kind}. ${entry.said}` }),
    ),
  );
  return [
    el("h3", { text: `Client scopes (${count(entries.filter((entry) => entry.in_force).length, "is", "are")} in force)` }),
    el("ul", { class: "chips" }, chips),
  ];
}
