// Forms: fields with labels, and what is in them.
import { button, el } from "./dom.js";

let counter = 0;

/** A field with its label and a hint below it. */
export function field(label, input, hint = "") {
  const id = `field-${(counter += 1)}`;
  input.id = id;
  if (hint) input.setAttribute("aria-describedby", `${id}-hint`);
  return el("div", { class: "field" }, el("label", { for: id, text: label }), input, hint && el("small", { id: `${id}-hint`, text: hint }));
}

/** A line of text. */
export function text(name, properties = {}) {
  return el("input", { name, autocomplete: "off", spellcheck: "false", ...properties });
}

/** A number. */
export function number(name, properties = {}) {
  return el("input", { name, type: "number", inputmode: "decimal", ...properties });
}

/** A choice; options are values, or pairs of a value and what is shown. */
export function choice(name, options, properties = {}) {
  return el(
    "select",
    { name, ...properties },
    options.map((option) => {
      const [value, shown] = Array.isArray(option) ? option : [option, option];
      return el("option", { value, text: shown });
    }),
  );
}

/** A box to tick. */
export function tick(name, label, properties = {}) {
  return el("label", { class: "tick" }, el("input", { type: "checkbox", name, ...properties }), label);
}

/** Rows of a name and a value; `values()` has them as an object. Values that are JSON count as such where `json` says so. */
export function pairs(legend, what, json = false) {
  const rows = el("div", { class: "pairs" });
  const add = () => {
    const row = el(
      "div",
      { class: "pair" },
      el("input", { "aria-label": `${what}: name`, placeholder: "name", autocomplete: "off", spellcheck: "false" }),
      el("input", { "aria-label": `${what}: value`, placeholder: "value", autocomplete: "off", spellcheck: "false" }),
      button("−", () => row.remove(), { "aria-label": `Remove this ${what}`, class: "plain" }),
    );
    rows.append(row);
    return row;
  };
  const fieldset = el(
    "fieldset",
    { class: "plain" },
    el("legend", { text: legend }),
    rows,
    button(`+ ${what}`, () => add().querySelector("input").focus(), { class: "plain" }),
  );
  fieldset.values = () => {
    const filled = [...rows.children].map((row) => [...row.querySelectorAll("input")].map((input) => input.value)).filter(([name]) => name);
    return Object.fromEntries(filled.map(([name, value]) => [name, json ? meant(value) : value]));
  };
  return fieldset;
}

/** A text as the JSON value that it may be: numbers, true, false, null, lists and objects; all else is itself. */
export function meant(value) {
  if (!/^(true|false|null|-?\d+(\.\d+)?|[[{].*[\]}]|".*")$/s.test(value.trim())) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

/** Names that are separated by spaces or commas. */
export function names(value) {
  return value.split(/[\s,]+/).filter(Boolean);
}

/** What a form's fields say, without the empty ones; ticked boxes are true. */
export function filled(form) {
  const values = {};
  for (const input of form.elements) {
    if (!input.name) continue;
    if (input.type === "checkbox") {
      if (input.checked) values[input.name] = true;
    } else if (input.value !== "") {
      values[input.name] = input.type === "number" ? Number(input.value) : input.value;
    }
  }
  return values;
}
