package network.phala.frame.executive;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import network.phala.frame.Pallet;
import network.phala.scale.Codec;
import network.phala.scale.DecodeException;
import network.phala.scale.ScaleReader;
import network.phala.scale.ScaleWriter;
import network.phala.scale.TypeDef;
import network.phala.scale.TypeRef;
import org.jspecify.annotations.Nullable;

/// An outer enum (`RuntimeCall`, `RuntimeEvent`): one byte pallet index, then the pallet's own enum.
final class OuterCodec<T> implements Codec<T> {
    /// How an outer value is taken apart and put together.
    record Shape<T>(ToIntFunction<T> pallet, Function<T, Object> inner, BiFunction<Integer, Object, T> join) {}

    /// One pallet's variant; `typeName` as Rust's macros spell it.
    record Part(Pallet<?, ?> pallet, Codec<Object> codec, String typeName) {}

    private final List<String> path;
    private final Shape<T> shape;
    private final List<Part> parts = new ArrayList<>();
    private final @Nullable Part[] byIndex = new Part[256];
    private final TypeRef type;

    OuterCodec(List<String> path, Shape<T> shape) {
        this.path = path;
        this.shape = shape;
        this.type = TypeRef.lazy(path, this::describe);
    }

    @SuppressWarnings("unchecked")
    void add(Pallet<?, ?> pallet, Codec<?> codec, String typeName) {
        Part part = new Part(pallet, (Codec<Object>) codec, typeName);
        parts.add(part);
        byIndex[pallet.index()] = part;
    }

    private TypeDef describe() {
        List<TypeDef.Case> cases = parts.stream()
                .map(part -> new TypeDef.Case(
                        part.pallet().name(),
                        part.pallet().index(),
                        List.of(new TypeDef.Field(null, part.codec().type(), part.typeName()))))
                .toList();
        return new TypeDef.Variant(path, List.of(), cases);
    }

    @Override
    public void encode(T value, ScaleWriter out) {
        int pallet = shape.pallet().applyAsInt(value);
        Part part = byIndex[pallet];
        if (part == null) {
            throw new IllegalArgumentException("Pallet " + pallet + " has no part in " + path.getLast());
        }
        out.writeByte(pallet);
        part.codec().encode(shape.inner().apply(value), out);
    }

    @Override
    public T decode(ScaleReader in) throws DecodeException {
        int pallet = in.readByte();
        Part part = byIndex[pallet];
        if (part == null) {
            throw new DecodeException(in.offset() - 1, "pallet " + pallet + " has no part in " + path.getLast());
        }
        in.enter();
        T value = shape.join().apply(pallet, part.codec().decode(in));
        in.leave();
        return value;
    }

    @Override
    public TypeRef type() {
        return type;
    }
}
