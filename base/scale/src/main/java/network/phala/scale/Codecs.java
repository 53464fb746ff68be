package network.phala.scale;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import network.phala.primitives.AccountId;
import network.phala.primitives.Bytes;
import network.phala.primitives.Bytes32;
import network.phala.primitives.H256;
import network.phala.primitives.Sr25519Public;
import network.phala.primitives.U128;
import network.phala.primitives.U256;
import network.phala.scale.TypeDef.Field;
import network.phala.scale.TypeDef.PrimitiveType;
import network.phala.scale.TypeDef.TypeParameter;

/// The primitive codecs, and codecs made of codecs.
public final class Codecs {
    public static final Codec<Boolean> BOOL =
            primitive(PrimitiveType.BOOL, (v, out) -> out.writeBoolean(v), ScaleReader::readBoolean);
    public static final Codec<Byte> U8 =
            primitive(PrimitiveType.U8, (v, out) -> out.writeByte(v), in -> (byte) in.readByte());
    public static final Codec<Short> U16 =
            primitive(PrimitiveType.U16, (v, out) -> out.writeShort(v), ScaleReader::readShort);
    public static final Codec<Integer> U32 =
            primitive(PrimitiveType.U32, (v, out) -> out.writeInt(v), ScaleReader::readInt);
    public static final Codec<Long> U64 =
            primitive(PrimitiveType.U64, (v, out) -> out.writeLong(v), ScaleReader::readLong);
    public static final Codec<U128> U_128 =
            primitive(PrimitiveType.U128, (v, out) -> out.writeU128(v), ScaleReader::readU128);
    public static final Codec<Byte> I8 = retyped(U8, PrimitiveType.I8);
    public static final Codec<Short> I16 = retyped(U16, PrimitiveType.I16);
    public static final Codec<Integer> I32 = retyped(U32, PrimitiveType.I32);
    public static final Codec<Long> I64 = retyped(U64, PrimitiveType.I64);
    public static final Codec<String> STR =
            primitive(PrimitiveType.STR, (v, out) -> out.writeVec(Bytes.ofUtf8(v)), ScaleReader::readString);

    /// `Vec<u8>`.
    public static final Codec<Bytes> BYTES =
            of(TypeRef.of(new TypeDef.Sequence(U8.type())), (v, out) -> out.writeVec(v), ScaleReader::readVec);

    /// `[u8; 32]`.
    public static final Codec<Bytes32> BYTES_32 = of(
            TypeRef.of(new TypeDef.Array(32, U8.type())),
            (v, out) -> out.write(v.unsafeArray()),
            in -> Bytes32.wrap(in.readArray(32)));

    public static final Codec<H256> H_256 =
            newtype("primitive_types::H256", "[u8; 32]", BYTES_32, H256::new, H256::value);

    public static final Codec<AccountId> ACCOUNT_ID =
            newtype("sp_core::crypto::AccountId32", "[u8; 32]", BYTES_32, AccountId::new, AccountId::value);

    public static final Codec<Sr25519Public> SR25519_PUBLIC =
            newtype("sp_core::sr25519::Public", "[u8; 32]", BYTES_32, Sr25519Public::new, Sr25519Public::value);

    /// `primitive_types::U256`: four little-endian 64-bit words.
    public static final Codec<U256> U_256 = of(
            TypeRef.of(new TypeDef.Composite(
                    List.of("primitive_types", "U256"),
                    List.of(),
                    List.of(new Field(null, TypeRef.of(new TypeDef.Array(4, U64.type())), "[u64; 4]")))),
            (v, out) -> out.write(v.toLittleEndian().unsafeArray()),
            in -> U256.fromLittleEndian(Bytes32.wrap(in.readArray(32))));

    private Codecs() {}

    /// Writes one value.
    @FunctionalInterface
    public interface Encoder<T> {
        void encode(T value, ScaleWriter out);
    }

    /// Reads one value.
    @FunctionalInterface
    public interface Decoder<T> {
        T decode(ScaleReader in) throws DecodeException;
    }

    private record Simple<T>(TypeRef type, Encoder<T> encoder, Decoder<T> decoder) implements Codec<T> {
        @Override
        public void encode(T value, ScaleWriter out) {
            encoder.encode(value, out);
        }

        @Override
        public T decode(ScaleReader in) throws DecodeException {
            return decoder.decode(in);
        }
    }

