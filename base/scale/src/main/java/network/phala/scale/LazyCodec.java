package network.phala.scale;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A codec found at first use: for types that contain themselves and for types bound later.
final class LazyCodec implements Codec<Object> {
    private final TypeRef type;
    private final Supplier<? extends Codec<?>> source;
    private volatile @Nullable Codec<Object> target;

    private LazyCodec(TypeRef type, Supplier<? extends Codec<?>> source) {
        this.type = type;
        this.source = source;
    }

    static LazyCodec of(Object identity, Supplier<? extends Codec<?>> source) {
        return new LazyCodec(TypeRef.lazy(identity, () -> source.get().type().get()), source);
    }

    @Override
    public void encode(Object value, ScaleWriter out) {
        target().encode(value, out);
    }

    @Override
    public Object decode(ScaleReader in) throws DecodeException {
        in.enter();
        Object value = target().decode(in);
        in.leave();
        return value;
    }

    @Override
    public TypeRef type() {
        return type;
    }

    @SuppressWarnings("unchecked")
    private Codec<Object> target() {
        Codec<Object> known = target;
        if (known == null) {
            known = (Codec<Object>) source.get();
            target = known;
        }
        return known;
    }
}
