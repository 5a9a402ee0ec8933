// A tree of rows of which only those in sight are in the document, moved through by arrow keys or j and k.
import { el } from "./dom.js";

const HEIGHT = 30;
const MARGIN = 12;

/** A treegrid of rows `{key, level, parent, expandable, expanded, cells()}`. */
export class Rows {
  constructor(label, names, { open, toggle, reach, chosen }) {
    this.act = { open, toggle, reach, chosen };
    this.rows = [];
    this.index = new Map();
    this.active = null;
    this.body = el("div", { role: "rowgroup", class: "rows" });
    this.element = el(
      "div",
      {
        role: "treegrid",
        class: "tree",
        tabindex: "0",
        "aria-label": label,
        "aria-colcount": names.length,
        onscroll: () => this.#soon(),
        onkeydown: (event) => this.#key(event),
      },
      el(
        "div",
        { role: "rowgroup", class: "head" },
        el(
          "div",
          { role: "row", class: "row", "aria-rowindex": 1 },
          names.map((name, index) => el("span", { role: "columnheader" }, el("span", { class: index ? "" : "unseen", text: name }))),
        ),
      ),
      this.body,
    );
    new ResizeObserver(() => this.#draw()).observe(this.element);
  }

  /** Shows other rows; what is in sight stays there, unless it is the top. */
  show(rows, fromTop = false) {
    const top = this.element.scrollTop;
    const anchor = fromTop || top < HEIGHT ? null : this.rows[Math.floor(top / HEIGHT)]?.key;
    this.rows = rows;
    this.index = new Map(rows.map((row, index) => [row.key, index]));
    this.element.setAttribute("aria-rowcount", rows.length + 1);
    this.body.style.height = `${rows.length * HEIGHT}px`;
    if (fromTop) this.element.scrollTop = 0;
    else if (anchor !== null && this.index.has(anchor)) this.element.scrollTop = this.index.get(anchor) * HEIGHT + (top % HEIGHT);
    this.#draw();
  }

  /** Makes a row the active one, and scrolls to it. */
  activate(key, tell = true) {
    const index = this.index.get(key);
    if (index === undefined) return;
    this.active = key;
    const inner = this.element.clientHeight - HEIGHT;
    const top = index * HEIGHT;
    if (top < this.element.scrollTop) this.element.scrollTop = top;
    else if (top + HEIGHT > this.element.scrollTop + inner) this.element.scrollTop = top + HEIGHT - inner;
    this.#draw();
    if (tell) this.act.chosen(this.rows[index]);
  }

  #soon() {
    if (this.drawing) return;
    this.drawing = requestAnimationFrame(() => {
      this.drawing = 0;
      this.#draw();
    });
  }

  #draw() {
    const first = Math.max(0, Math.floor(this.element.scrollTop / HEIGHT) - MARGIN);
    const last = Math.min(this.rows.length, Math.ceil((this.element.scrollTop + this.element.clientHeight) / HEIGHT) + MARGIN);
    this.body.replaceChildren(...this.rows.slice(first, last).map((row, offset) => this.#row(row, first + offset)));
    const active = this.index.get(this.active) ?? -1;
    if (active >= first && active < last) this.element.setAttribute("aria-activedescendant", `row-${this.active}`);
    else this.element.removeAttribute("aria-activedescendant");
    if (this.rows.length - last < 40) this.act.reach();
  }

  #row(row, index) {
    const isActive = row.key === this.active;
    const element = el(
      "div",
      {
        role: "row",
        class: `row ${row.class ?? ""}`,
        id: `row-${row.key}`,
        "aria-level": row.level,
        "aria-rowindex": index + 2,
        "aria-expanded": row.expandable ? String(row.expanded) : null,
        "aria-selected": String(isActive),
        onclick: (event) => {
          this.activate(row.key, false);
          if (event.target.closest(".twist")) this.act.toggle(row);
          else this.act.open(row, false);
        },
      },
      row.cells().map((cell) => el("span", { role: "gridcell" }, cell)),
    );
    element.style.transform = `translateY(${index * HEIGHT}px)`;
    return element;
  }

  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || !this.rows.length) return;
    const here = this.index.get(this.active) ?? -1;
    const page = Math.max(1, Math.floor(this.element.clientHeight / HEIGHT) - 2);
    const steps = {
      ArrowDown: here + 1,
      j: here + 1,
      ArrowUp: here - 1,
      k: here - 1,
      PageDown: here + page,
      PageUp: here - page,
      Home: 0,
      End: this.rows.length - 1,
    };
    const row = this.rows[here];
    if (event.key in steps) this.activate(this.rows[Math.min(Math.max(0, steps[event.key]), this.rows.length - 1)].key);
    else if ((event.key === "ArrowRight" || event.key === "l") && row?.expandable && !row.expanded) this.act.toggle(row);
    else if ((event.key === "ArrowRight" || event.key === "l") && row?.expanded) this.activate(this.rows[here + 1].key);
    else if ((event.key === "ArrowLeft" || event.key === "h") && row?.expanded) this.act.toggle(row);
    else if ((event.key === "ArrowLeft" || event.key === "h") && row?.parent) this.activate(row.parent);
    else if ((event.key === "Enter" || event.key === " ") && row) this.act.open(row, true);
    else return;
    event.preventDefault();
  }
}
