// Times and values as words.

const UNITS = [
  [86400 * 365, "y"],
  [86400, "d"],
  [3600, "h"],
  [60, "min"],
  [1, "s"],
];

/** A span of seconds: "4 min", "2 d 3 h". */
export function span(seconds) {
  const whole = Math.round(Math.abs(seconds));
  if (whole < 1) return "0 s";
  const first = UNITS.findIndex(([size]) => whole >= size);
  const [size, unit] = UNITS[first];
  const count = Math.floor(whole / size);
  const rest = whole - count * size;
  const [nextSize, nextUnit] = UNITS[first + 1] ?? [0, ""];
  const more = nextSize && count < 10 ? Math.floor(rest / nextSize) : 0;
  return more ? `${count} ${unit} ${more} ${nextUnit}` : `${count} ${unit}`;
}

/** A time beside now: "in 4 min", "3 s ago". */
export function beside(time, now) {
  const seconds = time - now;
  if (Math.abs(seconds) < 1) return "now";
  return seconds > 0 ? `in ${span(seconds)}` : `${span(seconds)} ago`;
}

/** What a claim with a time says: "expires in 4 min". */
export function timeClaim(name, value, now) {
  if (typeof value !== "number") return "";
  const ahead = value > now;
  if (name === "exp") return `${ahead ? "expires" : "expired"} ${beside(value, now)}`;
  if (name === "nbf") return `${ahead ? "good" : "good since"} ${beside(value, now)}`;
  if (name === "iat") return `made ${beside(value, now)}`;
  if (name === "auth_time") return `logged in ${beside(value, now)}`;
  return /_at$|_time$/.test(name) && value > 1e9 ? beside(value, now) : "";
}

/** Milliseconds as they are read: "3 ms", "1.2 s". */
export function took(milliseconds) {
  if (milliseconds < 10) return `${milliseconds.toFixed(1)} ms`;
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 60000) return `${(milliseconds / 1000).toFixed(1)} s`;
  return span(milliseconds / 1000);
}

/** The time of day of epoch seconds, with milliseconds where they matter. */
export function timeOfDay(seconds, exact = false) {
  const date = new Date(seconds * 1000);
  const text = date.toLocaleTimeString([], { hour12: false });
  return exact ? `${text}.${String(date.getMilliseconds()).padStart(3, "0")}` : text;
}

/** Date and time of epoch seconds. */
export function dateTime(seconds) {
  return seconds ? new Date(seconds * 1000).toLocaleString([], { hour12: false }) : "";
}

/** A value of JSON on one line. */
export function inline(value) {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** A number of things: "1 request", "2 requests". */
export function count(number, one, many = `${one}s`) {
  return `${number.toLocaleString("en")} ${number === 1 ? one : many}`;
}