    public static <T> Codec<T> of(TypeRef type, Encoder<T> encoder, Decoder<T> decoder) {
        return new Simple<>(type, encoder, decoder);
    }

    /// A tuple struct of one field with a path of its own.
    public static <T, U> Codec<T> newtype(
            String path, String typeName, Codec<U> inner, Function<U, T> make, Function<T, U> open) {
        TypeRef type = TypeRef.of(new TypeDef.Composite(
                List.of(path.split("::")), List.of(), List.of(new Field(null, inner.type(), typeName))));
        return of(type, (v, out) -> inner.encode(open.apply(v), out), in -> make.apply(inner.decode(in)));
    }

    /// The same bytes as `inner` under another description.
    public static <T> Codec<T> retyped(Codec<T> inner, TypeRef type) {
        return of(type, inner::encode, inner::decode);
    }

    /// A number in compact form; `inner` is `U8` … `U_128` or a record around one of them.
    public static <T> Codec<T> compact(
            Codec<T> inner, Function<T, U128> toNumber, Function<U128, T> fromNumber, int bits) {
        return of(
                TypeRef.of(new TypeDef.Compact(inner.type())),
                (v, out) -> out.writeCompact(toNumber.apply(v)),
                in -> fromNumber.apply(in.readCompact(bits)));
    }

    public static final Codec<Integer> COMPACT_U32 =
            compact(U32, v -> U128.of(v & 0xffffffffL), n -> (int) n.low(), 32);
    public static final Codec<Long> COMPACT_U64 = compact(U64, U128::of, U128::low, 64);
    public static final Codec<U128> COMPACT_U128 = compact(U_128, v -> v, n -> n, 128);

    /// `Vec<T>`.
    public static <T> Codec<List<T>> vec(Codec<T> element) {
        return vec(
                TypeRef.lazy(List.of("Vec", element.type()), () -> new TypeDef.Sequence(element.type())),
                element,
                Integer.MAX_VALUE);
    }

    /// `BoundedVec<T, S>`: more than `countMax` elements do not decode.
    public static <T> Codec<List<T>> boundedVec(Codec<T> element, int countMax) {
        return vec(boundedType("bounded_vec", "BoundedVec", element), element, countMax);
    }

    /// `WeakBoundedVec<T, S>`: its bound is a hint, longer ones decode.
    public static <T> Codec<List<T>> weakBoundedVec(Codec<T> element) {
        return vec(boundedType("weak_bounded_vec", "WeakBoundedVec", element), element, Integer.MAX_VALUE);
    }

    static TypeRef boundedType(String module, String name, Codec<?> element) {
        TypeRef items = TypeRef.lazy(List.of("Vec", element.type()), () -> new TypeDef.Sequence(element.type()));
        return TypeRef.lazy(
                List.of(name, element.type()),
                () -> new TypeDef.Composite(
                        List.of("bounded_collections", module, name),
                        List.of(new TypeParameter("T", element.type()), new TypeParameter("S", null)),
                        List.of(new Field(null, items, "Vec<T>"))));
    }

    static <T> Codec<List<T>> vec(TypeRef type, Codec<T> element, int countMax) {
        return of(
                type,
                (v, out) -> {
                    out.writeCompact(v.size());
                    encodeAll(element, v, out);
                },
                in -> {
                    int start = in.offset();
                    int count = readCount(in);
                    if (count > countMax) {
                        throw new DecodeException(start, count + " elements; at most " + countMax + " fit");
                    }
                    return decodeAll(element, count, in);
                });
    }

    /// `[T; length]`.
    public static <T> Codec<List<T>> array(Codec<T> element, int length) {
        return of(
                TypeRef.lazy(List.of("Array", length, element.type()), () -> new TypeDef.Array(length, element.type())),
                (v, out) -> {
                    if (v.size() != length) {
                        throw new IllegalArgumentException(v.size() + " elements; expected " + length);
                    }
                    encodeAll(element, v, out);
                },
                in -> decodeAll(element, length, in));
    }

    /// `[u8; length]`.
    public static Codec<Bytes> fixedBytes(int length) {
        return of(
                TypeRef.of(new TypeDef.Array(length, U8.type())),
                (v, out) -> {
                    if (v.size() != length) {
                        throw new IllegalArgumentException(v.size() + " bytes; expected " + length);
                    }
                    out.write(v);
                },
                in -> in.readBytes(length));
    }

