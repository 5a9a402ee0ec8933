// The flows that the page knows: the newest ones first, more as they are scrolled to, new ones as they come.
import { ask, query } from "./api.js";

const PAGE = 60;

/** The list of flows by filters; `changed` is called when it has become another one. */
export class Flows {
  constructor(changed) {
    this.changed = changed;
    this.filters = {};
    this.list = [];
    this.last = 0;
    this.more = false;
    this.kept = 0;
    this.loading = null;
  }

  /** Begins anew with other filters. */
  async load(filters) {
    this.loading?.abort();
    const { signal } = (this.loading = new AbortController());
    const answer = await ask(query("/flows", { ...filters, limit: PAGE }), "GET", undefined, signal);
    this.filters = filters;
    this.list = answer.flows;
    this.more = answer.more;
    this.loading = null;
    this.#note(answer);
    this.changed(true, []);
  }

  /** The next older ones. */
  async older() {
    if (!this.more || this.loading) return;
    const { signal } = (this.loading = new AbortController());
    try {
      const before = this.list.at(-1)?.id;
      const answer = await ask(query("/flows", { ...this.filters, limit: PAGE, before }), "GET", undefined, signal);
      if (signal.aborted) return;
      this.list = this.list.concat(answer.flows);
      this.more = answer.more;
      this.changed(false, []);
    } finally {
      if (this.loading?.signal === signal) this.loading = null;
    }
  }

  /** What has come since the last look. */
  async poll() {
    if (this.loading) return;
    const filters = this.filters;
    const answer = await ask(query("/flows", { ...filters, limit: 500, after: this.last || undefined }));
    if (filters !== this.filters || this.loading) return;
    if (answer.last < this.last || answer.more) {
      this.last = 0;
      await this.load(filters);
      return;
    }
    const newer = answer.last > this.last;
    const before = this.last;
    this.#note(answer);
    if (!newer || !answer.flows.length) {
      if (answer.kept === 0 && this.list.length) await this.load(filters);
      return;
    }
    const byId = new Map(this.list.map((flow) => [flow.id, flow]));
    const oldest = this.more ? (this.list.at(-1)?.id ?? 0) : 0;
    for (const flow of answer.flows) if (flow.id >= oldest || byId.has(flow.id)) byId.set(flow.id, flow);
    this.list = [...byId.values()].sort((one, other) => other.id - one.id);
    this.changed(
      false,
      answer.flows.flatMap((flow) => flow.steps.filter((step) => step.number > before)),
    );
  }

  #note(answer) {
    this.last = answer.last;
    this.kept = answer.kept;
    this.count = answer.count;
  }
}
