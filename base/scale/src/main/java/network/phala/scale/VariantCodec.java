package network.phala.scale;

import java.lang.reflect.Type;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import network.phala.scale.TypeDef.Field;
import network.phala.scale.TypeDef.TypeParameter;
import org.jspecify.annotations.Nullable;

/// The variant's index byte, then its fields.
final class VariantCodec implements Codec<Object> {
    /// One permitted record of the sealed interface.
    record Alternative(String name, int index, Class<?> type, RecordCodec body, Supplier<List<Field>> fields) {}

    private final TypeRef type;
    private final String name;
    private final @Nullable Alternative[] byIndex = new Alternative[256];
    private final Map<Class<?>, Alternative> byType = new HashMap<>();

    private VariantCodec(TypeRef type, String name, List<Alternative> alternatives) {
        this.type = type;
        this.name = name;
        for (Alternative alternative : alternatives) {
            Alternative earlier = byIndex[alternative.index()];
            if (earlier != null) {
                throw new IllegalArgumentException("Index " + alternative.index() + " of " + name + " is both "
                        + earlier.name() + " and " + alternative.name());
            }
            byIndex[alternative.index()] = alternative;
            byType.put(alternative.type(), alternative);
        }
    }

    static VariantCodec of(
            Type identity,
            String name,
            Supplier<List<String>> path,
            Supplier<List<TypeParameter>> parameters,
            List<Alternative> alternatives) {
        TypeRef type = TypeRef.lazy(
                identity,
                () -> new TypeDef.Variant(
                        path.get(),
                        parameters.get(),
                        alternatives.stream()
                                .map(a -> new TypeDef.Case(
                                        a.name(), a.index(), a.fields().get()))
                                .toList()));
        return new VariantCodec(type, name, alternatives);
    }

    @Override
    public void encode(Object value, ScaleWriter out) {
        Alternative alternative = byType.get(value.getClass());
        if (alternative == null) {
            throw new IllegalArgumentException(value.getClass() + " is no variant of " + name);
        }
        out.writeByte(alternative.index());
        alternative.body().encode(value, out);
    }

    @Override
    public Object decode(ScaleReader in) throws DecodeException {
        int start = in.offset();
        int index = in.readByte();
        Alternative alternative = byIndex[index];
        if (alternative == null) {
            throw new DecodeException(start, "variant " + index + " of " + name + " is unknown");
        }
        return alternative.body().decode(in);
    }

    @Override
    public TypeRef type() {
        return type;
    }
}
