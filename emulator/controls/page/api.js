// The controls over HTTP.

/** Where the controls are: one step above this file. */
export const ROOT = new URL("..", import.meta.url).pathname.replace(/\/$/, "");

/** What a control answers; throws an Error that says what is wrong. */
export async function ask(path, method = "GET", body = undefined, signal = undefined) {
  let answer;
  try {
    answer = await fetch(ROOT + path, { method, signal, body: body === undefined ? undefined : JSON.stringify(body) });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Error("The emulator does not answer.");
  }
  const text = await answer.text();
  const isJson = (answer.headers.get("content-type") ?? "").includes("json");
  const value = text && isJson ? JSON.parse(text) : text;
  if (!answer.ok)
    throw Object.assign(new Error(value?.error_description || `${answer.status} ${answer.statusText}`), { status: answer.status });
  return value;
}

/** A path with a query of what is not empty. */
export function query(path, parameters) {
  const filled = Object.entries(parameters).filter(([, value]) => value !== "" && value !== undefined && value !== null && value !== 0);
  return filled.length ? `${path}?${new URLSearchParams(filled)}` : path;
}

/** The path of something in a realm. */
export function inRealm(realm, path) {
  return `/realms/${encodeURIComponent(realm)}/${path}`;
}

/** Header and claims of a JWT; null for a text that is none. */
export function decoded(text) {
  const parts = text
    .trim()
    .replace(/^(Bearer|DPoP)\s+/i, "")
    .split(".");
  if (parts.length !== 3) return null;
  try {
    const [header, claims] = parts.slice(0, 2).map((part) => {
      const bytes = Uint8Array.from(atob(part.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
      return JSON.parse(new TextDecoder().decode(bytes));
    });
    return header && claims && typeof header === "object" && typeof claims === "object" ? { header, claims } : null;
  } catch {
    return null;
  }
}

/** The tokens in a JSON value or in texts, by where they stand: JWTs, and access tokens of any kind. */
export function tokensIn(values) {
  const found = new Map();
  for (const [name, value] of Object.entries(values ?? {})) {
    if (typeof value !== "string") continue;
    const jwt = value.match(/eyJ[\w-]+\.[\w-]+\.[\w-]*/);
    if (jwt) found.set(name, jwt[0]);
    else if (name === "access_token" && value) found.set(name, value);
  }
  return found;
}
