// Two tokens beside each other.
import { decoded } from "./api.js";
import { el, nothing, table } from "./dom.js";
import { inline } from "./words.js";

/** What differs between two tokens; empty while one of them is missing. */
export function compared(one, other) {
  if (!one || !other) return [];
  const [left, right] = [decoded(one), decoded(other)];
  if (!left || !right) return [nothing("Both have to be JWTs.")];
  const rows = ["header", "claims"].flatMap((part) => differences(leaves(left[part]), leaves(right[part])).map((row) => [part, ...row]));
  if (!rows.length) return [nothing("They say the same.")];
  return [
    table(
      "Differences",
      ["What", "Where", "First token", "Second token", ""],
      rows.map(([part, name, before, after]) => {
        const how = before === undefined ? "added" : after === undefined ? "removed" : "changed";
        return [
          part,
          el("code", { text: name }),
          value(before, "removed"),
          value(after, "added"),
          el("span", { class: `chip ${how}`, text: how }),
        ];
      }),
    ),
  ];
}

function value(content, how) {
  return content === undefined ? el("span", { class: "quiet", text: "–" }) : el("code", { class: how, text: inline(content) });
}

function differences(left, right) {
  const names = [...new Set([...left.keys(), ...right.keys()])].sort();
  return names
    .filter((name) => JSON.stringify(left.get(name)) !== JSON.stringify(right.get(name)))
    .map((name) => [name, left.get(name), right.get(name)]);
}

function leaves(value, path = "", found = new Map()) {
  if (value && typeof value === "object" && !Array.isArray(value))
    for (const [name, inner] of Object.entries(value)) leaves(inner, path ? `${path}.${name}` : name, found);
  else found.set(path, value);
  return found;
}
