package orders;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.client.TestRestTemplate;
import org.springframework.http.HttpEntity;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.ResponseEntity;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.web.client.RestTemplate;

/** KEYCLOAK_URL is where the emulator listens, for example in a container. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
class OrdersTest {
    private static final String KEYCLOAK = System.getenv().getOrDefault("KEYCLOAK_URL", "http://127.0.0.1:8080");

    @Autowired
    private TestRestTemplate api;

    @DynamicPropertySource
    static void issuer(DynamicPropertyRegistry properties) {
        properties.add("issuer", () -> KEYCLOAK + "/realms/shop");
    }

    @Test
    void aCustomerSeesOrders() {
        assertThat(orders(mint("alice")).getBody()).isEqualTo(Map.of("of", "alice"));
    }

    @Test
    void aClerkDoesNot() {
        assertThat(orders(mint("bob")).getStatusCode().value()).isEqualTo(403);
    }

    @TestFactory
    Stream<DynamicTest> noWrongTokenIsTaken() {
        Map<?, ?> wrong = control("tokens/wrong", Map.of("client_id", "web", "username", "alice"));
        return wrong.entrySet().stream().map(one -> DynamicTest.dynamicTest(
            (String) one.getKey(), () -> assertThat(orders((String) one.getValue()).getStatusCode().value()).isEqualTo(401)));
    }

    private ResponseEntity<Map> orders(String token) {
        var headers = new HttpHeaders();
        headers.setBearerAuth(token);
        return api.exchange("/orders", HttpMethod.GET, new HttpEntity<>(headers), Map.class);
    }

    private static String mint(String username) {
        return (String) control("tokens", Map.of("client_id", "web", "username", username)).get("access_token");
    }

    private static Map<?, ?> control(String path, Map<String, String> body) {
        return new RestTemplate().postForObject(KEYCLOAK + "/_emulator/realms/shop/" + path, body, Map.class);
    }
}
