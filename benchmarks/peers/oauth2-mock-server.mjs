// oauth2-mock-server with an RS256 key; prints its token endpoint.
import { OAuth2Server } from "oauth2-mock-server";

const server = new OAuth2Server();
await server.issuer.keys.generate("RS256");
await server.start(0, "127.0.0.1");
console.log(`${server.issuer.url.replace("localhost", "127.0.0.1")}/token`);
