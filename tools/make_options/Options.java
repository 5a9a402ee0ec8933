// Prints the options of Keycloak's kc.sh as JSON: what its own option classes and property mappers say of them.
// Run by make_options.py:
//
//   java -cp "<keycloak>/lib/lib/main/*:<keycloak>/lib/lib/boot/*" Options.java > options.json
//
// <keycloak> is an unpacked distribution of Keycloak.

import com.fasterxml.jackson.databind.ObjectMapper;
import java.lang.reflect.Method;
import java.util.*;
import org.keycloak.config.Option;
import org.keycloak.quarkus.runtime.configuration.mappers.PropertyMapper;
import org.keycloak.quarkus.runtime.configuration.mappers.PropertyMappers;

public class Options {
    public static void main(String[] arguments) throws Exception {
        Method masked = PropertyMapper.class.getDeclaredMethod("isMask");
        masked.setAccessible(true);
        List<Map<String, Object>> found = new ArrayList<>();
        // Some mappers only pass an option on to another property: the one that a user sees has the label.
        List<PropertyMapper<?>> mappers = new ArrayList<>(PropertyMappers.getMappers());
        mappers.addAll(PropertyMappers.getWildcardMappers());
        mappers.sort(Comparator.comparing((PropertyMapper<?> mapper) -> mapper.getOption().getKey())
                .thenComparing(mapper -> mapper.isHidden() || mapper.getParamLabel() == null)
                .thenComparing(mapper -> String.valueOf(mapper.getTo())));
        Set<String> seen = new HashSet<>();
        for (PropertyMapper<?> mapper : mappers) {
            Option<?> option = mapper.getOption();
            if (!seen.add(option.getKey())) continue;
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("name", option.getKey());
            one.put("section", option.getCategory().getHeading());
            one.put("order", option.getCategory().getOrder());
            one.put("type", option.getComponentType().getSimpleName());
            one.put("list", option.getType() != option.getComponentType());
            one.put("label", mapper.getParamLabel());
            one.put("values", option.getExpectedValues());
            one.put("strict", option.isStrictExpectedValues());
            one.put("insensitive", option.isCaseInsensitiveExpectedValues());
            one.put("hidden", option.isHidden() || mapper.isHidden());
            one.put("build", option.isBuildTime());
            one.put("masked", masked.invoke(mapper));
            one.put("default", option.getDefaultValue().map(Option::getDefaultValueString).orElse(""));
            one.put("when", mapper.getEnabledWhen().orElse(""));
            one.put("help", option.getDescription());
            found.add(one);
        }
        new ObjectMapper().writeValue(System.out, found);
    }
}
