package emulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dasniko.testcontainers.keycloak.KeycloakContainer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.keycloak.admin.client.Keycloak;
import org.keycloak.representations.idm.CredentialRepresentation;
import org.keycloak.representations.idm.UserRepresentation;

/** The module that Java projects test with: its own wait strategy, its realm import, and its Admin client. */
class KeycloakContainerTest {
    private static final String IMAGE = System.getenv("EMULATOR_IMAGE");

    @Test
    void startsImportsAndAdministers() throws Exception {
        try (KeycloakContainer keycloak = new KeycloakContainer(IMAGE).withRealmImportFile("shop-realm.json")) {
            keycloak.start();
            Keycloak admin = keycloak.getKeycloakAdminClient();
            assertEquals(List.of("master", "shop"), admin.realms().findAll().stream().map(realm -> realm.getRealm()).sorted().toList());

            CredentialRepresentation password = new CredentialRepresentation();
            password.setType("password");
            password.setValue("wonder");
            UserRepresentation alice = new UserRepresentation();
            alice.setUsername("alice");
            alice.setEnabled(true);
            alice.setCredentials(List.of(password));
            assertEquals(201, admin.realm("shop").users().create(alice).getStatus());
            assertEquals(1, admin.realm("shop").users().searchByUsername("alice", true).size());

            URI token = URI.create(keycloak.getAuthServerUrl() + "/realms/shop/protocol/openid-connect/token");
            String form = "grant_type=client_credentials&client_id=svc&client_secret=s3cret";
            HttpRequest request = HttpRequest.newBuilder(token)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form))
                .build();
            String answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
            assertTrue(answer.contains("access_token"), answer);
        }
    }

    @Test
    void servesBelowAnotherPath() {
        try (KeycloakContainer keycloak = new KeycloakContainer(IMAGE).withContextPath("/auth").withEnv("KC_LOG_LEVEL", "info")) {
            keycloak.start();
            assertTrue(keycloak.getAuthServerUrl().endsWith("/auth"));
            assertEquals("master", keycloak.getKeycloakAdminClient().realm("master").toRepresentation().getRealm());
        }
    }
}
