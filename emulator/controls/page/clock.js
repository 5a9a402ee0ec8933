// The emulator's clock: tokens, sessions, codes and lockouts follow it.
import { ask } from "./api.js";
import { button, el, guarded, say } from "./dom.js";
import { field, number } from "./forms.js";
import { span } from "./words.js";

const STEPS = [
  ["+ 1 min", 60],
  ["+ 5 min", 300],
  ["+ 1 h", 3600],
  ["+ 1 d", 86400],
  ["− 1 h", -3600],
];

/** The view. */
export async function view(main, page) {
  const state = el("div", { "aria-live": "polite" });
  const send = (body, method = "PUT") =>
    guarded(async () => {
      await ask("/clock", method, typeof body === "function" ? body() : body);
      await read();
      say("The clock has changed.");
    });
  const exact = el("input", { type: "datetime-local", step: "1" });
  const rate = number("rate", { min: "0", step: "any", value: "60" });
  const stand = button("Freeze", null);
  const read = async () => {
    const clock = await ask("/clock");
    page.setClock(clock);
    const moved =
      Math.abs(clock.offset) < 1
        ? "the machine's time"
        : `${span(clock.offset)} ${clock.offset > 0 ? "ahead of" : "behind"} the machine's time`;
    state.replaceChildren(
      el("p", { class: "big", text: new Date(clock.now * 1000).toISOString().replace("T", " ").slice(0, 19) + " UTC" }),
      el("p", {
        class: "quiet",
        text: `${moved}, ${clock.frozen ? "frozen" : clock.rate === 1 ? "running" : `running at ${clock.rate} seconds a second`}`,
      }),
    );
    stand.textContent = clock.frozen ? "Run" : "Freeze";
    stand.onclick = send({ frozen: !clock.frozen });
    const local = new Date(clock.now * 1000 - new Date().getTimezoneOffset() * 60000);
    exact.value = local.toISOString().slice(0, 19);
  };
  main.append(
    el("h2", { text: "Clock" }),
    state,
    el(
      "p",
      { class: "actions" },
      STEPS.map(([name, move]) => button(name, send({ move }))),
    ),
    el("p", { class: "actions" }, stand, button("Reset", send(undefined, "DELETE"))),
    el(
      "form",
      { class: "line", onsubmit: send(() => ({ now: new Date(exact.value).getTime() / 1000 })) },
      field("Set it to", exact),
      el("button", { text: "Set" }),
    ),
    el(
      "form",
      { class: "line", onsubmit: send(() => ({ frozen: false, rate: Number(rate.value) })) },
      field("Seconds a second", rate),
      el("button", { text: "Run at this rate" }),
    ),
  );
  await read();
}
