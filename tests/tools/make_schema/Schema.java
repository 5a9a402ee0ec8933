// Prints the names, types and nesting of Keycloak's representations as JSON, as Jackson would read them.
//
//   java -cp "<keycloak>/lib/lib/main/*:<keycloak>/lib/lib/boot/*" Schema.java > schema.json
//
// <keycloak> is an unpacked distribution of Keycloak.

import com.fasterxml.jackson.databind.*;
import com.fasterxml.jackson.databind.introspect.*;
import java.util.*;

public class Schema {
    static final ObjectMapper mapper = new ObjectMapper();
    static final TreeMap<String, Map<String, Object>> found = new TreeMap<>();
    static final Deque<JavaType> pending = new ArrayDeque<>();

    static Object describe(JavaType type) {
        Class<?> raw = type.getRawClass();
        if (type.isEnumType()) return "enum:" + String.join("|", Arrays.stream(raw.getEnumConstants()).map(Object::toString).toList());
        if (type.isMapLikeType()) return Map.of("*", describe(type.getContentType() == null ? mapper.constructType(Object.class) : type.getContentType()));
        if (raw.getSimpleName().equals("MultivaluedHashMap")) return Map.of("*", List.of("string"));
        if (type.isCollectionLikeType() || type.isArrayType()) return List.of(describe(type.getContentType()));
        if (raw == String.class) return "string";
        if (raw == boolean.class || raw == Boolean.class) return "boolean";
        if (raw == int.class || raw == Integer.class || raw == long.class || raw == Long.class || raw == short.class) return "integer";
        if (raw == double.class || raw == Double.class || raw == float.class || raw == Float.class) return "number";
        if (raw.getName().startsWith("org.keycloak")) {
            if (!found.containsKey(raw.getSimpleName())) { found.put(raw.getSimpleName(), new TreeMap<>()); pending.add(type); }
            return raw.getSimpleName();
        }
        return "any";
    }

    public static void main(String[] args) throws Exception {
        for (String name : List.of("RealmRepresentation", "ComponentRepresentation", "RoleRepresentation", "UserRepresentation", "ClientRepresentation", "GroupRepresentation", "CredentialRepresentation", "ClientScopeRepresentation", "ProtocolMapperRepresentation", "PartialImportRepresentation", "IdentityProviderRepresentation"))
            describe(mapper.constructType(Class.forName("org.keycloak.representations.idm." + name)));
        while (!pending.isEmpty()) {
            JavaType type = pending.poll();
            BeanDescription bean = mapper.getDeserializationConfig().introspect(type);
            Map<String, Object> fields = found.get(type.getRawClass().getSimpleName());
            if (bean.findAnySetterAccessor() != null) fields.put("*", "any");
            for (BeanPropertyDefinition property : bean.findProperties()) {
                if (property.getMutator() == null && !(property.hasGetter() && (property.getGetter().getType().isCollectionLikeType() || property.getGetter().getType().isMapLikeType()))) continue;
                JavaType of = property.getMutator() instanceof AnnotatedMethod m && m.getParameterCount() == 1 ? m.getParameterType(0) : property.getMutator() != null ? property.getMutator().getType() : property.getGetter().getType();
                fields.put(property.getName(), describe(of));
                for (PropertyName alias : property.findAliases()) fields.put(alias.getSimpleName(), describe(of));
            }
        }
        System.out.println(mapper.writeValueAsString(found));
    }
}
