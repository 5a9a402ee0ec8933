// A recorded request as a command line.

const LEFT_OUT = new Set(["host", "content-length", "connection", "accept-encoding", "transfer-encoding", "keep-alive", "user-agent"]);

/** The command line of curl that sends a recorded request again, to where it was sent. */
export function curl(exchange) {
  const origin = `${location.protocol}//${exchange.headers.host ?? location.host}`;
  const address = origin + exchange.path + (exchange.query ? `?${exchange.query}` : "");
  const parts = [`curl ${exchange.method === "GET" ? "" : `-X ${exchange.method} `}${quoted(address)}`];
  for (const [name, value] of Object.entries(exchange.headers)) {
    if (!LEFT_OUT.has(name) && !name.startsWith("sec-")) parts.push(`-H ${quoted(`${name}: ${value}`)}`);
  }
  if (exchange.body) parts.push(`--data-raw ${quoted(exchange.body)}`);
  return parts.join(" \\\n  ");
}

function quoted(text) {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
