package network.phala.types;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.Bytes32;
import network.phala.primitives.H256;
import network.phala.primitives.Sr25519Public;
import network.phala.primitives.U128;
import network.phala.primitives.U256;
import network.phala.scale.TupleType;
import network.phala.scale.Unnamed;

/// Compares our values with what Rust's `{:?}` printed, by the field names and leaf values in order. Type names
/// are left out, because where Rust wraps a variant's fields into a struct, ours has them in the variant.
final class RustDebug {
    private static final Pattern TOKEN = Pattern.compile(
            "\"([0-9a-f]{64})\"|\"([^\"]*)\"|([a-z][a-z0-9_]*): |0x([0-9a-f]{64})|\\b([0-9a-f]{64})\\b|\\b(\\d+|true|false)\\b");

    private RustDebug() {}

    static List<String> tokensOf(String debug) {
        String plain =
                debug.replaceAll("\\(5[^()]*\\.\\.\\.\\)", "").replaceAll("BoundedVec\\((\\[[^]]*]), \\d+\\)", "$1");
        List<String> tokens = new ArrayList<>();
        Matcher matcher = TOKEN.matcher(plain);
        while (matcher.find()) {
            for (int group = 1; group <= matcher.groupCount(); group++) {
                if (matcher.group(group) != null) {
                    tokens.add(group == 3 ? matcher.group(group) + ":" : matcher.group(group));
                }
            }
        }
        return tokens;
    }

    static List<String> tokensOfValue(Object value) throws ReflectiveOperationException {
        List<String> tokens = new ArrayList<>();
        collect(value, tokens);
        return tokens;
    }

    private static void collect(Object value, List<String> tokens) throws ReflectiveOperationException {
        switch (value) {
            case Byte number -> tokens.add(String.valueOf(number & 0xff));
            case Integer number -> tokens.add(Integer.toUnsignedString(number));
            case Long number -> tokens.add(Long.toUnsignedString(number));
            case Boolean flag -> tokens.add(flag.toString());
            case U128 number -> tokens.add(number.toString());
            case U256 number -> tokens.add(number.toString());
            case String text -> tokens.add(text);
            case Sr25519Public key -> tokens.add(key.toHex().substring(2));
            case AccountId account -> tokens.add(account.toHex().substring(2));
            case H256 hash -> tokens.add(hash.toHex().substring(2));
            case Bytes bytes -> collectBytes(bytes, tokens);
            case Bytes32 bytes -> collectBytes(bytes.toBytes(), tokens);
            case Optional<?> optional -> {
                if (optional.isPresent()) {
                    collect(optional.get(), tokens);
                }
            }
            case List<?> list -> {
                for (Object element : list) {
                    collect(element, tokens);
                }
            }
            case Map<?, ?> map -> {
                for (Map.Entry<?, ?> entry : map.entrySet()) {
                    collect(entry.getKey(), tokens);
                    collect(entry.getValue(), tokens);
                }
            }
            case Record composite -> collectFields(composite, tokens);
            case Enum<?> _ -> {}
            default -> throw new IllegalArgumentException("No Rust form for " + value.getClass());
        }
    }

    private static void collectFields(Record composite, List<String> tokens) throws ReflectiveOperationException {
        boolean named = !composite.getClass().isAnnotationPresent(Unnamed.class)
                && !composite.getClass().isAnnotationPresent(TupleType.class);
        for (RecordComponent component : composite.getClass().getRecordComponents()) {
            component.getAccessor().setAccessible(true);
            if (named && !component.getName().equals("score")) {
                tokens.add(snakeCase(component.getName()) + ":");
            }
            collect(component.getAccessor().invoke(composite), tokens);
        }
    }

    private static void collectBytes(Bytes bytes, List<String> tokens) {
        for (int i = 0; i < bytes.size(); i++) {
            tokens.add(String.valueOf(bytes.unsigned(i)));
        }
    }

    private static String snakeCase(String camel) {
        return camel.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }
}
