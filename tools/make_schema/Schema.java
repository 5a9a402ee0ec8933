// Prints the names, types and nesting of Keycloak's representations as JSON: exactly the properties that Jackson's own
// deserializers know, with their aliases, and "?" where Keycloak ignores unknown fields, "*" where it keeps them.
// Run by make_schema.py:
//
//   java -cp "<keycloak>/lib/lib/main/*:<keycloak>/lib/lib/boot/*" Schema.java < names-of-classes > schema.json
//
// <keycloak> is an unpacked distribution of Keycloak; the names of classes come one a line.

import com.fasterxml.jackson.databind.*;
import com.fasterxml.jackson.databind.deser.*;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import java.util.*;
import org.keycloak.json.StringListMapDeserializer;
import org.keycloak.representations.workflows.MultivaluedHashMapValueDeserializer;

public class Schema {
    static final ObjectMapper mapper = new ObjectMapper();
    static final DeserializationContext context = ((DefaultDeserializationContext) mapper.getDeserializationContext())
            .createInstance(mapper.getDeserializationConfig(), null, null);
    static final TreeMap<String, Map<String, Object>> found = new TreeMap<>();
    static final Deque<JavaType> pending = new ArrayDeque<>();

    static Object describe(JavaType type) throws Exception {
        Class<?> raw = type.getRawClass();
        if (type.isEnumType()) {
            List<String> names = new ArrayList<>();
            for (Object constant : raw.getEnumConstants()) names.add(mapper.convertValue(constant, String.class));
            return "enum:" + String.join("|", names);
        }
        if (type.isMapLikeType()) return Map.of("*", describe(type.getContentType()));
        if (type.isCollectionLikeType() || type.isArrayType()) return List.of(describe(type.getContentType()));
        if (raw == String.class || raw == java.net.URI.class) return "string";
        if (raw == boolean.class || raw == Boolean.class) return "boolean";
        if (raw == int.class || raw == Integer.class || raw == short.class || raw == Short.class) return "integer";
        if (raw == long.class || raw == Long.class) return "long";
        if (raw == double.class || raw == Double.class || raw == float.class || raw == Float.class) return "number";
        if (!raw.getName().startsWith("org.keycloak")) return "any";
        if (!found.containsKey(name(type))) {
            found.put(name(type), new TreeMap<>());
            pending.add(type);
        }
        return name(type);
    }

    // ClientPolicyRepresentation exists twice: the one of client policies keeps its name.
    static String name(JavaType type) {
        Class<?> raw = type.getRawClass();
        boolean authorization = raw.getName().startsWith("org.keycloak.representations.idm.authorization.ClientPolicy");
        return (authorization ? "Authorization" : "") + raw.getSimpleName();
    }

    static void fields(JavaType type, Map<String, Object> fields) throws Exception {
        JsonDeserializer<Object> deserializer = context.findRootValueDeserializer(type);
        if (!(deserializer instanceof BeanDeserializerBase bean)) {
            fields.put("*", "any");
            return;
        }
        for (Iterator<SettableBeanProperty> it = bean.properties(); it.hasNext(); ) {
            SettableBeanProperty property = it.next();
            boolean texts = property.getValueDeserializer() instanceof StringListMapDeserializer
                || property.getValueDeserializer() instanceof MultivaluedHashMapValueDeserializer;
            fields.put(property.getName(), texts ? Map.of("*", "texts") : describe(property.getType()));
            for (PropertyName alias : property.findAliases(mapper.getDeserializationConfig()))
                fields.put(alias.getSimpleName(), fields.get(property.getName()));
        }
        BeanDescription description = mapper.getDeserializationConfig().introspect(type);
        for (String ignored : description.getIgnoredPropertyNames()) fields.putIfAbsent(ignored, "any");
        if (description.findAnySetterAccessor() != null) fields.put("*", "any");
        else if (mapper.getDeserializationConfig().getDefaultPropertyIgnorals(type.getRawClass(), description.getClassInfo()).getIgnoreUnknown())
            fields.put("?", "any");
        prove(type, fields);
    }

    // What is described must be what Jackson does: it lists the fields it knows when it meets one that it does not.
    static void prove(JavaType type, Map<String, Object> fields) throws Exception {
        boolean open = fields.containsKey("*") || fields.containsKey("?");
        try {
            mapper.readValue("{\"no such field\":1}", type);
            if (!open) throw new IllegalStateException(type + " takes unknown fields");
        } catch (com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException unknown) {
            if (open) throw new IllegalStateException(type + " refuses unknown fields");
            for (Object known : unknown.getKnownPropertyIds())
                if (!fields.containsKey(known)) throw new IllegalStateException(type + " also knows " + known);
        } catch (com.fasterxml.jackson.databind.exc.InvalidDefinitionException | com.fasterxml.jackson.databind.exc.ValueInstantiationException other) {
            System.err.println("cannot be read on its own, so not proved: " + type);
        }
    }

    public static void main(String[] args) throws Exception {
        for (Scanner names = new Scanner(System.in); names.hasNextLine(); ) describe(mapper.constructType(Class.forName(names.nextLine())));
        while (!pending.isEmpty()) {
            JavaType type = pending.poll();
            fields(type, found.get(name(type)));
        }
        System.out.println(mapper.writeValueAsString(found));
    }
}
