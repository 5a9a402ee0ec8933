// The requests as they come, grouped by what belongs together.
import { ask } from "./api.js";
import { flowCells, stepCells } from "./cells.js";
import { button, el, guarded, nothing, say } from "./dom.js";
import { ofExchange, ofFlow } from "./exchange.js";
import { Filters } from "./filters.js";
import { Flows } from "./flows.js";
import { Rows } from "./rows.js";
import { count } from "./words.js";

const POLL = 1000;
const QUIET = 8000;
/** The view: filters, the list, and beside it what was chosen. */
export function view(main, page, rest) {
  const timeline = new Timeline(main, page);
  guarded(() => timeline.start(rest))();
  return timeline;
}

class Timeline {
  constructor(main, page) {
    this.page = page;
    this.open = new Set();
    this.refusals = 0;
    this.quietUntil = 0;
    this.announcing = null;
    this.flows = new Flows((fresh, steps) => this.#changed(fresh, steps));
    this.rows = new Rows("Requests", ["Outcome", "What", "Who", "How it went", "Took", "At"], {
      open: (row, focus) => this.#show(row, focus),
      toggle: (row) => this.#toggle(row),
      reach: guarded(() => this.flows.older()),
      chosen: (row) => this.detail.hidden || this.#show(row, false),
    });
    this.detail = el("section", {
      class: "detail",
      tabindex: "-1",
      "aria-label": "Details",
      hidden: true,
    });
    this.state = el("span", { class: "quiet state" });
    this.empty = nothing("No requests yet. Point your application at this server: what it asks shows here as it comes.");
    const escape = (event) => event.key === "Escape" && !this.detail.hidden && this.#close();
    this.split = el("div", { class: "split", onkeydown: escape }, el("div", { class: "list" }, this.rows.element, this.empty), this.detail);
    main.append(this.#bar(), this.split);
  }

  #bar() {
    this.filters = new Filters(
      this.page,
      guarded(() => this.#load()),
    );
    const forget = guarded(async () => {
      await ask("/requests", "DELETE");
      this.#close();
      await this.#load();
    });
    return el(
      "div",
      { class: "bar", role: "group", "aria-label": "Which requests" },
      this.filters.fields,
      button("Expand all", () => this.#all(true)),
      button("Collapse all", () => this.#all(false)),
      button("Forget all", forget),
      this.state,
    );
  }

  async start(rest) {
    await this.#load();
    this.moved(rest);
    this.timer = setInterval(() => this.#poll(), POLL);
  }

  leave() {
    clearInterval(this.timer);
    clearTimeout(this.announcing);
    this.left = true;
  }

  /** An address inside of the view: the number of a request. */
  moved([number]) {
    if (number && number !== this.shown) guarded(() => this.#showNumber(number))();
    else if (!number) this.#hide();
    return true;
  }

  searched() {
    return guarded(() => this.#load())();
  }

  realmChanged() {
    this.filters.ofRealm(this.page.realm);
    return this.searched();
  }

  async #load() {
    await this.flows.load({ search: this.page.search, ...this.filters.values });
  }

  async #poll() {
    if (document.hidden || this.left || this.polling || this.filters.isPaused) return;
    this.polling = true;
    try {
      await this.flows.poll();
    } catch (error) {
      if (error.name !== "AbortError") this.state.textContent = error.message;
    } finally {
      this.polling = false;
    }
  }

  #changed(fresh, steps) {
    this.refusals += steps.filter((step) => step.outcome === "refused").length;
    if (this.refusals) this.announcing ??= setTimeout(() => this.#announce(), Math.max(200, this.quietUntil - performance.now()));
    this.rows.show(
      this.flows.list.flatMap((flow) => this.#rowsOf(flow)),
      fresh,
    );
    this.#follow();
    const filtered = Object.values(this.flows.filters).some(Boolean);
    this.empty.hidden = this.flows.list.length > 0;
    this.empty.textContent = filtered
      ? "Nothing of what is kept fits."
      : "No requests yet. Point your application at this server: what it asks shows here as it comes.";
    this.state.textContent = `${count(this.flows.kept, "request")} kept`;
  }

  /** What is shown of a flow grows with it. */
  #follow() {
    const flow = this.shownFlow && this.flows.list.find((known) => known.id === this.shownFlow.id);
    if (!flow || this.detail.hidden || flow.last === this.shownFlow.last) return;
    const top = this.detail.scrollTop;
    this.shownFlow = flow;
    this.#put(ofFlow(flow, (number) => this.page.go(`requests/${number}`)));
    this.detail.scrollTop = top;
  }

  /** Tells screen readers of refusals, not of each by itself. */
  #announce() {
    document.getElementById("announced").textContent = `${count(this.refusals, "request was", "requests were")} refused.`;
    this.refusals = 0;
    this.quietUntil = performance.now() + QUIET;
    this.announcing = null;
  }

  #rowsOf(flow) {
    const alone = flow.steps.length === 1;
    const expanded = !alone && this.open.has(flow.id);
    const head = {
      key: alone ? `${flow.steps[0].number}` : `flow-${flow.id}`,
      level: 1,
      expandable: !alone,
      expanded,
      flow,
      step: alone ? flow.steps[0] : null,
      class: `${flow.refused ? "has-refusal" : ""} ${alone ? "" : "group"}`,
      cells: () => (alone ? stepCells(flow, flow.steps[0], true) : flowCells(flow, expanded)),
    };
    if (!expanded) return [head];
    return [
      head,
      ...flow.steps.map((step) => ({
        key: `${step.number}`,
        level: 2,
        parent: head.key,
        flow,
        step,
        class: `inner ${step.outcome}`,
        cells: () => stepCells(flow, step, false),
      })),
    ];
  }

  #toggle(row) {
    if (this.open.has(row.flow.id)) this.open.delete(row.flow.id);
    else this.open.add(row.flow.id);
    this.#changed(false, []);
  }

  #all(open) {
    this.open = new Set(open ? this.flows.list.map((flow) => flow.id) : []);
    this.#changed(false, []);
  }

  #show(row, focus) {
    this.focusNext = focus;
    if (row.step) {
      if (this.shown === String(row.step.number)) this.#focus();
      else this.page.go(`requests/${row.step.number}`);
      return;
    }
    this.shown = row.key;
    this.shownFlow = row.flow;
    // The address names requests alone, and going there would close what is shown.
    history.replaceState(null, "", "#/requests");
    this.#put(ofFlow(row.flow, (number) => this.page.go(`requests/${number}`)));
  }

