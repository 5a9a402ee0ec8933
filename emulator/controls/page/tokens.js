// Tokens: made, taken apart, explained and compared.
import { ask, decoded, inRealm } from "./api.js";
import { copier, el, guarded, nothing } from "./dom.js";
import { code } from "./exchange.js";
import { compared } from "./compare.js";
import { explained } from "./explained.js";
import { minting } from "./mint.js";
import { timeClaim } from "./words.js";

/** The view: a form that makes tokens, and a box for one that is there. */
export async function view(main, page) {
  const first = box("Token", "Paste a token: a JWT, or an opaque one of this realm");
  const second = box("Compare with", "Another token");
  const verdict = el("div", { class: "verdict", "aria-live": "polite" });
  const told = el("div", { class: "told" });
  const difference = el("div");
  let asked = 0;

  const show = guarded(async () => {
    const number = (asked += 1);
    const text = first.area.value.trim();
    const jwt = decoded(text);
    difference.replaceChildren(...compared(text, second.area.value.trim()));
    if (!text) {
      verdict.replaceChildren();
      told.replaceChildren(nothing("Make a token, paste one, or choose “Explain” at a request."));
      return;
    }
    verdict.replaceChildren(...quickly(jwt, page));
    try {
      const explanation = await ask(inRealm(realmOf(jwt, page), "tokens/explain"), "POST", { token: text });
      if (number !== asked) return;
      const [head, ...rest] = explained(explanation, page);
      verdict.replaceChildren(head);
      told.replaceChildren(...rest);
    } catch (error) {
      if (number !== asked) return;
      verdict.append(el("p", { class: "bad", text: error.message }));
      told.replaceChildren(
        ...(jwt ? [el("h3", { text: "Header" }), code(jwt.header), el("h3", { text: "Claims" }), code(jwt.claims)] : []),
      );
    }
  });

  const put = (text) => {
    first.area.value = text;
    show();
  };
  first.area.oninput = later(show);
  second.area.oninput = later(show);
  main.append(
    el(
      "div",
      { class: "columns" },
      el("section", { "aria-label": "Make a token", class: "side" }, await minting(page, put)),
      el(
        "section",
        { "aria-label": "Explain a token", class: "wide" },
        el("h2", { text: "Explain a token" }),
        first.field,
        el(
          "p",
          { class: "actions" },
          copier("Copy the token", () => first.area.value),
        ),
        verdict,
        told,
        el("details", { class: "comparing" }, el("summary", { text: "Compare with another token" }), second.field, difference),
      ),
    ),
  );
  first.area.value = page.handed ?? "";
  second.area.value = page.other ?? "";
  main.querySelector(".comparing").open = Boolean(page.other);
  await show();
  return {
    leave: () => {
      page.handed = first.area.value;
      page.other = second.area.value;
    },
  };
}

function box(label, placeholder) {
  const area = el("textarea", { rows: 4, placeholder, spellcheck: "false", autocomplete: "off", class: "token" });
  area.id = `box-${label.replace(/\W/g, "-")}`;
  return { area, field: el("div", { class: "field" }, el("label", { for: area.id, text: label }), area) };
}

/** What can be said without the server. */
function quickly(jwt, page) {
  if (!jwt) return [];
  return [
    el("p", {
      class: "quiet",
      text: ["iat", "exp"]
        .map((name) => timeClaim(name, jwt.claims[name], page.now))
        .filter(Boolean)
        .join(", "),
    }),
  ];
}

/** The realm that a token is of by its issuer, else the chosen one. */
function realmOf(jwt, page) {
  const named = String(jwt?.claims.iss ?? "").split("/realms/")[1] ?? "";
  return page.realms.find((realm) => encodeURIComponent(realm) === named || realm === named) ?? page.realm;
}

function later(work) {
  let timer;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(work, 200);
  };
}
