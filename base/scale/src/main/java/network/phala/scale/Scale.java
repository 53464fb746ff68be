package network.phala.scale;

import java.lang.reflect.Type;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/// Codecs derived from Java types. The record *is* the schema: its components in order are the fields; a sealed
/// interface is an enum whose variants are its permitted records.
///
/// `byte`, `short`, `int`, `long`, [network.phala.primitives.U128] and `U256` are unsigned integers;
/// `Optional`, `List`, `Map`, `Set`, `String`, `Bytes` (`Vec<u8>`) and `Bytes32` (`[u8; 32]`) are what they
/// look like. The annotations of this package say what Java cannot. A `public static final Codec<T> CODEC`
/// field in the type itself wins over derivation.
///
/// A derivation context may bind types that are known later (the runtime's outer call enum) to codecs of their own.
public final class Scale {
    private static final Scale STANDARD = new Scale(Map.of());

    private final Map<Type, Supplier<? extends Codec<?>>> bindings;
    private final Map<Type, Codec<?>> derived = new ConcurrentHashMap<>();

    private Scale(Map<Type, Supplier<? extends Codec<?>>> bindings) {
        this.bindings = bindings;
    }

    /// The codec of `type` without bindings.
    public static <T> Codec<T> of(Class<T> type) {
        return STANDARD.codec(type);
    }

    /// A context in which each of these types has the codec that its supplier gives, asked at first use.
    public static Scale with(Map<Class<?>, Supplier<? extends Codec<?>>> bindings) {
        return new Scale(new HashMap<>(bindings));
    }

    /// A context without bindings.
    public static Scale standard() {
        return STANDARD;
    }

    /// A class with type arguments, for [#codec(Type)].
    public static Type generic(Class<?> raw, Type... arguments) {
        return new GenericType(raw, arguments);
    }

    @SuppressWarnings("unchecked")
    public <T> Codec<T> codec(Class<T> type) {
        return (Codec<T>) codec((Type) type);
    }

    /// The codec of any Java type: a class, or a class with type arguments.
    ///
    /// @throws IllegalArgumentException when the type cannot be described as SCALE
    public Codec<?> codec(Type declared) {
        Type type = GenericType.substitute(declared, Map.of());
        Codec<?> known = derived.get(type);
        if (known != null) {
            return known;
        }
        Supplier<? extends Codec<?>> binding = bindings.get(type);
        Codec<?> made = binding != null ? LazyCodec.of(type, binding) : new Derivation(this).derive(type);
        Codec<?> earlier = derived.putIfAbsent(type, made);
        return earlier != null ? earlier : made;
    }
}
