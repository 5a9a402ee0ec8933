// Which requests the timeline shows, beside the search.
import { button, guarded } from "./dom.js";
import { choice, tick } from "./forms.js";

const KINDS = [
  "login",
  "device",
  "client credentials",
  "password",
  "token exchange",
  "introspection",
  "userinfo",
  "refresh",
  "logout",
  "revocation",
  "CIBA",
  "UMA ticket",
  "protection API",
  "client registration",
  "keys",
  "discovery",
  "admin",
  "account",
  "preflight",
  "file",
  "other",
];

/** The fields, and what they say; `changed` is called when that has changed. */
export class Filters {
  constructor(page, changed) {
    this.page = page;
    this.kind = choice("kind", [["", "everything"], ...KINDS], { "aria-label": "Kind", onchange: changed });
    this.realm = choice("realm", this.#realms(), {
      "aria-label": "Requests of",
      onchange: changed,
      onfocus: guarded(() => this.#refresh()),
    });
    this.refused = tick("refused", "refused only", { onchange: changed });
    this.paused = button("Pause", () => this.paused.setAttribute("aria-pressed", String(!this.isPaused)), { "aria-pressed": "false" });
    this.fields = [this.kind, this.realm, this.refused, this.paused];
  }

  /** The filters as the server takes them. */
  get values() {
    return { kind: this.kind.value, realm: this.realm.value, refused: this.refused.firstChild.checked ? "true" : "" };
  }

  /** Whether nothing new is to be looked for. */
  get isPaused() {
    return this.paused.getAttribute("aria-pressed") === "true";
  }

  /** Chooses the requests of one realm. */
  ofRealm(name) {
    this.realm.value = name;
  }

  #realms() {
    return [["", "all realms"], ...this.page.realms];
  }

  /** There may be more realms than when the view was opened. */
  async #refresh() {
    await this.page.readRealms();
    const chosen = this.realm.value;
    this.realm.replaceChildren(...choice("", this.#realms()).children);
    this.realm.value = chosen;
  }
}
