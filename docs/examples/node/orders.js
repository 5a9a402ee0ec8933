// An API that takes a realm's access tokens.
import { createServer } from "node:http";
import { createRemoteJWKSet, jwtVerify } from "jose";

export function createApp(issuer) {
  const keys = createRemoteJWKSet(new URL(`${issuer}/protocol/openid-connect/certs`));
  const checks = { issuer, audience: "orders", algorithms: ["RS256"], requiredClaims: ["exp", "sub"] };

  return createServer(async (request, response) => {
    const answer = (status, body) => response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    const token = (request.headers.authorization ?? "").replace(/^Bearer /, "");
    try {
      const { payload } = await jwtVerify(token, keys, checks);
      if (!payload.realm_access?.roles.includes("customer")) return answer(403, { error: "customers only" });
      answer(200, { of: payload.preferred_username });
    } catch (error) {
      answer(401, { error: error.message });
    }
  });
}
