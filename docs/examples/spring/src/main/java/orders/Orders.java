package orders;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtValidators;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationConverter;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** An API that takes a realm's access tokens. */
@SpringBootApplication
@RestController
public class Orders {
    public static void main(String[] arguments) {
        SpringApplication.run(Orders.class, arguments);
    }

    @GetMapping("/orders")
    Map<String, String> orders(@AuthenticationPrincipal Jwt token) {
        return Map.of("of", token.getClaimAsString("preferred_username"));
    }

    @Bean
    SecurityFilterChain api(HttpSecurity http) throws Exception {
        var roles = new JwtAuthenticationConverter();
        roles.setJwtGrantedAuthoritiesConverter(Orders::roles);
        return http.authorizeHttpRequests(rules -> rules.anyRequest().hasAuthority("customer"))
            .oauth2ResourceServer(server -> server.jwt(jwt -> jwt.jwtAuthenticationConverter(roles)))
            .build();
    }

    /** Spring asks for neither an audience nor an expiry nor a subject unless it is told to. */
    @Bean
    JwtDecoder decoder(@Value("${issuer}") String issuer) {
        NimbusJwtDecoder decoder = NimbusJwtDecoder.withIssuerLocation(issuer).build();
        decoder.setJwtValidator(new DelegatingOAuth2TokenValidator<>(
            JwtValidators.createDefaultWithIssuer(issuer),
            new JwtClaimValidator<List<String>>("aud", audience -> audience != null && audience.contains("orders")),
            new JwtClaimValidator<Object>("exp", expiry -> expiry != null),
            new JwtClaimValidator<String>("sub", subject -> subject != null)));
        return decoder;
    }

    private static Collection<GrantedAuthority> roles(Jwt token) {
        Map<String, Collection<String>> access = token.getClaim("realm_access");
        return AuthorityUtils.createAuthorityList(access == null ? List.of() : access.get("roles"));
    }
}
