// What stands in the rows of the timeline.
import { el, sign } from "./dom.js";
import { timeOfDay, took } from "./words.js";

/** The cells of a flow. */
export function flowCells(flow, expanded) {
  const steps = runs(flow.steps).map(([step, times]) =>
    el("span", { class: `chip ${step.outcome}`, text: times > 1 ? `${step.step} ×${times}` : step.step }),
  );
  const refusal = flow.steps.findLast((step) => step.outcome === "refused" && step.reason);
  const outcome = flow.refused ? (flow.steps.at(-1).outcome === "refused" ? "refused" : "mixed") : flow.steps.at(-1).outcome;
  return [
    outcome === "mixed"
      ? el("span", { class: "sign mixed", role: "img", "aria-label": "done, with a refusal", title: "done, with a refusal", text: "!" })
      : sign(outcome),
    [el("span", { class: "twist", "aria-hidden": "true", text: expanded ? "▾" : "▸" }), el("strong", { text: flow.kind })],
    who(flow),
    [spaced(steps), refusal && el("span", { class: "reason refused", text: refusal.reason, title: refusal.reason })],
    took(flow.milliseconds),
    timeOfDay(flow.time),
  ];
}

/** The cells of one request, by itself or inside of its flow. */
export function stepCells(flow, step, alone) {
  const how = el("span", { class: `status ${step.outcome}`, text: step.status || "reset" });
  return [
    sign(step.outcome),
    [
      el("span", { class: alone ? "twist none" : "indent", "aria-hidden": "true" }),
      el(alone ? "strong" : "span", { text: step.step }),
      " ",
      el("span", { class: "quiet path", text: `${step.method} ${short(step.path)}`, title: step.path }),
    ],
    alone ? who(flow) : "",
    [how, " ", step.reason && el("span", { class: `reason ${step.outcome}`, text: step.reason, title: step.reason })],
    took(step.milliseconds),
    timeOfDay(step.time, !alone),
  ];
}

function who(flow) {
  const parts = [
    flow.client_id && el("span", { text: flow.client_id }),
    flow.username && el("span", { class: "user", text: flow.username }),
  ].filter(Boolean);
  return parts.length ? spaced(parts) : [el("span", { class: "quiet", text: flow.realm })];
}

/** A path without what all paths of a realm have. */
function short(path) {
  return path.replace(/^.*\/realms\/[^/]+\/protocol\/openid-connect/, "…").replace(/^.*\/realms\/[^/]+\/login-actions/, "…/login-actions");
}

/** With spaces between: a screen reader runs them together otherwise. */
function spaced(parts) {
  return parts.flatMap((part, index) => (index ? [" ", part] : [part]));
}

/** Steps with how often each comes in a row with the same outcome. */
function runs(steps) {
  const found = [];
  for (const step of steps) {
    const last = found.at(-1);
    if (last && last[0].step === step.step && last[0].outcome === step.outcome) last[1] += 1;
    else found.push([step, 1]);
  }
  return found;
}
