package network.phala.scale;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A class with type arguments, as reflection gives it, equal to reflection's own by content.
final class GenericType implements ParameterizedType {
    private final Class<?> raw;
    private final Type[] arguments;

    GenericType(Class<?> raw, Type... arguments) {
        this.raw = raw;
        this.arguments = arguments;
    }

    /// `type` with its variables replaced.
    static Type substitute(Type type, Map<TypeVariable<?>, Type> arguments) {
        return switch (type) {
            case TypeVariable<?> variable -> {
                Type known = arguments.get(variable);
                if (known == null) {
                    throw new IllegalArgumentException("Type variable " + variable + " is open");
                }
                yield known;
            }
            case ParameterizedType generic ->
                new GenericType(
                        (Class<?>) generic.getRawType(),
                        Arrays.stream(generic.getActualTypeArguments())
                                .map(a -> substitute(a, arguments))
                                .toArray(Type[]::new));
            default -> type;
        };
    }

    @Override
    public Type[] getActualTypeArguments() {
        return arguments.clone();
    }

    @Override
    public Type getRawType() {
        return raw;
    }

    @Override
    public @Nullable Type getOwnerType() {
        return raw.getDeclaringClass();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ParameterizedType generic
                && raw == generic.getRawType()
                && Arrays.equals(arguments, generic.getActualTypeArguments());
    }

    @Override
    public int hashCode() {
        return raw.hashCode() ^ Arrays.hashCode(arguments);
    }

    @Override
    public String toString() {
        return raw.getName() + Arrays.toString(arguments);
    }
}
