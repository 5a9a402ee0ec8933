// KEYCLOAK_URL is where the emulator listens, for example in a container; `npm test`.
import assert from "node:assert/strict";
import { once } from "node:events";
import { after, before, test } from "node:test";
import { createApp } from "./orders.js";

const keycloak = process.env.KEYCLOAK_URL ?? "http://127.0.0.1:8080";
const post = async (path, body) => (await fetch(`${keycloak}/_emulator/realms/shop/${path}`, { method: "POST", body: JSON.stringify(body) })).json();
const mint = async (username) => (await post("tokens", { client_id: "web", username })).access_token;
const app = createApp(`${keycloak}/realms/shop`);
const orders = (token) => fetch(`http://127.0.0.1:${app.address().port}/orders`, { headers: { authorization: `Bearer ${token}` } });

before(async () => {
  app.listen(0, "127.0.0.1");
  await once(app, "listening");
});
after(() => {
  app.close();
  app.closeAllConnections();
});

test("a customer sees orders", async () => {
  assert.deepEqual(await (await orders(await mint("alice"))).json(), { of: "alice" });
});

test("a clerk does not", async () => {
  assert.equal((await orders(await mint("bob"))).status, 403);
});

test("no wrong token is taken", async (context) => {
  const wrong = await post("tokens/wrong", { client_id: "web", username: "alice" });
  for (const [name, token] of Object.entries(wrong)) {
    await context.test(name, async () => assert.equal((await orders(token)).status, 401));
  }
});
