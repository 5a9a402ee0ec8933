// openid-client with tokens that are bound to a key (DPoP) and with levels: node bound.mjs ISSUER NODE_MODULES; prints one JSON object.
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [issuer, modules] = process.argv.slice(2);
const require = createRequire(modules + "/package.json");
const client = await import(pathToFileURL(require.resolve("openid-client")).href);
const redirect = "https://app.example.org/cb";
const results = {};
const asked = [];

// What the library sends, kept for those who replay it.
const keeping = (url, options) => {
  asked.push({ url, options });
  return fetch(url, options);
};
const config = await client.discovery(new URL(issuer), "spa", undefined, client.None(), { execute: [client.allowInsecureRequests], [client.customFetch]: keeping });
config[client.customFetch] = keeping;

// A browser without scripts that keeps its cookies; says which forms it filled in, and returns the redirect to the application.
class Browser {
  jar = {};
  forms = [];
  async send(target, options = {}) {
    const cookie = Object.entries(this.jar).map(([name, value]) => `${name}=${value}`).join("; ");
    const answer = await fetch(target, { redirect: "manual", ...options, headers: { cookie, ...options.headers } });
    for (const line of answer.headers.getSetCookie()) {
      const [name, value] = line.split(";")[0].split(/=(.*)/s);
      this.jar[name] = value;
    }
    return answer;
  }
  async visit(url) {
    this.forms = [];
    let answer = await this.send(url);
    for (;;) {
      const location = answer.headers.get("location");
      if (location && !location.startsWith(issuer)) return new URL(location);
      if (location) {
        answer = await this.send(location);
        continue;
      }
      const text = await answer.text();
      const action = /action="([^"]*)"/.exec(text)?.[1];
      if (!action || this.forms.length > 4) throw new Error(`no form: ${answer.status} ${/<title>([^<]*)/.exec(text)?.[1]}`);
      this.forms.push(text.includes('name="username"') ? "login" : "password");
      answer = await this.send(action.replaceAll("&amp;", "&"), { method: "POST", body: new URLSearchParams({ username: "alice", password: "wonder" }) });
    }
  }
}

async function codeFlow(browser, key, { prepare = client.buildAuthorizationUrl, change = (url) => url, exchange = key, ...parameters } = {}) {
  const pkceCodeVerifier = client.randomPKCECodeVerifier();
  const state = client.randomState();
  const all = {
    redirect_uri: redirect, scope: "openid", code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier), code_challenge_method: "S256", state, ...parameters,
  };
  const url = change(await prepare(config, all, { DPoP: key }));
  const back = await browser.visit(url);
  return client.authorizationCodeGrant(config, back, { pkceCodeVerifier, expectedState: state, idTokenExpected: true }, undefined, exchange ? { DPoP: exchange } : {});
}

const refused = (error) => [error.status ?? error.cause?.status, error.error ?? error.cause?.parameters?.[0]?.parameters?.error ?? error.code, error.error_description ?? error.cause?.parameters?.[0]?.parameters?.error_description];
const attempt = (work) => work.then(() => "accepted", refused);
const payload = (token) => JSON.parse(Buffer.from(token.split(".")[1], "base64url"));
const replay = async ({ url, options }, change = {}) => {
  const answer = await fetch(url, { ...options, headers: { ...Object.fromEntries(new Headers(options.headers)), ...change } });
  return [answer.status, answer.headers.get("www-authenticate")?.replaceAll(issuer, "ISSUER") ?? (await answer.json())];
};

const pair = await client.randomDPoPKeyPair("ES256");
const other = client.getDPoPHandle(config, await client.randomDPoPKeyPair("RS256"));
const key = client.getDPoPHandle(config, pair);
const browser = new Browser();

// Tokens that belong to a key.
const tokens = await codeFlow(browser, key);
results.type = [tokens.token_type, payload(tokens.access_token).cnf.jkt === (await key.calculateThumbprint()), payload(tokens.refresh_token).cnf.jkt === (await key.calculateThumbprint())];
const exchanged = asked.findLast(({ url }) => String(url).endsWith("/token"));
results.replayedCode = await replay(exchanged);
const subject = tokens.claims().sub;
results.userinfo = (await client.fetchUserInfo(config, tokens.access_token, subject, { DPoP: key })).preferred_username;
const seen = asked.findLast(({ url }) => String(url).endsWith("/userinfo"));
results.replayedProof = await replay(seen);
results.asBearer = await replay(seen, { authorization: `Bearer ${tokens.access_token}` });
results.userinfoSwapped = await client.fetchUserInfo(config, tokens.access_token, subject, { DPoP: other }).then(() => "accepted", (error) => [error.status ?? error.cause?.status, error.code]);
const refreshed = await client.refreshTokenGrant(config, tokens.refresh_token, undefined, { DPoP: key });
results.refreshed = [refreshed.token_type, payload(refreshed.access_token).cnf.jkt === (await key.calculateThumbprint())];
results.refreshSwapped = await attempt(client.refreshTokenGrant(config, refreshed.refresh_token, undefined, { DPoP: other }));
results.refreshBare = await attempt(client.refreshTokenGrant(config, refreshed.refresh_token));
results.codeBare = await attempt(codeFlow(browser, key, { exchange: null }));
results.pushed = (await codeFlow(browser, key, { prepare: client.buildAuthorizationUrlWithPAR })).token_type;
results.pushedSwapped = await attempt(codeFlow(browser, key, { prepare: client.buildAuthorizationUrlWithPAR, exchange: other }));
results.namedSwapped = await attempt(codeFlow(browser, key, { dpop_jkt: await key.calculateThumbprint(), exchange: other }));
results.named = (await codeFlow(browser, key, { dpop_jkt: await key.calculateThumbprint() })).token_type;

// Levels.
const levels = new Browser();
const level = async (parameters) => {
  try {
    const got = (await codeFlow(levels, key, parameters)).claims();
    return [got.acr, ...levels.forms];
  } catch (error) {
    return ["refused", error.error ?? error.cause?.get?.("error") ?? String(error), ...levels.forms];
  }
};
results.low = await level({ acr_values: "silver" });
results.high = await level({ acr_values: "gold" });
results.highAgain = await level({ acr_values: "gold" });
results.lowAfterwards = await level({ acr_values: "silver" });
results.pushedHigh = await level({ acr_values: "gold", prepare: client.buildAuthorizationUrlWithPAR });
const claims = JSON.stringify({ id_token: { acr: { essential: true, values: ["gold"] } } });
results.essential = await level({ claims });
const without = (name) => (url) => {
  const changed = new URL(url);
  changed.searchParams.delete(name);
  return changed;
};
results.downgraded = await level({ acr_values: "gold", change: without("acr_values") });
results.essentialDowngraded = await level({ claims, change: without("claims") });
results.unknown = await level({ claims: JSON.stringify({ id_token: { acr: { essential: true, values: ["platinum"] } } }) });
results.unknownVoluntary = await level({ acr_values: "platinum" });
const quietly = { acr_values: "gold", prompt: "none" };
results.highQuietly = await level(quietly);
console.log(JSON.stringify(results));
