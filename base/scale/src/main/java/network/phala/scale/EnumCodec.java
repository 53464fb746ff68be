package network.phala.scale;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A Java enum: one byte.
final class EnumCodec implements Codec<Object> {
    private final TypeRef type;
    private final String name;
    private final @Nullable Object[] byIndex = new Object[256];
    private final Map<Object, Integer> indices = new HashMap<>();

    private EnumCodec(Class<?> raw, Supplier<List<TypeDef.TypeParameter>> parameters) {
        this.name = raw.getSimpleName();
        List<TypeDef.Case> cases = new ArrayList<>();
        int next = 0;
        for (Object constant : raw.getEnumConstants()) {
            Enum<?> value = (Enum<?>) constant;
            Index index;
            Name given;
            try {
                index = raw.getField(value.name()).getAnnotation(Index.class);
                given = raw.getField(value.name()).getAnnotation(Name.class);
            } catch (NoSuchFieldException e) {
                throw new IllegalArgumentException("Enum constant " + value + " cannot be read", e);
            }
            next = index != null ? index.value() : next;
            byIndex[next] = constant;
            indices.put(constant, next);
            cases.add(new TypeDef.Case(given != null ? given.value() : pascalCase(value.name()), next, List.of()));
            next++;
        }
        this.type = TypeRef.lazy(raw, () -> new TypeDef.Variant(Derivation.path(raw), parameters.get(), cases));
    }

    @SuppressWarnings("rawtypes")
    static EnumCodec derive(Class<? extends Enum> raw, Supplier<List<TypeDef.TypeParameter>> parameters) {
        return new EnumCodec(raw, parameters);
    }

    @Override
    public void encode(Object value, ScaleWriter out) {
        Integer index = indices.get(value);
        if (index == null) {
            throw new IllegalArgumentException(value + " is no constant of " + name);
        }
        out.writeByte(index);
    }

    @Override
    public Object decode(ScaleReader in) throws DecodeException {
        int index = in.readByte();
        Object value = byIndex[index];
        if (value == null) {
            throw new DecodeException(in.offset() - 1, "variant " + index + " of " + name + " is unknown");
        }
        return value;
    }

    @Override
    public TypeRef type() {
        return type;
    }

    /// An enum's generic parameters never show on the wire (`Error<T>`).
    private static List<TypeDef.TypeParameter> parameters(Class<?> raw) {
        TypePath path = raw.getAnnotation(TypePath.class);
        return path == null
                ? List.of()
                : Arrays.stream(path.parameters())
                        .map(name -> new TypeDef.TypeParameter(name, null))
                        .toList();
    }

    /// `ONLY_OWNER` to `OnlyOwner`.
    static String pascalCase(String constant) {
        StringBuilder out = new StringBuilder();
        for (String word : constant.split("_")) {
            out.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
        }
        return out.toString();
    }
}
