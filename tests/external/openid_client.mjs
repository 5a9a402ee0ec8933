// Runs openid-client against a realm: node openid_client.mjs ISSUER NODE_MODULES; prints one JSON object, a result by name.
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [issuer, modules] = process.argv.slice(2);
const require = createRequire(modules + "/package.json");
const load = (name) => import(pathToFileURL(require.resolve(name)).href);
const client = await load("openid-client");
const jose = await load("jose");
const insecure = { execute: [client.allowInsecureRequests] };
const redirect = "https://app.example.org/cb";
const results = {};

// A browser without scripts: logs alice in and returns the redirect to the application.
async function logIn(url) {
  const jar = {};
  const send = async (target, options = {}) => {
    const cookie = Object.entries(jar).map(([name, value]) => `${name}=${value}`).join("; ");
    const answer = await fetch(target, { redirect: "manual", ...options, headers: { cookie, ...options.headers } });
    for (const line of answer.headers.getSetCookie()) {
      const [name, value] = line.split(";")[0].split(/=(.*)/s);
      jar[name] = value;
    }
    return answer;
  };
  let answer = await send(url);
  while (answer.status >= 300 && answer.status < 400 && answer.headers.get("location").startsWith(issuer)) answer = await send(answer.headers.get("location"));
  const action = /action="([^"]*)"/.exec(await answer.text())[1].replaceAll("&amp;", "&");
  answer = await send(action, { method: "POST", body: new URLSearchParams({ username: "alice", password: "wonder" }) });
  return new URL(answer.headers.get("location"));
}

const config = await client.discovery(new URL(issuer), "app", { client_secret: "s3cret" }, undefined, insecure);
results.discovery = config.serverMetadata().issuer === issuer;

async function codeFlow(name, prepare, settings = config, more = {}) {
  const pkceCodeVerifier = client.randomPKCECodeVerifier();
  const state = client.randomState(), nonce = client.randomNonce();
  const parameters = {
    redirect_uri: redirect, scope: "openid email", code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier), code_challenge_method: "S256", state, nonce,
  };
  const url = await prepare(settings, parameters);
  const back = await logIn(url);
  const tokens = await client.authorizationCodeGrant(settings, back, { pkceCodeVerifier, expectedState: state, expectedNonce: nonce, idTokenExpected: true, ...more });
  results[name] = tokens.claims().email;
  return tokens;
}

const tokens = await codeFlow("code", client.buildAuthorizationUrl);
await codeFlow("pushed", client.buildAuthorizationUrlWithPAR);
results.userinfo = (await client.fetchUserInfo(config, tokens.access_token, tokens.claims().sub)).email;
results.introspection = (await client.tokenIntrospection(config, tokens.access_token)).active;
const refreshed = await client.refreshTokenGrant(config, tokens.refresh_token);
results.refresh = refreshed.claims().sub === tokens.claims().sub;
results.exchange = (await client.genericGrantRequest(config, "urn:ietf:params:oauth:grant-type:token-exchange", {
  subject_token: refreshed.access_token, subject_token_type: "urn:ietf:params:oauth:token-type:access_token",
})).token_type;
await client.tokenRevocation(config, refreshed.refresh_token);
results.revoked = await client.refreshTokenGrant(config, refreshed.refresh_token).then(() => "accepted", (error) => error.error);
results.endSession = client.buildEndSessionUrl(config, { id_token_hint: tokens.id_token, post_logout_redirect_uri: redirect }).href.startsWith(issuer);
results.credentials = (await client.clientCredentialsGrant(config, { scope: "openid" })).expires_in;

const { publicKey, privateKey } = await jose.generateKeyPair("RS256", { extractable: true });
const jwk = { ...(await jose.exportJWK(publicKey)), use: "sig", alg: "RS256", kid: "mine" };
const admin = await client.discovery(new URL(issuer.replace(/realms\/.*/, "realms/master")), "admin-cli", undefined, client.None(), insecure);
const bearer = (await client.genericGrantRequest(admin, "password", { username: "admin", password: "admin" })).access_token;
const base = issuer.replace("/realms/", "/admin/realms/");
const headers = { authorization: `Bearer ${bearer}`, "content-type": "application/json" };
const [signer] = await (await fetch(`${base}/clients?clientId=signer`, { headers })).json();
const attributes = { ...signer.attributes, "use.jwks.string": "true", "jwks.string": JSON.stringify({ keys: [jwk] }), "request.object.signature.alg": "RS256" };
await fetch(`${base}/clients/${signer.id}`, { method: "PUT", headers, body: JSON.stringify({ ...signer, clientAuthenticatorType: "client-jwt", attributes }) });
const key = { key: privateKey, kid: "mine" };
const signed = await client.discovery(new URL(issuer), "signer", undefined, client.PrivateKeyJwt(key), insecure);
await codeFlow("privateKeyJwt", client.buildAuthorizationUrl, signed);
await codeFlow("requestObject", (settings, parameters) => client.buildAuthorizationUrlWithJAR(settings, parameters, key), signed);
const secured = await client.discovery(new URL(issuer), "app", { client_secret: "s3cret" }, undefined, { execute: [client.allowInsecureRequests, client.useJwtResponseMode] });
await codeFlow("jwtResponse", client.buildAuthorizationUrl, secured);

const initial = (await (await fetch(`${base}/clients-initial-access`, { method: "POST", headers, body: JSON.stringify({ count: 1 }) })).json()).token;
const register = () => client.dynamicClientRegistration(new URL(issuer), { redirect_uris: [redirect], client_name: "own" }, undefined, { ...insecure, initialAccessToken: initial });
const own = await register();
results.registered = own.clientMetadata().client_name;
await codeFlow("registeredCode", client.buildAuthorizationUrl, own);
results.registeredOnce = await register().then(() => "accepted", (error) => error.status ?? error.cause?.status ?? error.code);

const device = await client.initiateDeviceAuthorization(config, { scope: "openid" });
results.device = device.user_code.length > 0;
results.devicePending = await client.genericGrantRequest(config, "urn:ietf:params:oauth:grant-type:device_code", { device_code: device.device_code }).then(() => "accepted", (error) => error.error);
const asked = await client.initiateBackchannelAuthentication(config, { scope: "openid", login_hint: "alice" });
results.ciba = asked.auth_req_id.length > 0;
results.cibaPending = await client.genericGrantRequest(config, "urn:openid:params:grant-type:ciba", { auth_req_id: asked.auth_req_id }).then(() => "accepted", (error) => error.error);
results.wrongState = await client.authorizationCodeGrant(config, new URL(`${redirect}?code=x&state=y&iss=${encodeURIComponent(issuer)}`), { expectedState: "z" }).then(() => "accepted", (error) => error.code);
console.log(JSON.stringify(results));
