package shop;

import io.quarkus.oidc.AuthenticationContext;
import io.quarkus.oidc.IdToken;
import io.quarkus.oidc.UserInfo;
import io.quarkus.security.Authenticated;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.Map;
import org.eclipse.microprofile.jwt.JsonWebToken;

/** A web application that logs in, an API that takes the realm's tokens, and one that takes them with a proof of the key. */
@Path("/")
public class Shop {
    @Inject
    @IdToken
    JsonWebToken idToken;

    @Inject
    JsonWebToken accessToken;

    @Inject
    SecurityIdentity identity;

    @GET
    @Path("web")
    @Authenticated
    public Map<String, Object> page() {
        UserInfo userInfo = identity.getAttribute("userinfo");
        return Map.of("name", idToken.getName(), "acr", idToken.getClaim("acr"), "email", userInfo.getEmail());
    }

    @GET
    @Path("gold")
    @Authenticated
    public Map<String, Object> guardedPage() {
        return page();
    }

    @GET
    @Path("goodbye")
    public String goodbye() {
        return "goodbye";
    }

    @GET
    @Path("api")
    @Authenticated
    public Map<String, Object> orders() {
        return Map.of("name", accessToken.getName());
    }

    @GET
    @Path("api/clerks")
    @RolesAllowed("clerk")
    public Map<String, Object> clerks() {
        return orders();
    }

    @GET
    @Path("api/gold")
    @AuthenticationContext("gold")
    public Map<String, Object> guarded() {
        return orders();
    }

    @GET
    @Path("bound")
    @Authenticated
    public Map<String, Object> bound() {
        return orders();
    }
}