    /// `Option<T>`.
    public static <T> Codec<Optional<T>> option(Codec<T> inner) {
        TypeRef type = TypeRef.lazy(
                List.of("Option", inner.type()),
                () -> new TypeDef.Variant(
                        List.of("Option"),
                        List.of(new TypeParameter("T", inner.type())),
                        List.of(
                                new TypeDef.Case("None", 0, List.of()),
                                new TypeDef.Case("Some", 1, List.of(new Field(null, inner.type(), null))))));
        return of(
                type,
                (v, out) -> {
                    out.writeBoolean(v.isPresent());
                    v.ifPresent(value -> inner.encode(value, out));
                },
                in -> {
                    int flag = in.readByte();
                    return switch (flag) {
                        case 0 -> Optional.empty();
                        case 1 -> Optional.of(inner.decode(in));
                        default ->
                            throw new DecodeException(in.offset() - 1, "option byte " + flag + "; expected 0 or 1");
                    };
                });
    }

    /// `BTreeMap<K, V>`: pairs in the order of their keys. A repeated key does not decode.
    public static <K extends Comparable<? super K>, V> Codec<Map<K, V>> map(Codec<K> key, Codec<V> value) {
        TypeRef pair = TypeRef.lazy(
                List.of("Tuple", key.type(), value.type()), () -> new TypeDef.Tuple(List.of(key.type(), value.type())));
        TypeRef type = TypeRef.lazy(
                List.of("BTreeMap", key.type(), value.type()),
                () -> new TypeDef.Composite(
                        List.of("BTreeMap"),
                        List.of(new TypeParameter("K", key.type()), new TypeParameter("V", value.type())),
                        List.of(new Field(
                                null, TypeRef.lazy(List.of("Vec", pair), () -> new TypeDef.Sequence(pair)), null))));
        return of(
                type,
                (v, out) -> {
                    out.writeCompact(v.size());
                    new TreeMap<>(v).forEach((k, x) -> {
                        key.encode(k, out);
                        value.encode(x, out);
                    });
                },
                in -> {
                    TreeMap<K, V> entries = new TreeMap<>();
                    int count = readCount(in);
                    for (int i = 0; i < count; i++) {
                        int start = in.offset();
                        if (entries.put(key.decode(in), value.decode(in)) != null) {
                            throw new DecodeException(start, "map key occurs twice");
                        }
                    }
                    return Collections.unmodifiableMap(entries);
                });
    }

    /// `BTreeSet<T>`.
    public static <T extends Comparable<? super T>> Codec<Set<T>> set(Codec<T> element) {
        TypeRef type = TypeRef.lazy(
                List.of("BTreeSet", element.type()),
                () -> new TypeDef.Composite(
                        List.of("BTreeSet"),
                        List.of(new TypeParameter("T", element.type())),
                        List.of(new Field(
                                null,
                                TypeRef.lazy(
                                        List.of("Vec", element.type()), () -> new TypeDef.Sequence(element.type())),
                                null))));
        return of(
                type,
                (v, out) -> {
                    out.writeCompact(v.size());
                    encodeAll(element, new TreeSet<>(v), out);
                },
                in -> Collections.unmodifiableSet(
                        new LinkedHashSet<>(new TreeSet<>(decodeAll(element, readCount(in), in)))));
    }

    private static <T> void encodeAll(Codec<T> element, Collection<T> values, ScaleWriter out) {
        for (T value : values) {
            element.encode(value, out);
        }
    }

    /// Elements of no size could repeat without end, so their count is bounded by a constant.
    private static int readCount(ScaleReader in) throws DecodeException {
        int start = in.offset();
        int count = in.readLength(0);
        if (count > in.remaining() && count > 4096) {
            throw new DecodeException(start, "length " + count + " with only " + in.remaining() + " bytes left");
        }
        return count;
    }

    private static <T> List<T> decodeAll(Codec<T> element, int count, ScaleReader in) throws DecodeException {
        List<T> values = new ArrayList<>(Math.min(count, 1024));
        in.enter();
        for (int i = 0; i < count; i++) {
            values.add(element.decode(in));
        }
        in.leave();
        return Collections.unmodifiableList(values);
    }

    private static <T> Codec<T> primitive(PrimitiveType type, Encoder<T> encoder, Decoder<T> decoder) {
        return of(TypeRef.of(new TypeDef.Primitive(type)), encoder, decoder);
    }

    private static <T> Codec<T> retyped(Codec<T> inner, PrimitiveType type) {
        return retyped(inner, TypeRef.of(new TypeDef.Primitive(type)));
    }
}