  async #showNumber(number) {
    this.shown = number;
    this.shownFlow = null;
    const exchange = await ask(`/requests/${encodeURIComponent(number)}`).catch((error) => {
      if (error.status === 404) this.page.go("requests");
      throw error;
    });
    if (this.shown !== number) return;
    const flow = this.flows.list.find((known) => known.steps.some((step) => String(step.number) === number));
    if (flow && flow.steps.length > 1 && !this.open.has(flow.id)) {
      this.open.add(flow.id);
      this.#changed(false, []);
    }
    this.rows.activate(number, false);
    this.#put(ofExchange(exchange, this.page));
  }

  #put(content) {
    this.detail.hidden = false;
    this.split.classList.add("opened");
    this.detail.replaceChildren(
      button("Close", () => this.#close(), { class: "close", "aria-label": "Close the details" }),
      ...content,
    );
    this.detail.scrollTop = 0;
    this.#focus();
  }

  #focus() {
    if (this.focusNext) this.detail.focus();
    this.focusNext = false;
  }

  #hide() {
    this.detail.hidden = true;
    this.split.classList.remove("opened");
    this.shown = null;
    this.shownFlow = null;
  }

  #close() {
    this.#hide();
    this.page.go("requests");
    this.rows.element.focus({ preventScroll: true });
    say("");
  }
}
